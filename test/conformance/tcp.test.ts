import { tcp } from '../../src/transport/wires/tcp.ts';
import { freePort } from '../support/free-port.ts';
import { conformance } from './suite.ts';

conformance({
  name: 'tcp',
  transport: () => tcp(),
  listenAt: () => 'tcp://127.0.0.1:0',
  nobodyAt: async () => `tcp://127.0.0.1:${await freePort()}`,
});
