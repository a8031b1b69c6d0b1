import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { petitionNumbers, petitions } from '../../../db/ledgers/petition.ts'
import { registerPetition } from '../../../db/ledgers/register-petition.ts'
import { stations } from '../../../db/ledgers/station.ts'
import { openStore } from '../../../db/open.ts'
import type { Store } from '../../../db/store.ts'
import { chinaYear } from '../../../policy/calendar.ts'
import { china, system, testDatabase, testStore, testVault } from '../../support.ts'
import { complaint } from './petitions.ts'

const stationIds = ['guangtong', 'heijing', 'jinshan', 'center'] as const
const moments = ['2026-12-31 23:59', '2027-01-01 00:00', '2027-01-01 07:59', '2025-06-01 12:00']

const asked = fc.record({
  stationId: fc.constantFrom(...stationIds),
  now: fc.constantFrom(...moments.map((moment) => china(moment))),
  /** How the transaction ends. */
  end: fc.constantFrom('kept', 'kept', 'kept', 'taken back', 'refused'),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** Registers a petition in a transaction that ends as asked; its number where it stands. */
async function number(store: Store, { stationId, now, end }: Asked): Promise<string | undefined> {
  const work = store.tx(async (tx) => {
    const accountId = end === 'refused' ? 'nobody' : undefined
    const { serialNo } = await registerPetition(
      tx,
      { ...complaint, stationId, accountId },
      system,
      now,
    )
    if (end === 'taken back') throw new Error('taken back')
    return serialNo
  })
  if (end === 'kept') return work
  await expect(work).rejects.toThrow()
  return undefined
}

/** The numbers that so many petitions of a station and year have. */
const inARow = (code: string, year: number, count: number) =>
  Array.from({ length: count }, (_, n) => `${code}${year}${String(n + 1).padStart(4, '0')}`)

/** What the numbers must be, whatever came first: those of each station and year in a row from 1. */
async function promised(store: Store, all: readonly Asked[]): Promise<string[]> {
  const codes = new Map((await store.read.select().from(stations)).map((row) => [row.id, row.code]))
  const counts = new Map<string, number>()
  for (const { stationId, now } of all.filter(({ end }) => end === 'kept')) {
    const key = `${codes.get(stationId)} ${chinaYear(now)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts]
    .flatMap(([key, count]) => {
      const [code = '', year = ''] = key.split(' ')
      return inARow(code, Number(year), count)
    })
    .toSorted()
}

const numbersOf = async (store: Store) =>
  (await store.read.select({ serialNo: petitions.serialNo }).from(petitions))
    .map(({ serialNo }) => serialNo)
    .toSorted()

describe('numbers per station and China year', () => {
  test('are in a row from 1, without a gap for what was taken back or refused, one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 5, maxLength: 25 }), async (all) => {
        const store = await testStore()
        const told: string[] = []
        for (const one of all) {
          const serialNo = await number(store, one)
          if (serialNo !== undefined) told.push(serialNo)
        }
        expect(told.toSorted()).toEqual(await promised(store, all))
        expect(await numbersOf(store)).toEqual(told.toSorted())
      }),
      { numRuns: 8 },
    )
  }, 60_000)

  test('are the same in a row when all of it happens at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 10, maxLength: 25 }), async (all) => {
        const store = await testStore()
        const told = await Promise.all(all.map((one) => number(store, one)))
        expect(told.filter((one) => one !== undefined).toSorted()).toEqual(
          await promised(store, all),
        )
        expect(await numbersOf(store)).toEqual(await promised(store, all))
      }),
      { numRuns: 5 },
    )
  }, 90_000)

  test('grow as they come: of two petitions of one station and year the later has the greater', async () => {
    const store = await testStore()
    const one = { stationId: 'guangtong', now: china('2026-05-01'), end: 'kept' } as const
    const told: string[] = []
    for (let n = 0; n < 12; n++) told.push((await number(store, one)) ?? '')
    expect(told).toEqual(inARow('GT', 2026, 12))
  })

  test.each([
    [8, ['GT20260009', 'GT20260010']],
    [998, ['GT20260999', 'GT20261000']],
    [9_998, ['GT20269999', 'GT202610000', 'GT202610001']],
    [99_999, ['GT2026100000']],
  ])('after %i have four digits or more', async (last, wanted) => {
    const store = await testStore()
    await store.tx((tx) =>
      tx.insert(petitionNumbers).values({ stationId: 'guangtong', year: 2026, last }),
    )
    const one = { stationId: 'guangtong', now: china('2026-05-01'), end: 'kept' } as const
    const told: unknown[] = []
    for (const _ of wanted) told.push(await number(store, one))
    expect(told).toEqual(wanted)
  })

  test('several in one transaction are in a row, and go together', async () => {
    const store = await testStore()
    const now = china('2026-05-01')
    const three = (fails: boolean) =>
      store.tx(async (tx) => {
        const told: string[] = []
        for (let n = 0; n < 3; n++)
          told.push((await registerPetition(tx, complaint, system, now)).serialNo)
        if (fails) throw new Error('taken back')
        return told
      })
    await expect(three(true)).rejects.toThrow('taken back')
    expect(await three(false)).toEqual(inARow('GT', 2026, 3))
    expect(await store.read.$count(petitionNumbers)).toBe(1)
  })
})

test.skipIf(dialect !== 'pg')(
  'two processes at one database give no number twice',
  async () => {
    const target = await testDatabase()
    const open = () => openStore({ ...target, vault: testVault, unsafe: true })
    const stores = [await open(), await open()]
    const now = china('2026-05-01')
    const all = Array.from(
      { length: 30 },
      (_, n): Asked => ({
        stationId: stationIds[n % 2] ?? 'guangtong',
        now,
        end: n % 7 === 3 ? 'taken back' : 'kept',
      }),
    )
    const [first] = stores
    if (first === undefined) throw new Error('no store')
    await Promise.all(all.map((one, n) => number(stores[n % 2] ?? first, one)))
    expect(await numbersOf(first)).toEqual(await promised(first, all))
    for (const store of stores) await store.close()
  },
  60_000,
)
