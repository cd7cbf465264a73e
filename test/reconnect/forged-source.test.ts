// Datagrams that claim to come from the client, and do not: somebody in a third namespace who has the client's address and port, and tries
// every number that ENet knows a connection by. Needs root and iproute2; skipped with a message where there is less.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, complete, talking } from '../support/child.ts';
import {
  CLIENT,
  destroy,
  F,
  has,
  inside,
  joined,
  nft,
  places,
  possible,
  run,
  S,
  SERVER,
} from '../support/namespaces.ts';

const why = possible() || (has('nft') ? '' : 'needs nftables');
if (why) process.stdout.write(`forged sources: skipped, ${why}\n`);

/** As many numbers as a connection may have: 12 bits, and 2 that change with each connection. */
const NUMBERS = 4096 * 4;

/**
 * What the forger runs: from `address port` to the server, for each number one datagram of each form given as hex. The number goes
 * into the first two bytes. A few at a time, so that they are not lost in the server's buffer for being too many.
 */
const FORGER = `
const [address, port, target, ...forms] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
const bodies = forms.map((form) => Buffer.from(form, 'hex'));
socket.bind(Number(port), address, () => socket.connect(4000, target, async () => {
  for (let number = 0; number < ${NUMBERS}; number++) {
    for (const body of bodies) {
      const bytes = Buffer.from(body);
      bytes.writeUInt16BE(bytes.readUInt16BE(0) | number, 0);
      await new Promise((sent) => socket.send(bytes, sent));
    }
    if (number % 16 === 0) await new Promise((later) => setTimeout(later, 1));
  }
  socket.close();
}));
`;

// A datagram with a time, with four bytes where a checksum would stand or without; then DISCONNECT, which needs no number, or a reliable message.
const head = (checksum: boolean): string => `80000000${checksum ? '00000000' : ''}`;
const disconnect = (checksum: boolean): string => `${head(checksum)}44ff000000000000`;
const message = (checksum: boolean): string => `${head(checksum)}86010001000a${'66'.repeat(10)}`;

/** The third namespace: its own device to the server, the client's address on it. */
function stranger(): void {
  run('ip netns add F');
  run('ip -n S link add pj1 type veth peer name pj1 netns F');
  run('ip -n S addr add 198.51.100.1/28 dev pj1'); // TEST-NET-2
  run(`ip -n F addr add ${CLIENT}/32 dev pj1`);
  run('ip -n S link set pj1 up');
  run('ip -n F link set pj1 up');
  run(`ip -n F route add ${SERVER}/32 dev pj1`);
  // The kernel would drop what comes from where it would not answer to; most routers on the way do not look.
  for (const device of ['all', 'pj1'])
    execFileSync('ip', ['netns', 'exec', S, 'tee', `/proc/sys/net/ipv4/conf/${device}/rp_filter`], { input: '0' });
}

/** Sends them, from the port that the server sees the client at; returns how many came to the server. */
function forge(server: Child, forms: readonly string[]): number {
  const port = /:(\d+)$/.exec(server.report.at[0] ?? '')?.[1];
  if (port === undefined) throw new Error(`no port in ${JSON.stringify(server.report.at)}`);
  nft('iifname "pj1" udp dport 4000 counter');
  execFileSync('ip', ['netns', 'exec', F, process.execPath, '-e', FORGER, CLIENT, port, SERVER, ...forms]);
  const listed = execFileSync('ip', ['netns', 'exec', S, 'nft', 'list', 'table', 'inet', 'faults'], {
    encoding: 'utf8',
  });
  inside('S', 'nft delete table inet faults');
  return Number(/packets (\d+)/.exec(listed)?.[1]);
}

/** On udp:// checksums are the default, on enet:// they have to be asked for. */
async function attacked(scheme: string, checksum: boolean, forms: readonly string[]) {
  joined();
  stranger();
  const { server, client } = await talking(
    places(scheme, checksum === (scheme === 'udp') ? [] : [`CHECKSUM=${Number(checksum)}`]),
  );
  expect(forge(server, forms)).toBe(NUMBERS * forms.length);
  return { server, client };
}

/** All that was said is there, once and in order, or the children would have failed; nobody new came, nobody ended. */
async function unharmed(server: Child, client: Child): Promise<void> {
  const had = [server, client].map(({ report }) => report.got);
  await Promise.all(
    [server, client].map((each, i) => each.until(({ got }) => got > (had[i] ?? 0) + 100, 'more messages')),
  );
  await complete(server, client);
  for (const { report } of [server, client])
    expect(report.events.filter((event) => event === 'NETWORK_CONNECTED')).toHaveLength(1);
  await Promise.all([server.kill(), client.kill()]);
}

describe.skipIf(why !== '')('the source of a datagram is forged', () => {
  beforeAll(destroy);
  afterAll(destroy);

  it.each(['udp', 'enet'])(
    '%s with checksums: every number is tried, and nothing happens',
    { timeout: 120_000 },
    async (scheme) => {
      try {
        const { server, client } = await attacked(scheme, true, [disconnect(true), message(true), message(false)]);
        await unharmed(server, client);
        expect([server.report.suspended, client.report.suspended]).toEqual([0, 0]);
      } finally {
        destroy();
      }
    },
  );

  it('udp without checksums: the right number ends the ENet connection, and the session comes back on another', {
    timeout: 120_000,
  }, async () => {
    try {
      const { server, client } = await attacked('udp', false, [disconnect(false)]);
      await client.until(({ resumed }) => resumed > 0, 'RESUMED');
      await unharmed(server, client);
    } finally {
      destroy();
    }
  });
});
