// A UDP relay between one client and a server that can go silent, as when a cable is pulled. Closed by itself at the end of the test.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface Relay {
  readonly port: number;
  /** While true, nothing passes. */
  silent: boolean;
  /** Datagrams that came from the client. */
  heard: number;
}

export async function relayTo(port: number): Promise<Relay> {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  onTestFinished(() => {
    front.close();
    back.close();
  });
  front.bind(0, '127.0.0.1');
  back.bind(0, '127.0.0.1');
  await Promise.all([once(front, 'listening'), once(back, 'listening')]);
  let client = 0;
  const relay: Relay = { port: front.address().port, silent: false, heard: 0 };
  front.on('message', (bytes, from) => {
    client = from.port;
    relay.heard++;
    if (!relay.silent) back.send(bytes, port, '127.0.0.1');
  });
  back.on('message', (bytes) => {
    if (!relay.silent) front.send(bytes, client, '127.0.0.1');
  });
  return relay;
}
