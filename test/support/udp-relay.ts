// A UDP relay between one client and a server that can go silent, as when a cable is pulled. Closed by itself at the end of the test.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface Relay {
  readonly port: number;
  /** While true, nothing passes. */
  silent: boolean;
  /** Datagrams that came from the client. */
  heard: number;
  /** From now on the server sees another source address, as behind a NAT that has forgotten the old one. */
  rebind(): Promise<void>;
}

export async function relayTo(port: number): Promise<Relay> {
  const front = createSocket('udp4');
  let client = 0;
  const opened = async (socket: Socket): Promise<Socket> => {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  };
  const backSide = (): Promise<Socket> => {
    const socket = createSocket('udp4');
    socket.on('message', (bytes) => {
      if (!relay.silent) front.send(bytes, client, '127.0.0.1');
    });
    return opened(socket);
  };
  const relay: Relay = {
    port: 0,
    silent: false,
    heard: 0,
    async rebind() {
      const old = back;
      back = await backSide();
      old.close();
    },
  };
  await opened(front);
  let back = await backSide();
  onTestFinished(() => {
    front.close();
    back.close();
  });
  front.on('message', (bytes, from) => {
    client = from.port;
    relay.heard++;
    if (!relay.silent) back.send(bytes, port, '127.0.0.1');
  });
  return Object.assign(relay, { port: front.address().port });
}
