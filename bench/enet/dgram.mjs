// Bare node:dgram: messages packed into full datagrams by hand, one flush for each turn, a window of 64 KiB that the receiver opens again. No
// numbers, no retransmission, no checks: what nothing on UDP in Node can beat. On loopback nothing is lost within the window.
// Twice: a message that fits into a datagram lies in one, since nothing numbers the pieces of others; and cut anywhere, so that all datagrams
// are full, which only loopback forgives.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const MTU = 1392;
const WINDOW = 65536;
const DATA = 0;
const PING = 1;
const CREDIT = 2;
/** A kind, a message's whole length, the length of this piece. */
const HEAD = 7;

/** @param {import('node:dgram').Socket} socket @param {boolean} cut @param {() => import('node:net').AddressInfo | undefined} to */
function writer(socket, cut, to) {
  let buffer = Buffer.allocUnsafeSlow(MTU);
  let used = 0;
  let asked = false;
  const flush = () => {
    if (used === 0) return;
    const where = to();
    if (where) socket.send(buffer, 0, used, where.port, where.address);
    else socket.send(buffer, 0, used);
    if (socket.getSendQueueCount() > 0) buffer = Buffer.allocUnsafeSlow(MTU);
    used = 0;
  };
  return (/** @type {number} */ kind, /** @type {Uint8Array} */ message) => {
    let at = 0;
    const least = !cut && HEAD + message.length <= MTU ? message.length : 64;
    do {
      if (used + HEAD + Math.min(least, message.length - at) > MTU) flush();
      const size = Math.min(message.length - at, MTU - used - HEAD);
      buffer[used] = kind;
      buffer.writeUInt32LE(message.length, used + 1);
      buffer.writeUInt16LE(size, used + 5);
      buffer.set(message.subarray(at, at + size), used + HEAD);
      used += HEAD + size;
      at += size;
    } while (at < message.length);
    if (asked) return;
    asked = true;
    setImmediate(() => {
      asked = false;
      flush();
    });
  };
}

/** Calls `each` with each whole message, an array of its own. @param {(kind: number, message: Uint8Array) => void} each */
function reader(each) {
  /** @type {Uint8Array | undefined} */
  let begun;
  let have = 0;
  return (/** @type {Buffer} */ datagram) => {
    for (let at = 0; at + HEAD <= datagram.length; ) {
      const kind = Number(datagram[at]);
      const length = datagram.readUInt32LE(at + 1);
      const size = datagram.readUInt16LE(at + 5);
      begun ??= new Uint8Array(length);
      begun.set(datagram.subarray(at + HEAD, at + HEAD + size), have);
      have += size;
      at += HEAD + size;
      if (have < length) continue;
      const whole = begun;
      begun = undefined;
      have = 0;
      each(kind, whole);
    }
  };
}

/** @param {string} name @param {boolean} cut @returns {import('./adapter.mjs').Contender} */
const dgram = (name, cut) => ({
  name,
  kinds: ['reliable'],
  async serve(heard) {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: 1 << 20,
      lookup: (host, _, done) => done(null, host, 4),
    });
    /** @type {import('node:net').AddressInfo | undefined} */
    let client;
    let taken = 0;
    let asked = false;
    const send = writer(socket, cut, () => client);
    const read = reader((kind, message) => {
      if (kind === PING) {
        send(PING, message);
        return;
      }
      heard(message.length);
      taken += message.length;
      if (asked) return;
      asked = true;
      setImmediate(() => {
        asked = false;
        const credit = new Uint8Array(4);
        new DataView(credit.buffer).setUint32(0, taken, true);
        taken = 0;
        send(CREDIT, credit);
      });
    });
    socket.on('message', (datagram, from) => {
      client = from;
      read(datagram);
    });
    // Asked first: with that lookup it is bound at once.
    const bound = once(socket, 'listening');
    socket.bind(0, '127.0.0.1');
    await bound;
    return socket.address().port;
  },
  async open(port) {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const send = writer(socket, cut, () => undefined);
    let underWay = 0;
    let answered = () => {};
    let room = () => {};
    const read = reader((kind, message) => {
      if (kind === PING) answered();
      else {
        underWay -= new DataView(message.buffer).getUint32(0, true);
        room();
      }
    });
    socket.on('message', read);
    return {
      send(_kind, message) {
        if (underWay > 0 && underWay + message.length > WINDOW) return false;
        underWay += message.length;
        send(DATA, message);
        return true;
      },
      room: () =>
        new Promise((resolve) => {
          room = () => resolve();
        }),
      idle: () => underWay === 0,
      ping: (message) =>
        new Promise((resolve) => {
          answered = () => resolve();
          send(PING, message);
        }),
    };
  },
});

export const contenders = [dgram('dgram, batched', false), dgram('dgram, cut', true)];
