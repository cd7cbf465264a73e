// What the chat prints: its own lines, and with --events each event as it comes out of the queue.
import type { AnyEvent } from 'pumpjack';

const tracing = process.argv.includes('--events');

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Shows an event as it came out of the queue, where the program was started with --events. */
export function trace(event: AnyEvent): void {
  if (tracing) say(`  ${describe(event)}`);
}

/** `NETWORK_DATA_IN peer=p1 channel="chat" data="hello network." sequenceId=1` */
function describe(event: AnyEvent): string {
  const fields = Object.entries(event).filter(([name]) => name !== 'type' && name !== 'time' && name !== 'unsent');
  return [event.type, ...fields.map(([name, value]) => `${name}=${short(value)}`)].join(' ');
}

function short(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  if (value instanceof Error) return value.message;
  if ('id' in value) return String(value.id);
  return 'uri' in value ? String(value.uri) : value.constructor.name;
}
