import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { kept } from '../../db/kept.ts'
import { exportLedger, listLedger } from '../../db/ledger-query.ts'
import { petitionLedger } from '../../db/ledgers/petition.ts'
import { findNamedStation, findStation, knownStation, stations } from '../../db/ledgers/station.ts'
import { updateStation } from '../../db/ledgers/station-acts.ts'
import { countyScope } from '../../db/scope.ts'
import type { Db, Store } from '../../db/store.ts'
import { monday, system, testStore } from '../support.ts'
import { register } from './ledgers/petitions.ts'

/** Lets as much time pass as the test says, and none by itself. */
function clock() {
  let now = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const pass = (ms: number) => {
    now += ms
  }
  return { pass }
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** Counts what it is asked for. */
function counting() {
  let asked = 0
  const read = kept(() => Promise.resolve(++asked))
  return { read, asked: () => asked }
}

describe('what is kept for five seconds', () => {
  test.each([
    [0, 1],
    [1, 1],
    [4_999, 1],
    [5_000, 2],
    [5_001, 2],
    [3_600_000, 2],
  ])('is asked for again %i ms later: %i', async (ms, times) => {
    const { read } = await testStore()
    const { pass } = clock()
    const { read: ask, asked } = counting()
    expect(await ask(read)).toBe(1)
    pass(ms)
    expect(await ask(read)).toBe(times)
    expect(asked()).toBe(times)
  })

  test('is not kept longer because it is asked for again and again', async () => {
    const { read } = await testStore()
    const { pass } = clock()
    const { read: ask } = counting()
    const seen: number[] = []
    for (let second = 0; second < 12; second++) {
      seen.push(await ask(read))
      pass(1_000)
    }
    expect(seen).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3])
  })

  test('is kept on the connection it was read on alone', async () => {
    const [one, other] = [await testStore(), await testStore()]
    clock()
    const { read: ask, asked } = counting()
    expect([await ask(one.read), await ask(other.read), await ask(one.read)]).toEqual([1, 2, 1])
    expect(await one.tx((tx) => ask(tx))).toBe(3)
    expect(asked()).toBe(3)
  })

  test('may be nothing at all, which is kept too', async () => {
    const { read } = await testStore()
    clock()
    let asked = 0
    const ask = kept<undefined>(() => {
      asked += 1
      return Promise.resolve(undefined)
    })
    expect([await ask(read), await ask(read)]).toEqual([undefined, undefined])
    expect(asked).toBe(1)
  })

  test('is not kept when the database could not say: the next who asks gets an answer', async () => {
    const { read } = await testStore()
    clock()
    let broken = true
    const ask = kept(() => (broken ? Promise.reject(new Error('gone')) : Promise.resolve('here')))
    await expect(ask(read)).rejects.toThrow('gone')
    broken = false
    expect(await ask(read)).toBe('here')
  })
})

const rename = (store: Store, name: string, shortName: string) =>
  store.tx((tx) => tx.update(stations).set({ name, shortName }).where(eq(stations.id, 'guangtong')))

async function namesInList(db: Db): Promise<unknown[]> {
  const reader = { role: 'center_clerk' } as const
  const { items } = await listLedger(db, petitionLedger, countyScope, reader, { limit: 5 })
  return items.map(({ stationName }) => stationName)
}

async function namesInExport(db: Db): Promise<unknown[]> {
  const found: unknown[] = []
  const reader = { role: 'center_clerk' } as const
  for await (const page of exportLedger(db, petitionLedger, countyScope, reader, {}))
    found.push(...page.map(({ stationName }) => stationName))
  return found
}

describe('the names of stations', () => {
  const before = '广通镇劳动保障工作站'

  test('in a list and an export are the old ones for five seconds after a change, then the new', async () => {
    const store = await testStore()
    const { pass } = clock()
    await register(store)
    expect(await namesInList(store.read)).toEqual([before])
    await rename(store, '广通镇便民服务中心', '广通')
    pass(4_999)
    expect([await namesInList(store.read), await namesInExport(store.read)]).toEqual([
      [before],
      [before],
    ])
    pass(1)
    expect([await namesInList(store.read), await namesInExport(store.read)]).toEqual([
      ['广通镇便民服务中心'],
      ['广通镇便民服务中心'],
    ])
  })

  test('in what people say mean a station under its old short name for five seconds, then under the new', async () => {
    const store = await testStore()
    const { pass } = clock()
    const meant = async (text: string) => (await findNamedStation(store.read, text))?.id
    expect(await meant('我住广通镇')).toBe('guangtong')
    await rename(store, before, '大通')
    expect([await meant('我住广通镇'), await meant('我住大通镇')]).toEqual(['guangtong', undefined])
    pass(5_000)
    expect([await meant('我住广通镇'), await meant('我住大通镇')]).toEqual([undefined, 'guangtong'])
  })

  test('a new telephone is there at once for whoever looks the station up, and in five seconds for every message', async () => {
    const store = await testStore()
    const { pass } = clock()
    const phones = async () => [
      (await findStation(store.read, countyScope, 'guangtong'))?.phone,
      (await knownStation(store.read, countyScope, 'guangtong'))?.phone,
    ]
    const [old] = await phones()
    const contact = { phone: '0878-4120001' }
    await store.tx((tx) => updateStation(tx, 'guangtong', contact, system, monday))
    expect(await phones()).toEqual(['0878-4120001', old])
    pass(5_000)
    expect(await phones()).toEqual(['0878-4120001', '0878-4120001'])
  })

  test('a station that was added meanwhile is known at once', async () => {
    const store = await testStore()
    clock()
    const known = async (id: string) => (await knownStation(store.read, countyScope, id))?.id
    const [like] = await store.read.select().from(stations).where(eq(stations.id, 'guangtong'))
    expect([await known('guangtong'), await known('new')]).toEqual(['guangtong', undefined])
    if (like === undefined) throw new Error('no station')
    await store.tx((tx) => tx.insert(stations).values({ ...like, id: 'new', code: 'ZZ' }))
    expect(await known('new')).toBe('new')
  })

  test('a station outside the scope is unknown, kept or not', async () => {
    const store = await testStore()
    clock()
    await knownStation(store.read, countyScope, 'guangtong')
    const own = { all: false, stationIds: ['heijing'] } as const
    expect(await knownStation(store.read, own, 'guangtong')).toBeUndefined()
    expect(await findStation(store.read, own, 'guangtong')).toBeUndefined()
  })
})
