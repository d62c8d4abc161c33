import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'web/src/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
      'client/**/*.test.ts',
      'cli/**/*.test.ts',
      'collector/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    globalSetup: ['test/support/global-setup.ts'],
    // A prefix of their own: run against TEST_DATABASE_URL, tests never touch an installation's roles.
    env: {
      DATABASE_ROLE_PREFIX: 'partnergate_test',
      // Programs that tests start find here what an earlier start has compiled.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled'),
    },
    // At least two: the browser tests wait for the browser much of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Every file has a database of its own; the program's modules keep nothing that one file could leave to the next. Loading
    // them for each file anew would take a third of the whole run. So no vi.mock, and nothing changed that is not put back.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Walks through the pages take their time on a busy machine; nothing waits for these.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
