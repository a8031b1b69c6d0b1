import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { packageRoot } from '../../policy/package-root.ts'
import { pgTriggers } from './triggers.ts'

const shipped = join(packageRoot, 'db', 'migrations', 'pg')
const lockMs = 120_000
const waitMs = 200

/**
 * Migrates a PostgreSQL database in one transaction; a row with an end time keeps two processes from doing it at once.
 * `folder`: the migrations.
 */
export async function migratePg(url: string, folder = shipped): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await createLock(client)
    await migrateLocked(client, folder)
  } finally {
    await client.end()
  }
}

async function migrateLocked(client: pg.Client, folder: string): Promise<void> {
  const holder = randomUUID()
  while (!(await takeLock(client, holder))) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  try {
    await migrate(drizzle(client), { migrationsFolder: folder })
    for (const trigger of pgTriggers) await client.query(trigger)
  } finally {
    await client.query('delete from migration_lock where holder = $1', [holder])
  }
}

async function createLock(client: pg.Client): Promise<void> {
  try {
    await client.query(
      'create table if not exists migration_lock (one int primary key, holder text not null, expires_at timestamptz not null)',
    )
  } catch (error) {
    // Two processes creating it at once: the loser finds the row of its type, the type or the table there.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!['23505', '42710', '42P07'].includes(code)) throw error
  }
}

async function takeLock(client: pg.Client, holder: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into migration_lock values (1, $1, now() + $2 * interval '1 millisecond')
     on conflict (one) do update set holder = excluded.holder, expires_at = excluded.expires_at
     where migration_lock.expires_at < now()`,
    [holder, lockMs],
  )
  return rowCount === 1
}
