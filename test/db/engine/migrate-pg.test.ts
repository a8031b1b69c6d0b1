import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { migratePg } from '../../../db/engine/migrate-pg.ts'
import { packageRoot } from '../../../policy/package-root.ts'
import { testDatabase, testFolder } from '../../support.ts'
import { shippedMigrations, withMigration } from './migrations.ts'

async function connect(empty = true) {
  const { url = '' } = await testDatabase(testFolder(), { empty })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return { url, client }
}

async function tables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  )
  return rows.map(({ name }) => name)
}

const stationsIn = async (client: pg.Client) =>
  (await client.query('select count(*)::int as n from stations')).rows[0].n

describe.runIf(dialect === 'pg')('migrating a PostgreSQL database', () => {
  test('makes a fresh one, and a second run changes nothing', async () => {
    const { url, client } = await connect()
    await migratePg(url)
    const first = await tables(client)
    expect(first).toContain('petitions')
    await migratePg(url)
    expect(await tables(client)).toEqual(first)
  })

  test('four processes at once make it together', async () => {
    const { url, client } = await connect()
    await Promise.all(Array.from({ length: 4 }, () => migratePg(url)))
    expect(await tables(client)).toContain('petitions')
    const { rows } = await client.query(
      'select count(*)::int as n from drizzle.__drizzle_migrations',
    )
    expect(rows).toEqual([{ n: shippedMigrations }])
    const shipped = readdirSync(join(packageRoot, 'db/migrations/pg'))
    expect(rows).toEqual([{ n: shipped.filter((name) => name.endsWith('.sql')).length }])
    expect((await client.query('select * from migration_lock')).rowCount).toBe(0)
  })

  test('a filled database keeps its rows', async () => {
    const { url, client } = await connect(false)
    await migratePg(url, withMigration('ALTER TABLE stations ADD COLUMN extra text;'))
    expect(await stationsIn(client)).toBe(20)
  })

  test('a broken migration leaves everything as it was and frees the lock', async () => {
    const { url, client } = await connect(false)
    const folder = withMigration('ALTER TABLE stations ADD COLUMN extra text;', 'nonsense;')
    await expect(migratePg(url, folder)).rejects.toThrow('nonsense')
    await expect(client.query('select extra from stations')).rejects.toMatchObject({
      code: '42703',
    })
    expect(await stationsIn(client)).toBe(20)
    expect((await client.query('select * from migration_lock')).rowCount).toBe(0)
    await migratePg(url)
  })

  test('waits for another process, and takes over from one that died', async () => {
    const { url, client } = await connect(false)
    await client.query(
      "insert into migration_lock values (1, 'dead', now() + interval '300 milliseconds')",
    )
    const started = performance.now()
    await migratePg(url)
    expect(performance.now() - started).toBeGreaterThan(250)
    expect((await client.query('select * from migration_lock')).rowCount).toBe(0)
  })
})
