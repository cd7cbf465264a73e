// `npm run four -- demo`: a match that plays itself, between two real processes over TCP. The first one hosts and is drawn here.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';

const program = new URL('./main.js', import.meta.url).pathname;
// Where somebody watches it takes its time.
const bot = process.stdout.isTTY ? ['--bot', '--games', '3'] : ['--bot', '--games', '1', '--pace', '0'];

process.stdout.write(
  'four in a row: two processes, one TCP connection, each in its own `for (const e of queue.get())` loop.\n',
);
const host = fork(program, ['host', 'tcp://127.0.0.1:0', '--name', 'Ada', ...bot]);
const [uri] = await once(host, 'message');
const guest = spawn(process.execPath, [program, 'join', String(uri), '--name', 'Ben', ...bot], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
await Promise.all([once(host, 'close'), once(guest, 'close')]);

process.stdout.write(`
That was examples/four-in-a-row/main.ts, twice: process ${host.pid} and process ${guest.pid}. Now you, against somebody, in two terminals:
  npm run four -- host tcp://0.0.0.0:4000 --name You
  npm run four -- join tcp://127.0.0.1:4000 --name Friend      (or this machine's address, from another one)
A third who joins is a spectator. --bot lets the program play for you. Read main.ts: the loop is in sight.
The smallest program of all is a chat: npm run chat -- host   and   npm run chat -- join
`);
