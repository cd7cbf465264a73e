// Writes llms.txt: what a program that reads documentation needs of ours, in one file, from the Markdown pages.
import { readFile, writeFile } from 'node:fs/promises';

const pages = [
  'README',
  'docs/queue',
  'docs/network',
  'docs/websocket',
  'docs/arena',
  'docs/udp',
  'docs/codecs',
  'docs/terminal',
  'docs/dom',
  'docs/limits',
  'docs/reliability',
  'docs/tutorial',
  'docs/pygame',
  'docs/coming-from',
  'docs/drivers',
  'docs/transports',
  'docs/performance',
];
const root = new URL('../', import.meta.url);
const text = await Promise.all(
  pages.map(async (page) => `<!-- ${page}.md -->\n\n${(await readFile(new URL(`${page}.md`, root), 'utf8')).trim()}\n`),
);
const out = text.join('\n');

if (process.argv.includes('--check')) {
  if ((await readFile(new URL('llms.txt', root), 'utf8')) !== out) {
    console.error('llms.txt is older than the pages it is made from: npm run llms');
    process.exit(1);
  }
} else await writeFile(new URL('llms.txt', root), out);
