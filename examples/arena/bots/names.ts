// Names for bots. Chance comes from outside.

const FIRST =
  'amber bold crimson dusty early fuzzy grey hollow icy jolly keen lunar misty noble odd pale quick rusty sly tiny'.split(
    ' ',
  );
const LAST = 'ant bat crow dart eel fox gnat hawk ibex jay kite lynx moth newt owl puma rook seal tern wasp'.split(' ');

export function botName(random: () => number): string {
  const one = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? '';
  return `${one(FIRST)} ${one(LAST)}`;
}
