// node:net with the least framing there can be, by hand: what no library on TCP in Node can beat. A length of four bytes in
// front; all that one step of the event loop brings about leaves in one write. No checks, no flow control, no reconnection.
// Twice: "net" hands each message to the program as an array of its own and takes arrays, as anything with an API has to;
// "net, in place" has none: it reads and writes where the bytes lie.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { inBatches } from '../lib/batches.mjs';
import { pace } from '../lib/pace.mjs';
import { INPUT, RATE, STATE } from './adapter.mjs';
import { bytesMessage, nextSeq, seqOf } from './payload.mjs';

const HEAD = 4;

/** @typedef {import('node:net').Socket} Socket */

/**
 * Calls `each` with every whole message: the buffer, where it begins, where it ends.
 * @param {Socket} socket @param {(from: Buffer, at: number, end: number) => void} each
 */
function readFrames(socket, each) {
  /** @type {Buffer | undefined} */
  let rest;
  socket.on('data', (/** @type {Buffer} */ chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (at + HEAD <= bytes.length) {
      const end = at + HEAD + seqOf(bytes, at);
      if (end > bytes.length) break;
      each(bytes, at + HEAD, end);
      at = end;
    }
    rest = at === bytes.length ? undefined : bytes.subarray(at);
  });
}

/** Gathers what is sent in one step of the event loop. @param {Socket} socket */
function writer(socket) {
  let buffer = Buffer.allocUnsafe(65536);
  let used = 0;
  const flush = () => {
    socket.write(buffer.subarray(0, used));
    // The kernel may not have it yet: the next batch is written into new memory.
    buffer = Buffer.allocUnsafe(65536);
    used = 0;
  };
  return {
    /** Makes room for a message of `size` bytes; answers where it begins. @param {number} size */
    room(size) {
      if (used + HEAD + size > buffer.length) flush();
      if (used === 0) process.nextTick(() => used > 0 && flush());
      buffer.writeUInt32LE(size, used);
      used += HEAD + size;
      return used - size;
    },
    get buffer() {
      return buffer;
    },
  };
}

/** @param {Socket} socket @param {(message: Uint8Array) => void} each */
const readMessages = (socket, each) =>
  readFrames(socket, (from, at, end) => each(new Uint8Array(from.buffer, from.byteOffset + at, end - at)));

/** @param {Socket} socket @returns {(message: Uint8Array) => void} */
function sender(socket) {
  const out = writer(socket);
  return (message) => {
    const at = out.room(message.length);
    out.buffer.set(message, at);
  };
}

/** @param {number} port */
async function connected(port) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** @type {import('./adapter.mjs').Contender} */
const inPlace = {
  name: 'net, in place',
  serveEcho: () =>
    listen((socket) => {
      const out = writer(socket);
      readFrames(socket, (from, at, end) => {
        const to = out.room(end - at);
        from.copy(out.buffer, to, at, end);
      });
    }),
  async openEcho(port, size, { got }) {
    const socket = await connected(port);
    const out = writer(socket);
    readFrames(socket, (from, at, end) => got(seqOf(from, at), end - at));
    return (seq) => {
      const at = out.room(size);
      out.buffer.writeUInt32LE(seq, at);
      return true;
    };
  },
};

/** @type {import('./adapter.mjs').Contender} */
const net = {
  name: 'net',
  serveEcho: () => listen((socket) => readMessages(socket, sender(socket))),
  async openEcho(port, size, { got }) {
    const socket = await connected(port);
    const send = sender(socket);
    readMessages(socket, (message) => got(seqOf(message), message.length));
    return (seq) => {
      send(bytesMessage(seq, size));
      return true;
    };
  },
  async serveFanout(tally) {
    /** @type {Set<(message: Uint8Array) => void>} */
    const clients = new Set();
    let seq = nextSeq();
    pace(RATE, () => {
      if (!tally.playing()) return;
      seq = nextSeq(seq);
      const frame = frameOf(bytesMessage(seq, STATE)); // once for all
      for (const send of clients) send(frame);
    });
    return listen((socket) => {
      clients.add((frame) => socket.write(frame));
      /** @type {number | undefined} */
      let last;
      readMessages(socket, (message) => {
        last = tally.got(last, seqOf(message), message.length);
      });
    });
  },
  openFanout: (port, count, { got, lost }) =>
    inBatches(count, async (client) => {
      const socket = await connected(port);
      socket.on('close', () => lost(client));
      readMessages(socket, (message) => got(client, seqOf(message), message.length));
      return (seq) => {
        socket.write(frameOf(bytesMessage(seq, INPUT)));
        return true;
      };
    }),
};

/** @param {Uint8Array} message */
function frameOf(message) {
  const frame = Buffer.allocUnsafe(HEAD + message.length);
  frame.writeUInt32LE(message.length);
  frame.set(message, HEAD);
  return frame;
}

/** @param {(socket: Socket) => void} each @returns {Promise<number>} */
async function listen(each) {
  const server = createServer({ noDelay: true }, each);
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

export const contenders = [inPlace, net];
