import { udp } from '../../src/transport/wires/udp.ts';
import { freePort } from '../support/free-port.ts';
import { conformance } from './suite.ts';

conformance({
  name: 'udp',
  transport: () => udp(),
  listenAt: () => 'udp://127.0.0.1:0',
  nobodyAt: async () => `udp://127.0.0.1:${await freePort()}`,
});
