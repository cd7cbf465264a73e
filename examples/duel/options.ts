// The command line: `host [uri]`, `join uri`, `--name`, a bad line, `--headless`.

export interface Options {
  readonly role: 'host' | 'join';
  readonly uri: string;
  readonly name: string;
  /** How many hits win. */
  readonly to: number;
  /** The program flies by itself. */
  readonly bot: boolean;
  /** Without a terminal: it flies by itself, says what happens in lines, and ends with the round. */
  readonly headless: boolean;
  /** A bad line between this program and the network: `null` is the line as it is. */
  readonly bad: { readonly loss: number; readonly latency: number; readonly jitter: number } | null;
}

export const USAGE = `duel: two ships, over UDP
  npm run duel -- host [udp://0.0.0.0:4000] [--name Ada] [--to 5]
  npm run duel -- join udp://192.168.1.5:4000 [--name Ben]
  --loss 0.1 --latency 80 --jitter 20   flies over a bad line: one in ten datagrams is lost, each takes 80 ms, and up to 20 more
  --bot                                 lets the program fly for you
  --headless                            flies by itself, without a terminal, and says what happens in lines`;

const VALUES = ['name', 'to', 'loss', 'latency', 'jitter'];
const FLAGS = ['bot', 'headless'];

/** @returns `null` when the words make no sense. */
export function parseOptions(words: readonly string[]): Options | null {
  const given = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const name = word.slice(2);
    if (!word.startsWith('--')) rest.push(word);
    else if (FLAGS.includes(name)) given.set(name, '');
    else if (VALUES.includes(name) && words[i + 1] !== undefined) given.set(name, words[++i] ?? '');
    else return null;
  }
  const [role, uri = 'udp://0.0.0.0:4000'] = rest;
  if ((role !== 'host' && role !== 'join') || (role === 'join' && rest.length < 2) || rest.length > 2) return null;
  if (!uri.startsWith('udp://')) return null;
  const number = (name: string, usual: number, most: number): number => {
    const value = Number(given.get(name) ?? usual);
    return value >= 0 && value <= most ? value : Number.NaN;
  };
  const bad = { loss: number('loss', 0, 1), latency: number('latency', 0, 5000), jitter: number('jitter', 0, 5000) };
  const to = Math.floor(number('to', 5, 9));
  if (Number.isNaN(bad.loss + bad.latency + bad.jitter + to) || to < 1) return null;
  return {
    role,
    uri,
    name: (given.get('name') || (role === 'host' ? 'host' : 'guest')).slice(0, 16),
    to,
    bot: given.has('bot') || given.has('headless'),
    headless: given.has('headless'),
    bad: bad.loss + bad.latency + bad.jitter > 0 ? bad : null,
  };
}
