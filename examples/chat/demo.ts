// `npm start`: the chat by itself. Two real processes talk over TCP; both show every event that leaves their queues.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const program = new URL('./chat.js', import.meta.url).pathname;
const colour = process.stdout.isTTY && !('NO_COLOR' in process.env);
const paint = (code: number, line: string): string => (colour ? `\u001b[${code}m${line}\u001b[0m` : line);

process.stdout.write(
  'pumpjack: two processes, one TCP connection, each in its own `for (const e of queue.get())` loop.\n\n',
);

const host = start('host ', 36, ['host', 'tcp://127.0.0.1:0']);
const uri = (await host.until(/^listening on (.*)/))[1] ?? '';
const ada = start('ada  ', 33, ['join', uri, 'Ada']);
await ada.until(/hello network\./);
await host.until(/Ada is here/);
ada.type('hello, is anybody there?');
await host.until(/anybody there/);
host.type('two processes and a queue.');
await ada.until(/two processes/);
ada.type('good. bye!');
await host.until(/bye!/);
ada.end();
await host.until(/Ada has left/);
host.end();
await Promise.all([ada.ended, host.ended]);

process.stdout.write(`
That was examples/chat/chat.ts, twice. Now you, in two terminals:
  npm run chat -- host tcp://127.0.0.1:4000
  npm run chat -- join tcp://127.0.0.1:4000 YourName
Add --events to see every event, and read examples/chat/chat.ts: the loop is all there is.
`);

interface Actor {
  type(line: string): void;
  end(): void;
  until(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<void>;
}

/** A chat process whose lines are shown under its name, and can be waited for. */
function start(label: string, code: number, args: readonly string[]): Actor {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, [program, ...args, '--events'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const seen: string[] = [];
  let waiting: (() => void)[] = [];
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(line.trim());
    process.stdout.write(`${paint(code, `${label}|`)} ${line}\n`);
    for (const wake of waiting.splice(0)) wake();
  });
  void ended.then(() => {
    for (const wake of waiting.splice(0)) wake();
    waiting = [];
  });
  return {
    type: (line) => child.stdin.write(`${line}\n`),
    end: () => child.stdin.end(),
    ended,
    async until(pattern) {
      for (;;) {
        for (const line of seen) {
          const match = pattern.exec(line);
          if (match) return match;
        }
        if (child.exitCode !== null) throw new Error(`${label.trim()} ended before it said ${pattern}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
