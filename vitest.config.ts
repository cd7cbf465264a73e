import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: {
      enabled: true,
      checker: 'tsc',
      tsconfig: 'tsconfig.test.json',
      include: ['test/types/**/*.test-d.ts'],
    },
    testTimeout: 60_000,
    coverage: { include: ['src/**'] },
  },
});
