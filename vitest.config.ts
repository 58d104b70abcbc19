/** Two projects: `unit` needs nothing; `server` gets one real Temporal server for all its files. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most of the time of a test goes by in waiting for processes and servers.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.server.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'server',
          include: ['test/**/*.server.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
