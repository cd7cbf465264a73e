// A page with a raw WebSocket: text and binary, and a sender that obeys `false` and NETWORK_DRAIN.
import { bytes, EventQueue, Network, text } from 'pumpjack';
import { ws } from 'pumpjack/ws';
import type { Entry } from './client.ts';

const net = new Network({ transports: [ws()], channels: { data: bytes, chat: text }, sendBuffer: 4_000_000 });
const queue = new EventQueue({ drivers: [net] });

declare global {
  var log: Entry[];
  /** Says hello as text, then sends binary blocks of 60,000 bytes until so many have been taken. */
  var flood: (uri: string, blocks: number) => void;
}
globalThis.log = [];
globalThis.flood = (uri, blocks) => {
  const peer = net.connect(uri, { textChannel: 'chat' });
  peer.send('chat', 'hello');
  let sent = 0;
  const more = (): void => {
    while (sent < blocks && peer.send('data', new Uint8Array(60_000).fill(sent))) sent++;
  };
  void (async () => {
    for await (const e of queue) {
      if (e.type === 'NETWORK_DATA_IN') globalThis.log.push({ type: e.type, channel: e.channel, data: String(e.data) });
      else globalThis.log.push({ type: e.type });
      if (e.type === 'NETWORK_CONNECTED' || e.type === 'NETWORK_DRAIN') more();
    }
  })();
};
