import { inArray } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { exportLedger, type LedgerFilter, listLedger } from '../../db/ledger-query.ts'
import { type Retiree, retireeLedger, retirees } from '../../db/ledgers/retiree.ts'
import { indexNames } from '../../db/ledgers/retiree-name.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { ageOn } from '../../policy/retiree.ts'
import { monday, testStore } from '../support.ts'

const reader = { role: 'center_clerk' } as const
const today = '2026-03-02'
const stationIds = ['guangtong', 'heijing', 'jinshan'] as const
const names = ['张桂英', '张桂兰', '李张桂', '王秀英', '李长寿'] as const
const count = 207

/** People of three stations, up to four registered in one instant. */
const people = Array.from({ length: count }, (_, n) => ({
  id: `p${String((n * 89) % count).padStart(4, '0')}`,
  name: names[n % names.length] ?? '',
  sex: 'female' as const,
  stationId: stationIds[Math.floor(n / 2) % stationIds.length] ?? '',
  bornOn: `19${30 + (n % 30)}-03-0${1 + (n % 4)}`,
  hardship: n % 3 === 0 ? ('yes' as const) : ('no' as const),
  status: n % 5 === 0 ? ('incoming' as const) : ('managed' as const),
  createdAt: monday - Math.floor(n / 4) * 3_600_000,
}))
type Person = (typeof people)[number]

async function county(): Promise<Store> {
  const store = await testStore()
  await store.tx(async (tx) => {
    for (let at = 0; at < count; at += 50) {
      const part = people.slice(at, at + 50)
      await tx.insert(retirees).values(part)
      const ids = part.map(({ id }) => id)
      await indexNames(tx, inArray(retirees.id, ids))
    }
  })
  return store
}

interface Look {
  readonly filter: LedgerFilter
  readonly scope: Scope
  readonly fits: (person: Person) => boolean
}

const look = (
  filter: LedgerFilter,
  fits: Look['fits'] = () => true,
  scope: Scope = countyScope,
): Look => ({ filter: { ...filter, today }, scope, fits })
const own = (...ids: string[]): Scope => ({ all: false, stationIds: ids })
const old = ({ bornOn }: Person) => ageOn(bornOn, today) >= 80

const looks: readonly [what: string, look: Look][] = [
  ['everybody', look({})],
  ['a station', look({ station: 'heijing' }, ({ stationId }) => stationId === 'heijing')],
  [
    'two stations of a reader',
    look({}, ({ stationId }) => stationId !== 'jinshan', own('guangtong', 'heijing')),
  ],
  ['a station outside the scope', look({ station: 'jinshan' }, () => false, own('guangtong'))],
  ['a state', look({ status: 'incoming' }, ({ status }) => status === 'incoming')],
  ['two characters of a name', look({ q: '张桂' }, ({ name }) => name.includes('张桂'))],
  ['three characters of a name', look({ q: '张桂英' }, ({ name }) => name === '张桂英')],
  [
    'two characters within a station',
    look(
      { q: '桂英' },
      ({ name, stationId }) => name.includes('桂英') && stationId === 'jinshan',
      own('jinshan'),
    ),
  ],
  ['特困', look({ narrow: { hardship: 'yes' } }, ({ hardship }) => hardship === 'yes')],
  ['高龄, 80 included', look({ narrow: { advancedAge: 'yes' } }, old)],
  ['nobody of 高龄', look({ narrow: { advancedAge: 'no' } }, (person) => !old(person))],
  [
    'everything together',
    look(
      { station: 'guangtong', status: 'managed', q: '张桂', narrow: { hardship: 'no' } },
      (person) =>
        person.stationId === 'guangtong' &&
        person.status === 'managed' &&
        person.name.includes('张桂') &&
        person.hardship === 'no',
    ),
  ],
]

/** Ids that a look promises, the last registered first. */
const promised = ({ fits }: Look): string[] =>
  people
    .filter(fits)
    .toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1))
    .map(({ id }) => id)

async function pagesOf(store: Store, { filter, scope }: Look, limit: number): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = { ...filter, limit, cursor }
    const list = await listLedger(store.read, retireeLedger, scope, reader, page)
    pages.push(list.items.map(({ id }) => id))
    if (pages.length > 1_000) throw new Error('the pages have no end')
    cursor = list.nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

/** The pages that rows make, so many on each. */
function cut(ids: readonly string[], limit: number): string[][] {
  const pages: string[][] = []
  for (let at = 0; at < ids.length; at += limit) pages.push(ids.slice(at, at + limit))
  return pages.length === 0 ? [[]] : pages
}

test('every number of rows a page, from 1 to 200, gives everybody once, in order, on as many pages as it takes', async () => {
  const store = await county()
  const whole = promised(look({}))
  expect(whole).toHaveLength(count)
  for (let limit = 1; limit <= 200; limit++)
    expect([limit, await pagesOf(store, look({}), limit)]).toEqual([limit, cut(whole, limit)])
}, 120_000)

describe.each(looks)('%s', (_, one) => {
  const limits = [1, 2, 3, 9, 10, 11, 49, 50, 51, 69, 100, 199, 200]

  test('comes in whole pages, whatever is on one', async () => {
    const store = await county()
    const ids = promised(one)
    for (const limit of limits.filter((most) => most > 2 || ids.length < 80))
      expect([limit, await pagesOf(store, one, limit)]).toEqual([limit, cut(ids, limit)])
  })

  test('is exported as it is listed', async () => {
    const store = await county()
    const found: string[] = []
    for await (const page of exportLedger(store.read, retireeLedger, one.scope, reader, one.filter))
      found.push(...page.map(({ id }) => id))
    expect(found).toEqual(promised(one))
  })
})

test('who comes or moves away between two pages changes nobody’s place on them', async () => {
  const store = await county()
  const one = look({ q: '张桂' }, ({ name }) => name.includes('张桂'))
  const ids = promised(one)
  const page = { ...one.filter, limit: 10 }
  const first = await listLedger(store.read, retireeLedger, countyScope, reader, page)
  const [, goes = ''] = ids.slice(20)
  const comes: Partial<Retiree> = { id: 'zz', name: '张桂芳', createdAt: monday + 1 }
  await store.tx(async (tx) => {
    await tx.insert(retirees).values({ ...people[0], ...comes } as typeof retirees.$inferInsert)
    await indexNames(tx, inArray(retirees.id, ['zz']))
    await tx
      .update(retirees)
      .set({ status: 'left' })
      .where(inArray(retirees.id, [goes]))
  })
  const rest: string[] = []
  let cursor = first.nextCursor ?? undefined
  while (cursor !== undefined) {
    const next = await listLedger(store.read, retireeLedger, countyScope, reader, {
      ...page,
      cursor,
    })
    rest.push(...next.items.map(({ id }) => id))
    cursor = next.nextCursor ?? undefined
  }
  expect([...first.items.map(({ id }) => id), ...rest]).toEqual(ids)
})
