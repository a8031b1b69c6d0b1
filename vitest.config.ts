import { defineConfig } from 'vitest/config'

const common = {
  testTimeout: 20_000,
  hookTimeout: 60_000,
  // Polls end as soon as they hold; a busy machine is no failure.
  expect: { poll: { timeout: 15_000 } },
  setupFiles: ['test/engine-available.ts'],
}

/** Tests that touch no database, or bring their own process: once is enough. */
const engineFree = [
  'test/policy/**',
  'test/architecture.test.ts',
  'test/admin/web/**',
  'test/admin/described-inputs.test.ts',
  'test/admin/import-text.test.ts',
  'test/bot/chat-page/**',
  'test/bot/channels/**',
  'test/bot/commands.test.ts',
  'test/bot/config.test.ts',
  'test/bot/instance.test.ts',
  'test/e2e/page-*.test.ts',
  'test/e2e/wrong-start.test.ts',
]

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'sqlite',
          include: ['test/**/*.test.ts'],
          env: { DATABASE_URL: '', TZ: 'UTC' },
        },
      },
      {
        test: {
          ...common,
          name: 'pg',
          include: ['test/**/*.test.ts'],
          exclude: engineFree,
          env: {
            DATABASE_URL: process.env['TEST_DATABASE_URL'] ?? 'postgres://none',
            TZ: 'America/Los_Angeles',
          },
        },
      },
    ],
  },
})
