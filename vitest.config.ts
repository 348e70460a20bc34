import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Rooms without effects: every line, branch and function is reached by a test. */
const PURE_ROOMS = ['domain', 'spec', 'text'];

const complete = { statements: 100, branches: 100, functions: 100, lines: 100 };

/** Tests without effects share their workers: a fresh one for each file costs more than the tests. */
const quick = { pool: 'threads', isolate: false, testTimeout: 30_000 } as const;
/**
 * Tests that spawn programs get a process of their own, so that nothing of one reaches the next. More than half of their
 * time they wait, so there are two for each core; they come after the others, which keep a core each busy.
 */
const apart = {
  pool: 'forks',
  isolate: true,
  maxWorkers: 2 * availableParallelism(),
  sequence: { groupOrder: 1 },
} as const;

const report = process.env['CODELICIOUS_TEST_REPORT'];

export default defineConfig({
  test: {
    globalSetup: ['tests/global-setup.ts'],
    // Much of the time goes into waiting for programs: no core is kept free for this process.
    maxWorkers: '100%',
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: { ...quick, name: 'unit', include: ['tests/unit/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { ...quick, name: 'architecture', include: ['tests/architecture.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...apart,
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          ...apart,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...apart,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/build-program.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // Pages for a person take seconds, and nobody reads those of a machine's run.
      reporter: [
        'text-summary',
        'json-summary',
        ...(process.env['CI'] === undefined ? ['html'] : []),
      ],
      thresholds: {
        statements: 85,
        branches: 85,
        functions: 85,
        lines: 85,
        ...Object.fromEntries(PURE_ROOMS.map((room) => [`src/${room}/**`, complete])),
      },
    },
  },
});
