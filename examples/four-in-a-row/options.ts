// The command line: `host [uri]`, `join uri`, `--name`, `--watch`, `--bot`, `--page`.

export interface Options {
  readonly role: 'host' | 'join';
  readonly uri: string;
  readonly name: string;
  readonly watch: boolean;
  /** Let the program play by itself. */
  readonly bot: boolean;
  /** How long it thinks over a move, ms. */
  readonly pace: number;
  /** The port of a web page to play in; `null`: none. */
  readonly page: number | null;
  /** End after so many games; 0 goes on. */
  readonly games: number;
}

export const USAGE = `four in a row
  npm run four -- host [tcp://0.0.0.0:4000] [--name Ada] [--page 8080]
  npm run four -- join tcp://192.168.1.5:4000 [--name Ben] [--watch]
  npm run four -- demo                 two programs against each other
  --bot lets the program play for you; --page serves a web page to play in.`;

/** @returns `null` when the words make no sense. */
export function parseOptions(words: readonly string[]): Options | null {
  const flag = (name: string): boolean => words.includes(`--${name}`);
  const value = (name: string): string | undefined => words[words.indexOf(`--${name}`) + 1 || words.length];
  const [role, uri = 'tcp://0.0.0.0:4000'] = words.filter(
    (word, at) => !word.startsWith('--') && !/^--(name|games|pace|page)$/.test(words[at - 1] ?? ''),
  );
  if (role !== 'host' && !(role === 'join' && words.some((word) => word.includes('://')))) return null;
  const name = (value('name') ?? (role === 'host' ? 'host' : 'guest')).slice(0, 16);
  return {
    role,
    uri,
    name,
    watch: flag('watch'),
    bot: flag('bot'),
    pace: Number(value('pace') ?? 600),
    page: value('page') === undefined ? null : Number(value('page')),
    games: Number(value('games') ?? 0),
  };
}
