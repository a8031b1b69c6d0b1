import { Readable } from 'node:stream'
import { asc } from 'drizzle-orm'
import { expect } from 'vitest'
import { runImport, startImport } from '../../admin/import/import-list.ts'
import { confirmImport, decideRows, undoImport } from '../../db/ledgers/import-acts.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { unitsOf } from '../../db/ledgers/retiree-course.ts'
import { retireeImports } from '../../db/ledgers/retiree-import.ts'
import { retireeTokens } from '../../db/ledgers/retiree-token.ts'
import type { Store } from '../../db/store.ts'
import { monday, system } from '../support.ts'
import { firmRows } from './lists.ts'

const headings = ['姓名', '身份证号码', '联系电话', '片区', '养老金标准']
type Row = readonly string[]

const csvOf = (rows: readonly Row[]) =>
  Buffer.from([headings, ...rows].map((row) => row.join(',')).join('\n'))

async function read(store: Store, rows: readonly Row[], now: number) {
  const list = { fileName: '名单.csv', stationId: 'guangtong' }
  const row = await startImport(store, list, system, now)
  const ready = await runImport(store, row, { ...list, file: Readable.from([csvOf(rows)]) }, now)
  expect([ready.status, ready.faultCount]).toEqual(['ready', 0])
  return ready
}

/** Takes a list over, with everything that it says. */
export async function take(store: Store, rows: readonly Row[], now = monday): Promise<string> {
  const { id, askCount } = await read(store, rows, now)
  if (askCount > 0) await store.tx((tx) => decideRows(tx, id, { decision: 'take' }, system))
  await store.tx((tx) => confirmImport(tx, id, system, now))
  return id
}

/** Takes an import back. */
export const undo = (store: Store, id: string, now = monday + 60_000) =>
  store.tx((tx) => undoImport(tx, id, system, now))

/** Everything that an undo could change. */
export async function register(store: Store) {
  const people = await store.read.select().from(retirees).orderBy(asc(retirees.id))
  const tokens = await store.read.$count(retireeTokens)
  const units = await Promise.all(people.map(({ id }) => unitsOf(store.read, id)))
  const imports = await store.read.select().from(retireeImports).orderBy(asc(retireeImports.id))
  return { people, tokens, units, imports }
}

/** Rows of a list: people with numbers of their own. */
export const lines = (count: number): Row[] =>
  firmRows(count).map((row, at) => [
    row[1] ?? '',
    row[2] ?? '',
    row[3] ?? '',
    '城东',
    `${2000 + at}`,
  ])
