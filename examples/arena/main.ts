// The arena: `npm start` is the server with bots and a page; `join` plays in a terminal; `bots` brings more bots.
import { crowd } from './bots/crowd.ts';
import { parseOptions, USAGE } from './options.ts';
import { start } from './server/start.ts';
import { join } from './terminal/join.ts';

const tty = process.stdout.isTTY === true && process.stdin.isTTY === true;
const options = parseOptions(process.argv.slice(2), tty);
if (!options) {
  process.stdout.write(`${USAGE}\n`);
  process.exitCode = 2;
} else if (options.role === 'start') await start(options, tty);
else if (options.role === 'join') await join(options.uri, options.name);
else await crowd(options.uri, options.count);
