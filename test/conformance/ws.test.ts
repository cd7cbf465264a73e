// ws and wss under the one suite: Node on both ends, a path of a given server, and the browser's half against a server of ours.
import { afterAll, beforeAll, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Transport } from '../../src/index.ts';
import { simulate } from '../../src/index.ts';
import { ws as browserWs } from '../../src/transport/wires/ws/browser.ts';
import { ws } from '../../src/transport/wires/ws/node.ts';
import { certificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { conformance } from './suite.ts';

conformance({
  name: 'ws',
  transport: () => ws(),
  listenAt: () => 'ws://127.0.0.1:0',
  nobodyAt: async () => `ws://127.0.0.1:${await freePort()}`,
});

conformance({
  name: 'wss',
  transport: () => ws(certificate),
  listenAt: () => 'wss://localhost:0/play',
  nobodyAt: async () => `wss://localhost:${await freePort()}`,
});

conformance({
  name: 'ws with perMessageDeflate',
  transport: () => ws({ perMessageDeflate: true }),
  listenAt: () => 'ws://127.0.0.1:0',
  nobodyAt: async () => `ws://127.0.0.1:${await freePort()}`,
});

conformance({
  name: 'ws late and uneven',
  transport: () => simulate(ws(), { latency: 2, jitter: 3, seed: 3 }),
  listenAt: () => 'ws://127.0.0.1:0',
  nobodyAt: async () => `ws://127.0.0.1:${await freePort()}`,
});

// The same class as in a page, on a WebSocket with the same interface; test/browser has the real one.
class PageSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('error', () => {}); // a page needs no listener for it
  }
}
beforeAll(() => void vi.stubGlobal('WebSocket', PageSocket));
afterAll(() => void vi.unstubAllGlobals());
conformance({
  name: 'ws, client as in a browser',
  transport: (): Transport => {
    const server = ws();
    return { ...server, connect: browserWs().connect };
  },
  listenAt: () => 'ws://127.0.0.1:0/game',
  nobodyAt: async () => `ws://127.0.0.1:${await freePort()}`,
});
