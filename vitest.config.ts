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
    // Real programs (a terminal, a browser) answer late on a busy machine. What is seeded fails again, and a repeat is reported.
    retry: process.env['CI'] ? 1 : 0,
    coverage: { include: ['src/**'] },
  },
});
