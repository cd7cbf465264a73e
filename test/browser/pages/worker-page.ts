// A page whose client lives in a worker.
import type { Entry } from './client.ts';

declare global {
  var worker: Worker;
  var heard: Entry[];
}
globalThis.heard = [];
globalThis.worker = new Worker('/worker.js', { type: 'module' });
globalThis.worker.onmessage = ({ data }: MessageEvent<Entry>) => globalThis.heard.push(data);
