// Every state and transition of the session protocol as tables (section 11). The code looks up here what follows; nowhere else is it decided.
// Must not know how an action is carried out.
//
// A session is `connecting` (client, no WELCOME yet) or `unconfirmed` (server, nothing read since WELCOME); then `active`, or `closing`
// once close() was called; `suspended` while no link carries it, whether closing or not; and `ended`. A closing session that
// lost its link is `suspended` and remembers that it is closing: RESUMED brings it back to `closing`.

/** Where a session stands. */
export type Phase = 'connecting' | 'unconfirmed' | 'active' | 'closing' | 'suspended' | 'ended';

/** What can happen to a session: frames by what they are about, links, the application, time. */
export type Input =
  | 'traffic'
  | 'request'
  | 'welcome'
  | 'resumed'
  | 'reject'
  | 'bye'
  | 'byeAck'
  | 'error'
  | 'timeout'
  | 'bad'
  | 'drop'
  | 'resume'
  | 'close'
  | 'expire'
  | 'overdue'
  | 'stall'
  | 'evict';

/** What follows. */
export type Action =
  | 'ignore'
  | 'take'
  | 'confirm'
  | 'connect'
  | 'attach'
  | 'replace'
  | 'refused'
  | 'retry'
  | 'fail'
  | 'suspend'
  | 'detach'
  | 'breach'
  | 'vanish'
  | 'lost'
  | 'answer'
  | 'closed'
  | 'unclean'
  | 'close';

const INPUTS =
  'traffic request welcome resumed reject bye byeAck error timeout bad drop resume close expire overdue stall evict'.split(
    ' ',
  ) as Input[];

/** The same for every input that a row does not name. */
const otherwise = (action: Action): Record<Input, Action> =>
  Object.fromEntries(INPUTS.map((input) => [input, action])) as Record<Input, Action>;

// What an attached session does with frames, links and time, whether it is closing or not.
const attached: Readonly<Record<Input, Action>> = {
  ...otherwise('ignore'),
  traffic: 'take', // sections 5 and 6
  request: 'breach', // ERROR, LOST(protocol)
  welcome: 'breach',
  resumed: 'breach',
  reject: 'breach',
  bye: 'answer', // ACK, BYE_ACK, CLOSED by the peer
  byeAck: 'breach',
  error: 'lost',
  timeout: 'suspend', // ERROR(LINK_TIMEOUT): only the link is over
  bad: 'breach',
  drop: 'suspend',
  resume: 'replace', // REPLACED to the old link, SUSPENDED, RESUMED
  close: 'close', // the log, then BYE
  stall: 'lost',
};

/** What follows when this happens in that phase. test/session/states.test.ts prints it whole. */
export const TRANSITIONS: Readonly<Record<Phase, Readonly<Record<Input, Action>>>> = {
  connecting: {
    ...otherwise('fail'), // CONNECT_FAILED, also when connectTotalMs is over
    welcome: 'connect',
    reject: 'refused',
    error: 'retry', // a new link and a new HELLO, safe because the server waits for a frame after WELCOME (S-24)
    timeout: 'retry',
    drop: 'retry',
    resume: 'ignore',
    overdue: 'ignore',
    stall: 'ignore',
    evict: 'ignore',
  },
  unconfirmed: {
    ...otherwise('vanish'), // no event: the application never heard of it
    traffic: 'confirm', // CONNECTED, then as active
    bye: 'confirm',
    error: 'confirm',
    timeout: 'confirm',
    drop: 'detach',
    resume: 'attach',
    overdue: 'ignore',
    stall: 'ignore',
  },
  active: attached,
  closing: { ...attached, byeAck: 'closed', close: 'ignore', overdue: 'unclean' },
  suspended: {
    // Frames come from the client's link of an attempt: whatever is wrong with it costs the attempt only (S-28).
    ...otherwise('retry'),
    resumed: 'attach',
    reject: 'refused',
    resume: 'attach',
    close: 'close', // noted; goes on after RESUMED
    expire: 'lost',
    overdue: 'unclean',
    stall: 'ignore',
    evict: 'lost',
  },
  ended: otherwise('ignore'),
};

/** The input that a frame is, by its type; a type that is not here and below 0x80 does not exist (S-12). */
export const FRAME_INPUTS: Readonly<Record<number, Input>> = {
  1: 'request',
  2: 'welcome',
  3: 'request',
  4: 'resumed',
  5: 'reject',
  6: 'traffic',
  7: 'traffic',
  8: 'traffic',
  9: 'bye',
  10: 'byeAck',
  11: 'error',
  16: 'traffic',
};

/** Where a link of the server stands before, and after, a session has it. */
export type Stage = 'fresh' | 'admitting' | 'gone';

/** What can happen to such a link. */
export type LinkInput = 'hello' | 'resume' | 'other' | 'late';

/** What follows. */
export type LinkAction = 'greet' | 'resume' | 'reject' | 'expire' | 'abort' | 'ignore';

/** What follows when this happens to a link of the server at that stage. Bound to a session, it is the session's affair. */
export const LINK_TRANSITIONS: Readonly<Record<Stage, Readonly<Record<LinkInput, LinkAction>>>> = {
  fresh: { hello: 'greet', resume: 'resume', other: 'reject', late: 'expire' },
  // The application thinks about it. A client writes nothing more before WELCOME.
  admitting: { hello: 'reject', resume: 'reject', other: 'reject', late: 'expire' },
  // It was told to end and did not: the deadline is absolute.
  gone: { hello: 'ignore', resume: 'ignore', other: 'ignore', late: 'abort' },
};

/** What a REJECT means to a client that had a session (section 8), by its code; any other code is `rejected`. */
export const REJECTIONS: Readonly<Record<number, 'wait' | 'expired' | 'clean' | 'ended' | 'state' | 'shutdown'>> = {
  5: 'wait',
  6: 'expired',
  7: 'state',
  8: 'shutdown',
  9: 'clean',
  10: 'state',
  11: 'ended',
};

/** What a received ERROR means, by its code; any other code is `peer-error`. */
export const ERRORS: Readonly<Record<number, 'replaced' | 'slow' | 'shutdown'>> = {
  2: 'replaced',
  5: 'slow',
  7: 'shutdown',
};
