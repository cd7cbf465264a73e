// pygame.key.get_pressed() and its kin, fed by events.
import { describe, expect, it } from 'vitest';
import { K_a, K_b, K_LEFT, KeyState, KMOD_SHIFT, MouseState } from '../../../src/index.ts';
import { Parsed } from './tools.ts';

const from = (bytes: string, ms = 0): Parsed['events'] => new Parsed().type(bytes).wait(ms).events;

describe('KeyState', () => {
  it('tells what is held, as pygame does', () => {
    const keys = new KeyState();
    expect(keys.getPressed()[K_LEFT]).toBeUndefined();
    keys.update(from('\x1b[Da'));
    expect(keys.getPressed()[K_LEFT]).toBe(true);
    expect(Object.keys(keys.getPressed())).toEqual([K_LEFT, K_a]);
  });

  it('a snapshot does not change', () => {
    const keys = new KeyState();
    keys.update(from('a'));
    const before = keys.getPressed();
    keys.update(from('b'));
    expect(Object.keys(before)).toEqual([K_a]);
    expect(Object.isFrozen(before)).toBe(true);
  });

  it('a tap within one frame is just pressed and just released, and not held', () => {
    const keys = new KeyState();
    keys.update(from('a', 200));
    expect([keys.getPressed()[K_a], keys.getJustPressed()[K_a], keys.getJustReleased()[K_a]]).toEqual([
      undefined,
      true,
      true,
    ]);
    keys.update([]);
    expect([keys.getJustPressed()[K_a], keys.getJustReleased()[K_a]]).toEqual([undefined, undefined]);
  });

  it('repeats are not just pressed', () => {
    const keys = new KeyState();
    const [first, , second] = new Parsed().type('a').wait(50).type('a').events;
    keys.update(first ? [first] : []);
    keys.update(second ? [second] : []);
    expect([keys.getPressed()[K_a], keys.getJustPressed()[K_a]]).toEqual([true, undefined]);
  });

  it('losing the focus releases everything', () => {
    const keys = new KeyState();
    keys.update(from('Ab'));
    expect(keys.getMods()).toBe(0);
    keys.update([{ type: 'WINDOWFOCUSLOST' }]);
    expect(Object.keys(keys.getPressed())).toEqual([]);
    expect(Object.keys(keys.getJustReleased())).toEqual([K_a, K_b]);
  });

  it('tells the modifiers of the last event', () => {
    const keys = new KeyState();
    keys.update(from('A'));
    expect(keys.getMods() & KMOD_SHIFT).not.toBe(0);
  });

  it('takes single events, for handlers; other kinds of events are skipped', () => {
    const keys = new KeyState();
    for (const event of from('a')) keys.feed(event);
    keys.feed({ type: 'SCORED' });
    expect(keys.getJustPressed()[K_a]).toBe(true);
    keys.nextFrame();
    expect(keys.getJustPressed()[K_a]).toBeUndefined();
    expect(keys.getPressed()[K_a]).toBe(true);
  });

  it('has no key called constructor', () => {
    expect(new KeyState().getPressed()['constructor']).toBeUndefined();
  });
});

describe('MouseState', () => {
  it('tells where it is, how far it moved in this frame, and what is held', () => {
    const mouse = new MouseState();
    expect([mouse.getPos(), mouse.getPressed()]).toEqual([
      [0, 0],
      [false, false, false, false, false],
    ]);
    mouse.update(from('\x1b[<35;1;1M\x1b[<35;3;1M\x1b[<35;4;3M\x1b[<2;4;3M\x1b[<128;4;3M'));
    expect(mouse.getPos()).toEqual([3, 2]);
    expect(mouse.getRel()).toEqual([3, 2]);
    expect(mouse.getPressed()).toEqual([false, false, true, true, false]);
    expect(mouse.getJustPressed()).toEqual([false, false, true, true, false]);
    mouse.update([]);
    expect(mouse.getRel()).toEqual([0, 0]);
    expect(mouse.getJustPressed()).toEqual([false, false, false, false, false]);
    expect(mouse.getPressed()[2]).toBe(true);
  });

  it('a click within one frame is both; losing the focus releases', () => {
    const mouse = new MouseState();
    mouse.update(from('\x1b[<0;1;1M\x1b[<0;1;1m\x1b[<1;1;1M'));
    expect(mouse.getJustPressed()).toEqual([true, true, false, false, false]);
    expect(mouse.getJustReleased()).toEqual([true, false, false, false, false]);
    mouse.update([{ type: 'WINDOWFOCUSLOST' }]);
    expect(mouse.getPressed()).toEqual([false, false, false, false, false]);
    expect(mouse.getJustReleased()).toEqual([false, true, false, false, false]);
  });
});
