import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueLabels, dueSpan } from '../../db/ledger-due.ts'
import { exportLedger, type LedgerFilter, ledgerRow, listLedger } from '../../db/ledger-query.ts'
import {
  openPetitionStatuses,
  petitionLedger,
  petitionPlace,
  petitions,
} from '../../db/ledgers/petition.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { chinaDate } from '../../policy/calendar.ts'
import { china, testStore } from '../support.ts'

type Row = typeof petitions.$inferInsert
type DueWord = keyof typeof dueLabels

/** What a person at the page chooses. */
interface Asked extends Omit<LedgerFilter, 'due'> {
  readonly due?: DueWord | undefined
}

const now = china('2026-03-05 10:00')
const stationIds = ['guangtong', 'jinshan', 'bicheng', 'center']
const names = ['张桂英', '李_秀英', '王100%', 'O\\Brien', 'Li Ming', "d'Arc", 'ＡＢ', '张桂']
const statuses = ['registered', 'accepted', 'answered'] as const
const hourMs = 3_600_000
const pick = <T>(values: readonly T[], n: number): T => values[n % values.length] as T

/** Seventy petitions around three midnights, several in one instant. */
function world(store: Store): Row[] {
  return Array.from({ length: 70 }, (_, n) => {
    const id = `p${String((n * 37) % 70).padStart(3, '0')}`
    const status = pick(statuses, Math.floor(n / 3))
    const receivedAt = china('2026-03-01') + Math.floor((n * 29) / 6) * (hourMs / 4) - (n % 2)
    const answered = status === 'answered'
    return {
      id,
      serialNo: `GT2026${String(n).padStart(4, '0')}`,
      stationId: pick(stationIds.slice(0, 3), n),
      kind: 'help',
      source: 'phone',
      status,
      name: pick(names, n * 5),
      community: pick(['广通镇', 'North_End', ''], n),
      content: store.vault.seal(petitionPlace('content', id), '看不清'),
      answer: answered ? store.vault.seal(petitionPlace('answer', id), '已办') : null,
      answeredAt: answered ? receivedAt : null,
      receivedAt,
      tellDueAt: receivedAt,
      dueAt: now + (n - 35) * 5 * hourMs,
      reopened: 0,
    }
  })
}

let store: Store
let rows: Row[]
const reader = { role: 'center_clerk' } as const

/** What the words on the page promise, over rows in memory. */
function expected({ station, from, to, status, q, due }: Asked, scope: Scope): string[] {
  const within = (id: string) => scope.all || scope.stationIds.includes(id)
  const part = q?.toLowerCase() ?? ''
  const soonest = china('2026-03-08') + 24 * hourMs
  const inTime = (row: Row) =>
    due === undefined ||
    (openPetitionStatuses.includes(row.status) &&
      (due === 'open' || (due === 'overdue' ? row.dueAt < now : row.dueAt >= now)) &&
      (due !== 'soon' || row.dueAt < soonest))
  return rows
    .filter((row) => within(row.stationId) && (station === undefined || row.stationId === station))
    .filter((row) => from === undefined || chinaDate(row.receivedAt) >= from)
    .filter((row) => to === undefined || chinaDate(row.receivedAt) <= to)
    .filter((row) => (status === undefined || row.status === status) && inTime(row))
    .filter((row) =>
      [row.serialNo, row.name, row.community].some((text) => text.toLowerCase().includes(part)),
    )
    .sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id)
}

const filterOf = ({ due, ...rest }: Asked): LedgerFilter => ({
  ...rest,
  due: due === undefined ? undefined : dueSpan(due, now),
})

async function pagesOf(asked: Asked, scope: Scope, limit: number): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = { ...filterOf(asked), limit, cursor }
    const { items, nextCursor } = await listLedger(store.read, petitionLedger, scope, reader, page)
    pages.push(items.map(({ id }) => id))
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const day = fc.constantFrom('2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04')
const parts = [
  '张',
  '桂英',
  '%',
  '_',
  '\\',
  'li m',
  'LI',
  "'",
  '100%',
  'gt20260',
  'ND',
  'Ａ',
  '没有',
]
const asked: fc.Arbitrary<Asked> = fc.record({
  station: maybe(fc.constantFrom(...stationIds)),
  from: maybe(day),
  to: maybe(day),
  status: maybe(fc.constantFrom(...statuses, 'closed')),
  q: maybe(fc.constantFrom(...parts, '')),
  due: maybe(fc.constantFrom(...(Object.keys(dueLabels) as DueWord[]))),
})
const scopes: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant(countyScope),
  fc.subarray(stationIds).map((ids) => ({ all: false as const, stationIds: ids })),
)

async function fill(): Promise<void> {
  store = await testStore()
  rows = world(store)
  await store.tx((tx) => tx.insert(petitions).values(rows))
}

test('whatever is asked within whatever scope, the pages are the rows that fit, in order', async () => {
  await fill()
  await fc.assert(
    fc.asyncProperty(asked, scopes, fc.integer({ min: 1, max: 30 }), async (ask, scope, limit) => {
      const pages = await pagesOf(ask, scope, limit)
      expect(pages.flat()).toEqual(expected(ask, scope))
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      expect(pages.length === 1 || (pages.at(-1)?.length ?? 0) > 0).toBe(true)
    }),
    { numRuns: 150 },
  )
})

test('an export holds what the list shows, whatever is asked', async () => {
  await fill()
  await fc.assert(
    fc.asyncProperty(asked, scopes, async (ask, scope) => {
      const found: string[] = []
      const pages = exportLedger(store.read, petitionLedger, scope, reader, filterOf(ask))
      for await (const page of pages) found.push(...page.map(({ id }) => id))
      expect(found).toEqual(expected(ask, scope))
    }),
    { numRuns: 60 },
  )
})

test('a row opens for exactly those in whose list it stands', async () => {
  await fill()
  await fc.assert(
    fc.asyncProperty(scopes, fc.nat(69), async (scope, n) => {
      const { id } = pick(rows, n)
      const opened = await ledgerRow(store.read, petitionLedger, scope, reader, id).then(
        (row) => row.id,
        (error: { code?: string }) => error.code,
      )
      expect(opened).toBe(expected({}, scope).includes(id) ? id : 'not_found')
    }),
    { numRuns: 60 },
  )
})
