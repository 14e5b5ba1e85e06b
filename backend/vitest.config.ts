import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'backend',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/testing/global-setup.ts'],
    // Starting servers and hashing passwords takes its time on a busy laptop; a soak takes its rounds.
    testTimeout: process.env['FORYOU_SOAK'] === '1' ? 900_000 : 90_000,
    hookTimeout: 60_000,
  },
});
