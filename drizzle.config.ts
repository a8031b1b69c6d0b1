import { defineConfig } from 'drizzle-kit'

const pg = /^postgres(ql)?:/.test(process.env['DATABASE_URL'] ?? '')

/** Migrations for one engine; `npm run db:generate` runs this twice. */
export default defineConfig({
  dialect: pg ? 'postgresql' : 'sqlite',
  casing: 'snake_case',
  schema: [
    './db/ledgers/*.ts',
    './db/messaging/*.ts',
    './db/access/*.ts',
    './db/audit.ts',
    './db/lease.ts',
  ],
  out: pg ? './db/migrations/pg' : './db/migrations/sqlite',
})
