// Runs tests of the repository over a session core in which one text is replaced: MUTANT is the name in list.ts.
import { defineConfig } from 'vitest/config';
import { patch, sessionFile } from './bundle.ts';
import { MUTANTS } from './list.ts';

const mutant = MUTANTS.find(({ name }) => name === process.env['MUTANT']);
if (!mutant) throw new Error('MUTANT names none');
const { file, find, replace } = mutant;
const code = patch(file, find, replace);

export default defineConfig({
  root: new URL('../../', import.meta.url).pathname,
  plugins: [
    { name: 'mutant', enforce: 'pre', load: (id) => (id.split('?')[0] === sessionFile(file) ? code : undefined) },
  ],
  test: { include: ['test/session/*.test.ts'], watch: false },
});
