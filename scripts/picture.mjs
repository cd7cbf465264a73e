// Draws docs/four-in-a-row.svg from the real program: two processes play in tmux, the pane is captured and every cell becomes a rectangle
// and a character. Needs tmux. Run `npm run examples` first.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const COLUMNS = 68;
const ROWS = 22;
const MOVES = 17;
const CELL = { w: 9, h: 18 };
const session = `picture-${process.pid}`;
const program = new URL('../build/examples/four-in-a-row/main.js', import.meta.url).pathname;

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const tmux = (...args) => execFileSync('tmux', args, { encoding: 'utf8' });
const host = `${process.execPath} ${program} host tcp://127.0.0.1:${port} --name Ada --bot`;
tmux('new-session', '-d', '-s', session, '-x', `${COLUMNS}`, '-y', `${ROWS}`, host);
tmux('set-option', '-t', session, 'status', 'off');
let guest;
try {
  await until(() => /others join with/.test(tmux('capture-pane', '-p', '-t', session)));
  guest = spawn(process.execPath, [program, 'join', `tcp://127.0.0.1:${port}`, '--name', 'Ben', '--bot'], {
    stdio: 'ignore',
  });
  // A filled place of the board is drawn with its own colours; count them in the captured colours.
  await until(() => discs() >= MOVES);
  writeFileSync(
    new URL('../docs/four-in-a-row.svg', import.meta.url),
    svg(tmux('capture-pane', '-e', '-p', '-t', session)),
  );
} finally {
  guest?.kill();
  tmux('kill-session', '-t', session);
}

function discs() {
  const text = tmux('capture-pane', '-e', '-p', '-t', session);
  return cells(text).filter(
    (cell) => cell.char === '▜' && cell.back !== null && ['#ef4444', '#facc15'].includes(cell.front),
  ).length;
}

async function until(ready) {
  for (let tries = 0; tries < 600; tries++) {
    if (ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it never came:\n${tmux('capture-pane', '-p', '-t', session)}`);
}

/** Every character with its place and colours (`38;2;r;g;b` and `48;2;r;g;b`). */
function cells(text) {
  const out = [];
  for (const [row, line] of text.split('\n').entries()) {
    let front = null;
    let back = null;
    let column = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what begins a colour
    for (const [, codes, char] of line.matchAll(/\u001b\[([\d;:]*)m|([^\u001b])/gu)) {
      if (char !== undefined) {
        out.push({ row, column: column++, char, front, back });
        continue;
      }
      const numbers = codes.split(/[;:]/).map(Number);
      for (let at = 0; at < numbers.length; at++) {
        const code = numbers[at];
        if (code === 38 || code === 48) {
          const hex = `#${numbers
            .slice(at + 2, at + 5)
            .map((value) => value.toString(16).padStart(2, '0'))
            .join('')}`;
          if (code === 38) front = hex;
          else back = hex;
          at += 4;
        } else if (code === 0) front = back = null;
        else if (code === 39) front = null;
        else if (code === 49) back = null;
      }
    }
  }
  return out;
}

function svg(text) {
  const parts = [];
  for (const { row, column, char, front, back } of cells(text)) {
    const x = column * CELL.w;
    const y = row * CELL.h;
    if (back) parts.push(`<rect x="${x}" y="${y}" width="${CELL.w + 0.5}" height="${CELL.h + 0.5}" fill="${back}"/>`);
    const block = shape(char, x, y);
    if (block) parts.push(`<path d="${block}" fill="${front ?? '#e2e8f0'}"/>`);
    else if (char.trim())
      parts.push(`<text x="${x}" y="${y + CELL.h * 0.75}" fill="${front ?? '#e2e8f0'}">${inXml(char)}</text>`);
  }
  const size = `${COLUMNS * CELL.w} ${ROWS * CELL.h}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -12 ${COLUMNS * CELL.w + 24} ${ROWS * CELL.h + 24}" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="15" shape-rendering="crispEdges">
<title>four in a row in a terminal, ${size}</title><rect x="-12" y="-12" width="100%" height="100%" rx="10" fill="#0b1220"/>
${parts.join('\n')}
</svg>
`;
}

/** Block characters as shapes, so that they look the same in every font. */
function shape(char, x, y) {
  const [w, h] = [CELL.w / 2, CELL.h / 2];
  const quarter = (column, row) => `M${x + column * w} ${y + row * h}h${w + 0.3}v${h + 0.3}h${-w - 0.3}z`;
  const quarters = {
    '█': '1111',
    '▟': '0111',
    '▙': '1011',
    '▜': '1101',
    '▛': '1110',
    '▀': '1100',
    '▄': '0011',
    '▐': '0101',
    '▌': '1010',
    '▗': '0001',
    '▖': '0010',
  }[char];
  if (!quarters) return '';
  return [...quarters].map((on, at) => (on === '1' ? quarter(at % 2, at >> 1) : '')).join('');
}

function inXml(char) {
  return { '<': '&lt;', '>': '&gt;', '&': '&amp;' }[char] ?? char;
}
