import { eq, getTableColumns } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit, auditLedger } from '../../db/audit.ts'
import type { Ledger } from '../../db/ledger.ts'
import { fieldsFor, periodKind, statusChoices } from '../../db/ledger-fields.ts'
import { exportLedger, type LedgerFilter, ledgerRow, listLedger } from '../../db/ledger-query.ts'
import { ledgers } from '../../db/ledgers/index.ts'
import { retireeLedger } from '../../db/ledgers/retiree.ts'
import { retireeTokens } from '../../db/ledgers/retiree-token.ts'
import { stationLedger } from '../../db/ledgers/station.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { chinaDate } from '../../policy/calendar.ts'
import { rowMakers } from '../admin/rows.ts'
import { china, system, testStore } from '../support.ts'

type Raw = Readonly<Record<string, unknown>> & { readonly id: string }

const stationIds = ['guangtong', 'heijing', 'jinshan']
const names = ['张桂英', '李长寿', '王_秀兰', '赵100%', 'Maria Garcia', '张桂']
const firstDay = china('2026-03-01')
const pick = <T>(values: readonly T[], n: number): T => values[n % values.length] as T

/** The key under which a column stands in a row. */
const keyOf = (ledger: Ledger, column: PgColumn): string =>
  Object.entries(getTableColumns(ledger.table)).find(([, own]) => own === column)?.[0] ?? ''

/** Spreads what is ordered by time over four China days, two rows in most instants. */
async function spread(store: Store, ledger: Ledger, id: string, n: number): Promise<void> {
  const at = firstDay + Math.floor(n / 2) * 7 * 3_600_000
  const set = { [keyOf(ledger, ledger.orderBy)]: at }
  await store.tx(async (tx) => {
    await tx.update(ledger.table).set(set).where(eq(ledger.table.id, id))
    if (ledger === retireeLedger)
      await tx.update(retireeTokens).set({ createdAt: at }).where(eq(retireeTokens.retireeId, id))
  })
}

async function fill(store: Store, ledger: Ledger): Promise<void> {
  if (ledger === stationLedger) return
  for (let n = 0; n < 18; n++) {
    if (ledger === auditLedger) {
      const at = firstDay + Math.floor(n / 2) * 7 * 3_600_000
      const subject = `stations:${pick(stationIds, n)}`
      const action = pick(['station.update', 'ledger.export'] as const, n)
      await store.tx((tx) => audit(tx, system, action, subject, at))
      continue
    }
    const words = { name: pick(names, n), phone: '', content: `内容${n}` }
    const id = await rowMakers[ledger.name]?.(store, pick(stationIds, n), words)
    if (id !== undefined) await spread(store, ledger, id, n)
  }
}

const within = (ledger: Ledger, row: Raw, scope: Scope): boolean =>
  ledger.station === undefined ||
  scope.all ||
  scope.stationIds.includes(String(row[keyOf(ledger, ledger.station)]))

function inPeriod(ledger: Ledger, row: Raw, { from, to }: LedgerFilter): boolean {
  const kind = periodKind(ledger)
  if (kind === undefined) return true
  const value = row[keyOf(ledger, ledger.orderBy)]
  const day = kind === 'instant' ? chinaDate(Number(value)) : String(value)
  return (from === undefined || day >= from) && (to === undefined || day <= to)
}

function hasWords(ledger: Ledger, row: Raw, q: string | undefined): boolean {
  const part = q?.trim().toLowerCase() ?? ''
  const columns = ledger.lookup === undefined ? ledger.search : [ledger.lookup.text]
  if (part === '' || columns === undefined) return true
  return columns.some((column) => String(row[keyOf(ledger, column)]).toLowerCase().includes(part))
}

/** Ids that the ledger promises for a filter, over its raw rows in memory. */
function promised(ledger: Ledger, rows: readonly Raw[], scope: Scope, asked: LedgerFilter) {
  const status = ledger.status === undefined ? '' : keyOf(ledger, ledger.status)
  const station = ledger.station === undefined ? '' : keyOf(ledger, ledger.station)
  const order = keyOf(ledger, ledger.orderBy)
  const before = (a: Raw, b: Raw) => {
    const [one, other] = [a[order] as string | number, b[order] as string | number]
    return one === other ? a.id < b.id : one < other
  }
  const up = rows
    .filter((row) => within(ledger, row, scope) && inPeriod(ledger, row, asked))
    .filter(
      (row) => asked.station === undefined || station === '' || row[station] === asked.station,
    )
    .filter((row) => asked.status === undefined || row[status] === asked.status)
    .filter((row) => ledger.onlyStatus?.includes(String(row[status])) ?? true)
    .filter((row) => hasWords(ledger, row, asked.q))
    .toSorted((a, b) => (before(a, b) ? -1 : 1))
  return (ledger.ascending ? up : up.toReversed()).map(({ id }) => id)
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const days = ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-09']
const parts = ['张桂', '桂英', 'maria', '_秀', '00%', 'guang', '内容', '企业', 'GT', '没有的', '  ']

/** Filters that this ledger takes. */
function filtersOf(ledger: Ledger): fc.Arbitrary<LedgerFilter> {
  const choices = Object.keys(statusChoices(ledger) ?? {})
  const day =
    periodKind(ledger) === undefined ? fc.constant(undefined) : maybe(fc.constantFrom(...days))
  return fc.record({
    station:
      ledger.station === undefined
        ? fc.constant(undefined)
        : maybe(fc.constantFrom(...stationIds, 'nowhere')),
    from: day,
    to: day,
    status: choices.length === 0 ? fc.constant(undefined) : maybe(fc.constantFrom(...choices)),
    q: maybe(fc.constantFrom(...parts)),
  })
}

const scopes: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant(countyScope),
  fc.subarray(stationIds).map((ids) => ({ all: false as const, stationIds: ids })),
)

describe.each(ledgers.map((ledger) => [ledger.title, ledger] as const))('%s', (_, ledger) => {
  const role = ledger.readers.at(-1) ?? 'center_supervisor'
  const reader = { role }

  async function world() {
    const store = await testStore()
    await fill(store, ledger)
    // Cast: every table of a ledger has an id, and columns of plain values.
    const rows = (await store.read.select().from(ledger.table)) as Raw[]
    return { store, rows }
  }

  test('the pages of any filter in any scope are the rows that fit, once and in order', async () => {
    const { store, rows } = await world()
    const sizes = fc.integer({ min: 1, max: 12 })
    await fc.assert(
      fc.asyncProperty(filtersOf(ledger), scopes, sizes, async (asked, scope, limit) => {
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = { ...asked, limit, cursor }
          const list = await listLedger(store.read, ledger, scope, reader, page)
          seen.push(...list.items.map(({ id }) => id))
          expect(list.items.length).toBeLessThanOrEqual(limit)
          expect(list.nextCursor === null || list.items.length === limit).toBe(true)
          cursor = list.nextCursor ?? undefined
        } while (cursor !== undefined)
        expect(seen).toEqual(promised(ledger, rows, scope, asked))
      }),
      { numRuns: 40 },
    )
  })

  test('an export has the very rows of the list', async () => {
    const { store, rows } = await world()
    await fc.assert(
      fc.asyncProperty(filtersOf(ledger), scopes, async (asked, scope) => {
        const found: string[] = []
        for await (const page of exportLedger(store.read, ledger, scope, reader, asked))
          found.push(...page.map(({ id }) => id))
        expect(found).toEqual(promised(ledger, rows, scope, asked))
      }),
      { numRuns: 15 },
    )
  })

  test('a row opens where the list shows it and is not found anywhere else', async () => {
    const { store, rows } = await world()
    for (const scope of [countyScope, { all: false, stationIds: ['guangtong'] } as const]) {
      const shown = new Set(promised(ledger, rows, scope, {}))
      for (const { id } of rows) {
        const opened = ledgerRow(store.read, ledger, scope, reader, id)
        if (shown.has(id)) expect(await opened).toMatchObject({ id })
        else await expect(opened).rejects.toMatchObject({ code: 'not_found' })
      }
    }
  })

  test('a role gets the fields that are for it, in every view and in no other form', async () => {
    const { store } = await world()
    for (const one of ledger.readers)
      for (const view of ['list', 'paper'] as const) {
        const page = { limit: 3, view }
        const { items } = await listLedger(store.read, ledger, countyScope, { role: one }, page)
        const keys = fieldsFor(ledger, { role: one }, view).map(({ key }) => key)
        const named = keys
          .filter((key) => ledger.fields[key]?.names !== undefined)
          .map((key) => `${key.replace(/Id$/, '')}Name`)
        for (const item of items)
          expect(Object.keys(item).toSorted()).toEqual(
            [...new Set(['id', ...keys, ...named])].toSorted(),
          )
      }
  })

  test('what an outsider may see is described: every field has its heading and every choice its word', async () => {
    const { store, rows } = await world()
    const labels = Object.values(ledger.fields).map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
    for (const label of labels) expect(label).toMatch(/^[\p{Script=Han}（）]+$/u)
    const page = { limit: 200, view: 'paper', today: '2026-03-02' } as const
    const { items } = await listLedger(store.read, ledger, countyScope, reader, page)
    for (const [key, { choices, computed }] of Object.entries(ledger.fields)) {
      if (choices === undefined) continue
      const shown: readonly Raw[] = computed === undefined ? rows : items
      for (const row of shown)
        if (row[key] !== null) expect(choices).toHaveProperty([String(row[key])])
    }
    expect(store.engine).toMatch(/^(sqlite|pg)$/)
  })
})
