import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { violation } from '../../db/errors.ts'
import { ledgers } from '../../db/ledgers/index.ts'
import type { Store } from '../../db/store.ts'
import { monday, testStore } from '../support.ts'
import { checksOf, choicesOf, keysIn } from './choices.ts'
import { allTables } from './privacy/tables.ts'

const tables = await allTables()
const held = [...tables.values()].flatMap((table) =>
  choicesOf(table).map(
    (choice) => [`${getTableName(table)}.${choice.key}`, table, choice] as const,
  ),
)

type Row = Readonly<Record<string, unknown>>

function plain(key: string, column: PgColumn): unknown {
  if (column.dataType === 'json') return []
  if (column.dataType === 'number') return /At$/.test(key) ? monday : 1
  if (column.dataType === 'buffer' || /blob|bytea/.test(column.getSQLType()))
    return Buffer.from('x')
  return /On$/.test(key) || column.getSQLType() === 'date' ? '2026-03-02' : 'x'
}

/** A row with nothing in it that may be left out, and the first word where only some are allowed. */
function baseRow(table: PgTable): Row {
  const choices = new Map(choicesOf(table).map(({ key, words }) => [key, words[0]]))
  const entries = Object.entries(getTableColumns(table)).map(([key, column]) => [
    key,
    column.notNull || column.primary ? (choices.get(key) ?? plain(key, column)) : null,
  ])
  return Object.fromEntries(entries)
}

/** What a column can hold. */
function valuesOf(table: PgTable, key: string): unknown[] {
  const column = getTableColumns(table)[key]
  if (column === undefined) return []
  const words = choicesOf(table).find((choice) => choice.key === key)?.words
  const some = words ?? (column.dataType === 'string' ? ['x', ''] : [plain(key, column)])
  return column.notNull ? [...some] : [null, ...some]
}

class Taken extends Error {}

/** The name of the CHECK that refuses a row, '' where another kind of rule does, undefined where none does. */
async function refusal(store: Store, table: PgTable, row: Row): Promise<string | undefined> {
  const work = store.tx(async (tx) => {
    await tx.insert(table).values(row)
    throw new Taken('and taken back')
  })
  const error: unknown = await work.catch((caught: unknown) => caught)
  // A parent that is not there is looked for after every other rule has held.
  if (error instanceof Taken || violation(error) === 'foreign') return undefined
  if (violation(error) !== 'check') return ''
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('constraint' in at) return String(at.constraint)
    const [, name] = /CHECK constraint failed: (\w+)/.exec(at.message) ?? []
    if (name !== undefined) return name
  }
  return ''
}

/**
 * What becomes of a value in a column: the rest of the row is changed as long as rules over several columns ask for it.
 * 'taken', the name of the column's own rule, or '' when something else stands against it for good.
 */
async function fateOf(store: Store, table: PgTable, key: string, value: unknown): Promise<string> {
  const own = choicesOf(table).find((choice) => choice.key === key)?.check
  const waiting: Row[] = [{ ...baseRow(table), [key]: value }]
  const seen = new Set<string>()
  for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
    const by = await refusal(store, table, row)
    if (by === undefined) return 'taken'
    if (by === own) return by
    for (const other of keysIn(table, by).filter((one) => one !== key))
      for (const one of valuesOf(table, other)) {
        const next = { ...row, [other]: one }
        const told = JSON.stringify(next)
        if (!seen.has(told)) waiting.push(next)
        seen.add(told)
      }
  }
  return ''
}

/** Words that look like an allowed one and are none, and words of nobody. */
const wrongWords = (words: readonly string[]) =>
  [
    'nonsense',
    '',
    ' ',
    '无',
    "'",
    `${words[0]} `,
    ` ${words[0]}`,
    words[0]?.toUpperCase() ?? '',
    words.join(','),
    `${words[0]}%`,
    words[0]?.slice(1) ?? '',
  ].filter((word) => !words.includes(word))

test('the schema tells which columns are held to words', () => {
  expect(held.length).toBeGreaterThan(45)
  const names = held.map(([name]) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(
    expect.arrayContaining([
      'petitions.status',
      'petitions.satisfaction',
      'retirees.vital',
      'bindings.endReason',
      'outbox.kind',
      'staff.role',
    ]),
  )
})

test('no rule of a table is without a name, and no name stands for two rules', () => {
  const names = [...tables.values()].flatMap((table) => checksOf(table).map(({ name }) => name))
  expect(names.filter((name) => !/^[a-z_]+$/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

describe.each([...tables].filter(([, table]) => choicesOf(table).length > 0))('%s', (_, table) => {
  test('takes every word that is allowed', async () => {
    const store = await testStore()
    for (const { key, words } of choicesOf(table))
      for (const word of words)
        expect([key, word, await fateOf(store, table, key, word)]).toEqual([key, word, 'taken'])
  })

  test('takes no other word, by the rule of that very column', async () => {
    const store = await testStore()
    for (const choice of choicesOf(table))
      for (const word of wrongWords(choice.words))
        expect([word, await fateOf(store, table, choice.key, word)]).toEqual([word, choice.check])
  })

  test('has nothing where a word belongs only if the column says so', async () => {
    const store = await testStore()
    for (const { key } of choicesOf(table)) {
      const notNull = getTableColumns(table)[key]?.notNull
      const fate = await fateOf(store, table, key, null)
      expect([key, fate]).toEqual([key, notNull ? '' : 'taken'])
    }
  })
})

describe.each(ledgers.map((ledger) => [ledger.title, ledger] as const))('%s', (_, ledger) => {
  test('has a word for people for everything that the database lets stand there', () => {
    for (const { key, words } of choicesOf(ledger.table)) {
      const { choices } = ledger.fields[key] ?? {}
      if (choices === undefined) continue
      expect([key, words.filter((word) => !(word in choices))]).toEqual([key, []])
    }
  })
})
