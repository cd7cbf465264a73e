// The same client in a web worker: the page asks by message, as pages do.
import { Client } from './client.ts';

const client = new Client();
let told = 0;

globalThis.onmessage = ({ data }: MessageEvent<{ connect?: string; say?: string }>) => {
  if (data.connect !== undefined) client.connect(data.connect);
  if (data.say !== undefined) client.say(data.say);
};

setInterval(() => {
  for (; told < client.log.length; told++) globalThis.postMessage(client.log[told]);
}, 5);
