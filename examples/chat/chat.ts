// A chat in a terminal. Host it in one, join it from others:
//   npm run chat -- host tcp://0.0.0.0:4000
//   npm run chat -- join tcp://127.0.0.1:4000 Ada
// With --events it shows every event; a guest with --chaos cuts its own link every few seconds, and the talk goes on.
import {
  Clock,
  defineEvent,
  EventQueue,
  NETWORK_CONNECTED,
  NETWORK_DATA_IN,
  NETWORK_DISCONNECTED,
  NETWORK_ERROR,
  NETWORK_LISTENING,
  NETWORK_RESUMED,
  NETWORK_SUSPENDED,
  Network,
  type Peer,
  QUIT,
  text,
} from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { LINE, lines } from './lines.ts';
import { say, trace } from './show.ts';

const [role = '', uri = 'tcp://127.0.0.1:4000', name = 'guest'] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'));
const hosting = role === 'host';
if (!hosting && role !== 'join') {
  say('chat host [tcp://0.0.0.0:4000]   or   chat join [tcp://127.0.0.1:4000] [name]     (--events, --chaos)');
  process.exit(2);
}

const net = new Network({ app: 'chat/1', transports: [tcp()], channels: { name: text, chat: text } });
const CUT = defineEvent('CUT');
const queue = new EventQueue({ drivers: [net, lines()], events: [CUT] });
const clock = new Clock();
const names = new Map<Peer, string>();

const server = hosting ? null : net.connect(uri);
const listener = hosting ? net.listen(uri) : null;
server?.send('name', name); // goes out as soon as the connection stands
if (process.argv.includes('--chaos')) queue.setTimer(CUT(), 2000);

let running = true;
while (running) {
  for (const e of queue.get()) {
    trace(e);
    switch (e.type) {
      case NETWORK_LISTENING:
        say(`listening on ${e.uri}`);
        break;
      case NETWORK_CONNECTED:
        if (hosting) e.peer.send('chat', 'hello network.');
        else say('connected; type a line');
        break;
      case NETWORK_DATA_IN:
        if (e.channel === 'name') {
          names.set(e.peer, e.data);
          tell(`${e.data} is here`, e.peer);
        } else if (hosting) tell(`${names.get(e.peer) ?? e.peer.id}: ${e.data}`, e.peer);
        else say(e.data);
        break;
      case LINE:
        if (hosting) tell(`host: ${e.text}`);
        else net.send('chat', e.text);
        break;
      case CUT.type:
        server?.suspend();
        break;
      case NETWORK_SUSPENDED:
        say('(the line is down; what you type is kept)');
        break;
      case NETWORK_RESUMED:
        say(`(back after ${Math.round(e.downtime)} ms)`);
        break;
      case NETWORK_DISCONNECTED:
        if (hosting) tell(`${names.get(e.peer) ?? e.peer.id} has left`);
        else {
          say(`the host is gone: ${e.reason} ${e.message}`);
          running = false;
        }
        names.delete(e.peer);
        break;
      case NETWORK_ERROR:
        say(e.error.message);
        if (listener?.state === 'closed') running = false; // nobody can come in; other errors pass
        break;
      case QUIT:
        running = false;
        break;
    }
  }
  await clock.tick(30);
}
await queue.close();

/** The host says it to everybody, except the one who said it first. */
function tell(line: string, except?: Peer): void {
  say(line);
  net.send('chat', line, except ? { except } : {});
}
