import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { ledgers } from '../../db/ledgers/index.ts'
import type { Store } from '../../db/store.ts'
import { testStore } from '../support.ts'
import { baseRow, type Row, refusal, valuesOf } from './any-row.ts'
import { checksOf, choicesOf, keysIn } from './choices.ts'
import { allTables } from './privacy/tables.ts'

const tables = await allTables()
const held = [...tables.values()].flatMap((table) =>
  choicesOf(table).map(
    (choice) => [`${getTableName(table)}.${choice.key}`, table, choice] as const,
  ),
)

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
  }, 90_000)

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
