// dom() where there is no page: it says so at once. What it does in one is tested in test/browser.
import { expect, it } from 'vitest';
import { dom } from '../../../../src/event/input/dom/index.ts';

it('in Node it throws, and says where it works', () => {
  expect(() => dom()).toThrow(expect.objectContaining({ name: 'UsageError', code: 'ERR_NO_PAGE' }));
});

it('a number that can not be meant is refused', () => {
  for (const options of [{ maxWaiting: 0 }, { maxPaste: Number.NaN }, { maxWaiting: Number.POSITIVE_INFINITY }])
    expect(() => dom(options)).toThrow(/is a number from 1/);
});
