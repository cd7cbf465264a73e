// Two network namespaces joined by a pair of virtual Ethernet devices, a server's and a client's. Needs root and iproute2. Knows the
// commands of iproute2 and nftables; knows nothing of what runs inside.
import { execFileSync, spawnSync } from 'node:child_process';
import type { Places } from './child.ts';

// Addresses for documentation, RFC 5737: TEST-NET-1.
export const SERVER = '192.0.2.1';
export const CLIENT = '192.0.2.2';
export const OTHER = '192.0.2.3';
/** The names of the server's namespace, the client's, and that of somebody else. */
export const S = `pj${process.pid}s`;
export const C = `pj${process.pid}c`;
export const F = `pj${process.pid}f`;

const NAMES: Readonly<Record<string, string>> = { S, C, F };
const root = process.getuid?.() === 0;

/** Whether there is such a command. */
export const has = (command: string): boolean => spawnSync(command, ['-V']).error === undefined;

/** Runs a line of words; `C`, `S` and `F` stand for the namespaces. */
export function run(line: string): void {
  const [command = '', ...args] = line.split(' ').map((word) => NAMES[word] ?? word);
  execFileSync(command, args, { stdio: 'pipe' });
}

/** The same in one of them. */
export const inside = (where: 'C' | 'S' | 'F', line: string): void => run(`ip netns exec ${where} ${line}`);

const quietly = (line: string): void => {
  try {
    run(line);
  } catch {
    // It was not there.
  }
};

/** Whether two namespaces can be made here: root alone says little in a container. */
export function possible(): string {
  if (!root || !has('ip')) return 'needs root and iproute2';
  try {
    run('ip netns add S');
    run('ip netns del S');
    return '';
  } catch (error) {
    return `no network namespaces here: ${String(error)}`;
  }
}

/** Rules for what comes to the server. */
export function nft(...rules: readonly string[]): void {
  execFileSync('ip', ['netns', 'exec', S, 'nft', '-f', '-'], {
    input: `table inet faults {\n chain come {\n type filter hook input priority 0;\n ${rules.join('\n ')}\n }\n}\n`,
  });
}

/** Where the two run, with what in their environment, and by which scheme they speak. */
export const places = (scheme: string, environment: readonly string[] = []): Places => ({
  server: ['ip', 'netns', 'exec', S, 'env', ...environment],
  client: ['ip', 'netns', 'exec', C, 'env', ...environment],
  at: `${scheme}://${SERVER}:4000`,
});

/** The two namespaces and what is between them. */
export function joined(): void {
  run('ip netns add S');
  run('ip netns add C');
  run('ip -n S link add pj0 type veth peer name pj0 netns C');
  for (const [where, address] of [
    ['S', SERVER],
    ['C', CLIENT],
  ] as const) {
    run(`ip -n ${where} addr add ${address}/28 dev pj0`);
    run(`ip -n ${where} link set pj0 up`);
  }
}

/** Takes them away, and all that is in them. */
export function destroy(): void {
  quietly('ip netns del F');
  quietly('ip netns del C');
  quietly('ip netns del S');
}
