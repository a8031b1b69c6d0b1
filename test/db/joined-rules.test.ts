import { getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { testStore } from '../support.ts'
import { baseRow, type Row, refusal, valuesOf } from './any-row.ts'
import { checksOf, choicesOf, keysIn } from './choices.ts'
import { allTables } from './privacy/tables.ts'

const tables = await allTables()

/** Rules over several columns, and those over one that are no list of words. */
const rules = [...tables.values()].flatMap((table) => {
  const words = new Set(choicesOf(table).map(({ check }) => check))
  return checksOf(table)
    .filter(({ name }) => !words.has(name))
    .map(({ name }) => [name, table] as const)
})

/** Most rows that are tried for one rule. */
const triesMost = 600

/** What the columns of a rule can hold, in every combination, the rest of the row as other rules ask. */
function* rowsFor(table: PgTable, check: string): Generator<Row> {
  const others = checksOf(table).flatMap(({ name }) => keysIn(table, name))
  const own = keysIn(table, check)
  const keys = [...own, ...others.filter((key) => !own.includes(key))]
  let rows: Row[] = [baseRow(table)]
  for (const key of new Set(keys)) {
    yield* rows
    rows = rows.flatMap((row) => valuesOf(table, key).map((one) => ({ ...row, [key]: one })))
    if (rows.length > triesMost) break
  }
  yield* rows.slice(0, triesMost)
}

test('there are rules over several columns', () => {
  expect(rules.length).toBeGreaterThan(12)
})

test.each(rules)(
  '%s stands in the database: it alone refuses a row, and lets another be',
  async (name, table) => {
    const store = await testStore()
    const fates = new Set<string>()
    for (const row of rowsFor(table, name)) {
      const by = await refusal(store, table, row)
      fates.add(by === undefined ? 'taken' : by)
      if (fates.has(name) && fates.has('taken')) break
    }
    expect([getTableName(table), fates.has(name)]).toEqual([getTableName(table), true])
    expect(fates.has('taken')).toBe(true)
  },
  90_000,
)
