// What the kernel does to links: two network namespaces joined by a pair of virtual Ethernet devices, and what breaks between them.
// Needs root and iproute2, some rows nftables; skipped with a message where there is less. Everything stays inside the namespaces.
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, complete, type Places, talking } from '../support/child.ts';

// Addresses for documentation, RFC 5737: TEST-NET-1.
const SERVER = '192.0.2.1';
const CLIENT = '192.0.2.2';
const OTHER = '192.0.2.3';
const S = `pj${process.pid}s`;
const C = `pj${process.pid}c`;

const has = (command: string): boolean => spawnSync(command, ['-V']).error === undefined;
const root = process.getuid?.() === 0;
/** Runs a line of words; `C` and `S` stand for the namespaces. */
const run = (line: string): void => {
  const [command = '', ...args] = line.split(' ').map((word) => (word === 'C' ? C : word === 'S' ? S : word));
  execFileSync(command, args, { stdio: 'pipe' });
};
const inside = (where: 'C' | 'S', line: string): void => run(`ip netns exec ${where} ${line}`);
const quietly = (line: string): void => {
  try {
    run(line);
  } catch {
    // It was not there.
  }
};

/** Whether two namespaces can be made here: root alone says little in a container. */
function possible(): string {
  if (!root || !has('ip')) return 'needs root and iproute2';
  try {
    run('ip netns add S');
    run('ip netns del S');
    return '';
  } catch (error) {
    return `no network namespaces here: ${String(error)}`;
  }
}
const why = possible();
if (why) process.stdout.write(`faults of the kernel: skipped, ${why}\n`);

/** One fault: how it begins, whether a link dies of it, how it ends. */
interface Fault {
  readonly name: string;
  readonly needs?: 'nft' | 'ss' | 'tc';
  readonly begin: () => void;
  /** Whether somebody has to notice: then nothing is healed before. Else messages have to go on. */
  readonly suspends: boolean;
  readonly heal: () => void;
}

const nft = (...rules: readonly string[]): void => {
  execFileSync('ip', ['netns', 'exec', S, 'nft', '-f', '-'], {
    input: `table inet faults {\n chain come {\n type filter hook input priority 0;\n ${rules.join('\n ')}\n }\n}\n`,
  });
};
const calm = (): void => inside('S', 'nft delete table inet faults');

const FAULTS: readonly Fault[] = [
  {
    name: 'the link goes down and comes back',
    begin: () => run('ip -n C link set pj0 down'),
    suspends: true,
    heal: () => run('ip -n C link set pj0 up'),
  },
  {
    name: 'the link goes down and comes back with another address',
    begin: () => run('ip -n C link set pj0 down'),
    suspends: true,
    heal: () => {
      run(`ip -n C addr del ${CLIENT}/28 dev pj0`);
      run(`ip -n C addr add ${OTHER}/28 dev pj0`);
      run('ip -n C link set pj0 up');
    },
  },
  {
    name: 'roaming: the address goes, of which nobody is told, and another one comes',
    begin: () => run(`ip -n C addr del ${CLIENT}/28 dev pj0`),
    suspends: true,
    heal: () => run(`ip -n C addr add ${OTHER}/28 dev pj0`),
  },
  {
    name: 'the cable is pulled at the other end',
    begin: () => run('ip -n S link set pj0 down'),
    suspends: true,
    heal: () => run('ip -n S link set pj0 up'),
  },
  {
    name: 'the sockets are killed',
    needs: 'ss',
    begin: () => inside('C', `ss -K dst ${SERVER}`),
    suspends: true,
    heal: () => {},
  },
  {
    name: 'a firewall drops everything, then nothing',
    needs: 'nft',
    begin: () => nft('meta l4proto tcp drop'),
    suspends: true,
    heal: calm,
  },
  {
    name: 'a firewall drops one direction only',
    needs: 'nft',
    begin: () => nft(`ip saddr ${CLIENT} tcp dport 4000 drop`),
    suspends: true,
    heal: calm,
  },
  {
    name: 'a firewall answers with resets',
    needs: 'nft',
    begin: () => nft('tcp dport 4000 reject with tcp reset'),
    suspends: true,
    heal: calm,
  },
  {
    name: 'one packet in ten is lost',
    needs: 'nft',
    begin: () => nft('numgen random mod 10 < 1 drop'),
    suspends: false,
    heal: calm,
  },
  {
    name: 'packets become small in the middle of it',
    begin: () => {
      run('ip -n S link set pj0 mtu 576');
      run('ip -n C link set pj0 mtu 576');
    },
    suspends: false,
    heal: () => {},
  },
  {
    name: 'the line becomes slow',
    needs: 'tc',
    begin: () => inside('S', 'tc qdisc add dev pj0 root tbf rate 1mbit burst 4000 limit 20000'),
    suspends: false,
    heal: () => inside('S', 'tc qdisc del dev pj0 root'),
  },
];

const places: Places = {
  server: ['ip', 'netns', 'exec', S],
  client: ['ip', 'netns', 'exec', C],
  at: `tcp://${SERVER}:4000`,
};

function destroy(): void {
  quietly('ip netns del C');
  quietly('ip netns del S');
}

describe.skipIf(why !== '')('what the kernel does to a link', () => {
  beforeAll(destroy);
  afterAll(destroy);

  for (const { name, needs, begin, suspends, heal } of FAULTS) {
    const missing = needs !== undefined && !has(needs);
    it.skipIf(missing)(`${name}${missing ? ` (skipped: no ${needs})` : ''}`, { timeout: 120_000 }, async () => {
      run('ip netns add S');
      run('ip netns add C');
      try {
        run('ip -n S link add pj0 type veth peer name pj0 netns C');
        for (const [where, address] of [
          ['S', SERVER],
          ['C', CLIENT],
        ] as const) {
          run(`ip -n ${where} addr add ${address}/28 dev pj0`);
          run(`ip -n ${where} link set pj0 up`);
        }
        const { server, client } = await talking(places);
        await happens({ begin, suspends, heal }, server, client);
        await complete(server, client);
        await Promise.all([server.kill(), client.kill()]);
      } finally {
        destroy();
      }
    });
  }
});

async function happens(fault: Pick<Fault, 'begin' | 'suspends' | 'heal'>, server: Child, client: Child): Promise<void> {
  fault.begin();
  if (fault.suspends) await client.until(({ suspended }) => suspended > 0, 'SUSPENDED');
  else await more(server, client);
  fault.heal();
  if (fault.suspends) await client.until(({ resumed }) => resumed > 0, 'RESUMED');
  await more(server, client);
  expect(client.report.events.filter((event) => event === 'NETWORK_CONNECTED')).toHaveLength(1);
  expect(server.report.events.filter((event) => event === 'NETWORK_CONNECTED')).toHaveLength(1);
}

/** Messages go on, both ways. */
async function more(...both: readonly Child[]): Promise<void> {
  const had = both.map(({ report }) => report.got);
  await Promise.all(both.map((each, i) => each.until(({ got }) => got > (had[i] ?? 0) + 100, 'more messages')));
}
