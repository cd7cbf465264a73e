import { mem } from '../../src/index.ts';
import { conformance } from './suite.ts';

let names = 0;
conformance({
  name: 'mem',
  transport: () => mem({ isolated: true }),
  listenAt: () => `mem://room-${++names}`,
  nobodyAt: () => 'mem://nobody',
});
