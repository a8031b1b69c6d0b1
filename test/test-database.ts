import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { dialect } from '../db/columns.ts'
import { migrate } from '../db/migrate.ts'
import { openStore } from '../db/open.ts'
import { applySeed, lufengSeed, readSeed } from '../db/seed.ts'
import type { Store } from '../db/store.ts'
import { makeVault } from '../db/vault.ts'
import { china } from '../policy/calendar.ts'

/** The key of every test database. */
export const testSecret = Buffer.alloc(32, 7)
/** The vault of every test database. */
export const testVault = makeVault(testSecret)

/** A temporary folder that goes with the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tuiguan-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function seedTemplate(target: { file: string; url?: string }): Promise<void> {
  await migrate(target)
  const store = await openStore({ ...target, vault: testVault })
  await applySeed(store, readSeed(lufengSeed), china('2026-01-01'))
  await store.close()
}

let sqliteTemplate: Promise<string> | undefined

async function makeSqliteTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tuiguan-template-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'template.db')
  await seedTemplate({ file })
  return file
}

async function admin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const databaseUrl = (name: string) =>
  (process.env['DATABASE_URL'] ?? '').replace(/\/[^/?]+(\?|$)/, `/${name}$1`)

let names = 0
let pgTemplate: Promise<string> | undefined
const unique = () => `t${process.pid}_${++names}`

async function makePgTemplate(): Promise<string> {
  const name = `template_${process.pid}`
  await admin((client) => client.query(`create database ${name}`))
  await seedTemplate({ file: '', url: databaseUrl(name) })
  return name
}

/** Where a fresh, migrated and seeded database of this process's engine stands. */
export interface TestDatabase {
  readonly file: string
  readonly url?: string
}

/** Makes one; it goes with the test. Empty: not even migrated. */
export async function testDatabase(
  folder = testFolder(),
  { empty = false } = {},
): Promise<TestDatabase> {
  const file = join(folder, 'tuiguan.db')
  if (dialect === 'sqlite') {
    sqliteTemplate ??= makeSqliteTemplate()
    if (!empty && !existsSync(file)) copyFileSync(await sqliteTemplate, file)
    return { file }
  }
  pgTemplate ??= makePgTemplate()
  const name = unique()
  const from = empty ? 'template0' : await pgTemplate
  await admin((client) => client.query(`create database ${name} template ${from}`))
  onTestFinished(() =>
    admin(async (client) => {
      await client.query(`drop database if exists ${name} with (force)`)
    }),
  )
  return { file, url: databaseUrl(name) }
}

/** An open database of its own for a test, seeded with the county. */
export async function testStore(): Promise<Store> {
  const target = await testDatabase()
  const store = await openStore({ ...target, vault: testVault, unsafe: true })
  onTestFinished(() => store.close())
  return store
}
