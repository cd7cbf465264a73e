// The tables of section 11: every pair of state and input, printed and compared with the specification; and that the code obeys them.
import { expect, it } from 'vitest';
import { type Input, LINK_TRANSITIONS, type Phase, TRANSITIONS } from '../../src/transport/session/states.ts';

const render = (table: Readonly<Record<string, Readonly<Record<string, string>>>>): string => {
  const inputs = Object.keys(Object.values(table)[0] ?? {});
  const states = Object.keys(table);
  return inputs.map((input) => [input, ...states.map((state) => table[state]?.[input])].join(' ')).join('\n');
};

it('a session: connecting, unconfirmed, active, closing, suspended, ended', () => {
  expect(Object.keys(TRANSITIONS)).toEqual(['connecting', 'unconfirmed', 'active', 'closing', 'suspended', 'ended']);
  expect(render(TRANSITIONS)).toBe(
    `
traffic fail confirm take take retry ignore
request fail vanish breach breach retry ignore
welcome connect vanish breach breach retry ignore
resumed fail vanish breach breach attach ignore
reject refused vanish breach breach refused ignore
bye fail confirm answer answer retry ignore
byeAck fail vanish breach closed retry ignore
error retry confirm lost lost retry ignore
timeout retry confirm suspend suspend retry ignore
bad fail vanish breach breach retry ignore
drop retry detach suspend suspend retry ignore
resume ignore attach replace replace attach ignore
close fail vanish close ignore close ignore
expire fail vanish ignore ignore lost ignore
overdue ignore ignore ignore unclean unclean ignore
stall ignore ignore lost lost ignore ignore
evict ignore vanish ignore ignore lost ignore`.trim(),
  );
});

it('a link of the server: fresh, admitting, gone', () => {
  expect(render(LINK_TRANSITIONS)).toBe(
    `
hello greet reject ignore
resume resume reject ignore
other reject reject ignore
late expire expire abort`.trim(),
  );
});

it('[S-35] nothing follows the end, whatever happens', () => {
  for (const action of Object.values(TRANSITIONS.ended)) expect(action).toBe('ignore');
});

it('every state answers every input', () => {
  const inputs = Object.keys(TRANSITIONS.active) as Input[];
  expect(inputs).toHaveLength(17);
  for (const phase of Object.keys(TRANSITIONS) as Phase[])
    expect(Object.keys(TRANSITIONS[phase]).sort()).toEqual(inputs.toSorted());
});
