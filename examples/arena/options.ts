// The command line of the arena.
import { MAX_NAME } from './protocol.ts';

export interface StartOptions {
  readonly role: 'start';
  /** How many bots play; the arena is as large as it has to be for them. */
  readonly bots: number;
  readonly host: string;
  /** `null`: 8080, or a free one. */
  readonly port: number | null;
  /** `null`: 4000, or a free one. */
  readonly tcp: number | null;
  /** End after so long; 0 goes on. */
  readonly seconds: number;
}
interface JoinOptions {
  readonly role: 'join';
  readonly uri: string;
  readonly name: string;
}
interface CrowdOptions {
  readonly role: 'bots';
  readonly uri: string;
  readonly count: number;
}

export const USAGE = `arena: a game for more than a hundred
  npm start -- [--bots 100] [--port 8080] [--tcp 4000] [--host 0.0.0.0] [--seconds 0]
  npm run arena -- join udp://127.0.0.1:4000 [--name Ada]      play in this terminal (or tcp://)
  npm run arena -- bots tcp://127.0.0.1:4000 [--count 100]     more bots, from here`;

/** Without a terminal nobody can end it, so it ends by itself. @returns `null` when the words make no sense. */
export function parseOptions(words: readonly string[], tty: boolean): StartOptions | JoinOptions | CrowdOptions | null {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--')) values.set(word.slice(2), words[++at] ?? '');
    else rest.push(word);
  }
  const number = (name: string, otherwise: number): number => Number(values.get(name) ?? otherwise);
  const port = (name: string): number | null => (values.has(name) ? number(name, 0) : null);
  const [role = 'start', uri = ''] = rest;
  const numbers = [number('bots', 100), number('seconds', tty ? 0 : 10), number('count', 100)] as const;
  const [bots, seconds, count] = numbers;
  if (![...numbers, port('port') ?? 0, port('tcp') ?? 0].every((value) => value >= 0)) return null;
  if (role === 'start')
    return { role, bots, host: values.get('host') ?? '0.0.0.0', port: port('port'), tcp: port('tcp'), seconds };
  if (!uri.includes('://')) return null;
  if (role === 'join') return { role, uri, name: (values.get('name') ?? 'guest').slice(0, MAX_NAME) };
  return role === 'bots' ? { role, uri, count } : null;
}
