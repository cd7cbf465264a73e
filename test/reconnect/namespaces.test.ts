// What the kernel does to links: two network namespaces joined by a pair of virtual Ethernet devices, and what breaks between them.
// Needs root and iproute2, some rows nftables; skipped with a message where there is less. Everything stays inside the namespaces.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, complete, talking } from '../support/child.ts';
import {
  C,
  CLIENT,
  destroy,
  has,
  inside,
  joined,
  nft,
  OTHER,
  places,
  possible,
  run,
  S,
  SERVER,
} from '../support/namespaces.ts';

const why = possible();
if (why) process.stdout.write(`faults of the kernel: skipped, ${why}\n`);

/** One fault: how it begins, whether a link dies of it, how it ends. */
interface Fault {
  readonly name: string;
  readonly needs?: 'nft' | 'ss' | 'tc' | 'conntrack';
  /** What stands between the two from the beginning on. */
  readonly before?: () => void;
  readonly begin: () => void;
  /** Whether somebody has to notice: then nothing is healed before. Else messages have to go on. */
  readonly suspends: boolean;
  readonly heal: () => void;
}

const calm = (): void => inside('S', 'nft delete table inet faults');

/** A firewall that lets in what belongs to a connection whose beginning it saw, and takes no other for one. */
function stateful(): void {
  nft('ct state invalid drop', 'ct state established accept');
  execFileSync('ip', ['netns', 'exec', S, 'tee', '/proc/sys/net/netfilter/nf_conntrack_tcp_loose'], { input: '0' });
}

/** A NAT in front of the client: each connection gets another source port. */
function nat(): void {
  execFileSync('ip', ['netns', 'exec', C, 'nft', '-f', '-'], {
    input:
      'table ip nat {\n chain post {\n type nat hook postrouting priority 100;\n oifname "pj0" masquerade random\n }\n}\n',
  });
}

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
    name: 'a firewall forgets its connections',
    needs: 'conntrack',
    before: stateful,
    begin: () => inside('S', 'conntrack -F'),
    suspends: true,
    heal: () => {},
  },
  {
    name: 'a NAT forgets its connections, and what goes on has another port',
    needs: 'conntrack',
    before: nat,
    begin: () => inside('C', 'conntrack -F'),
    suspends: true,
    heal: () => {},
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

describe.skipIf(why !== '')('what the kernel does to a link', () => {
  beforeAll(destroy);
  afterAll(destroy);

  for (const { name, needs, before, begin, suspends, heal } of FAULTS) {
    const missing = needs !== undefined && !(has(needs) && (needs !== 'conntrack' || has('nft')));
    it.skipIf(missing)(`${name}${missing ? ` (skipped: no ${needs})` : ''}`, { timeout: 120_000 }, async () => {
      try {
        joined();
        before?.();
        const { server, client } = await talking(places('tcp'));
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
