import { beforeEach } from 'vitest'

// Without a PostgreSQL the second half of the suite is reported as skipped, never as passed.
if (process.env['DATABASE_URL'] === 'postgres://none') {
  beforeEach((context) => context.skip('no PostgreSQL: set TEST_DATABASE_URL or install it'))
}
