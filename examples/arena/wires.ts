// The wires that a program outside of a browser speaks; the address chooses. Another wire is another line here.
import type { PacketTransport, Transport } from 'pumpjack';
import { tcp } from 'pumpjack/tcp';
import { udp } from 'pumpjack/udp';
import { ws } from 'pumpjack/ws';

export const wires = (): (Transport | PacketTransport)[] => [
  tcp(), // tcp://
  udp(), // udp://
  ws(), // ws://
];
