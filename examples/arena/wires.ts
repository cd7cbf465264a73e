// The wires that a program outside of a browser speaks; the address chooses. Another wire is another line here.
import type { Transport } from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { ws } from 'pumpjack/ws';

export const wires = (): Transport[] => [
  tcp(), // tcp://
  ws(), // ws://
];
