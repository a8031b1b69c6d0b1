import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import type { LedgerError } from '../../db/errors.ts'
import { listLedger } from '../../db/ledger-query.ts'
import { enterprises } from '../../db/ledgers/enterprise.ts'
import { type NewRetiree, registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { retireeById, retireeLedger, retirees, retireeWordsOf } from '../../db/ledgers/retiree.ts'
import { changesOf, unitsOf } from '../../db/ledgers/retiree-course.ts'
import { retireeStations } from '../../db/ledgers/retiree-history.ts'
import { retireeTokens } from '../../db/ledgers/retiree-token.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { type RetireeUpdate, updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { categories } from '../../policy/retiree.ts'
import { idNumberFor, newPerson } from '../people.ts'
import { actorOf, makeStaff, monday, system, testStore } from '../support.ts'

const guangtong: Scope = { all: false, stationIds: ['guangtong'] }
const day = 86_400_000

const register = (store: Store, values: Partial<NewRetiree> = {}, actor = system, now = monday) =>
  store.tx((tx) => registerRetiree(tx, newPerson(values), actor, now))

const update = (store: Store, id: string, values: RetireeUpdate, now = monday + day) =>
  store.tx((tx) => updateRetiree(tx, id, values, system, now))

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: LedgerError) => thrown,
  )
  return error?.code ?? 'nothing refused'
}

async function find(store: Store, q: string, scope: Scope = countyScope, station?: string) {
  const reader = { role: 'center_clerk' as const }
  const page = await listLedger(store.read, retireeLedger, scope, reader, { q, limit: 50, station })
  return page.items.map((item) => item['name'])
}

describe('registering somebody', () => {
  test('keeps every field, and seals what names a person or a place', async () => {
    const store = await testStore()
    const given = newPerson({
      workStartedOn: '1965-03-01',
      retiredOn: '2000-06-01',
      monthlyPensionFen: 2_345_60,
      patch: '城东',
      personType: 'self_employed',
      hardship: 'yes',
    })
    const row = await store.tx((tx) => registerRetiree(tx, given, system, monday))

    expect(retireeWordsOf(store.read, row)).toEqual({
      idNumber: given.idNumber,
      phone: '13800138000',
      residence: '禄丰县广通镇解放路一号',
    })
    expect(row).toMatchObject({
      name: '张桂英',
      bornOn: '1945-05-12',
      sex: 'female',
      idLast4: given.idNumber.slice(-4),
      workStartedOn: '1965-03-01',
      retiredOn: '2000-06-01',
      monthlyPensionFen: 2_345_60,
      patch: '城东',
      personType: 'self_employed',
      category: 'retiree',
      hardship: 'yes',
      vital: 'living',
      status: 'incoming',
      checkResult: 'unchecked',
      meeting: 'unmet',
      stationId: 'guangtong',
    })
    const raw = JSON.stringify([row, await store.read.select().from(auditEntries)])
    expect(raw).not.toContain(given.idNumber)
    expect(raw).not.toMatch(/13800138000|解放路/)
  })

  test('begins the dated history of managing units, and names the firm once', async () => {
    const store = await testStore()
    const one = await register(store)
    const other = await register(store, { name: '李长寿', enterprise: ' 禄丰县水泥厂 ' })
    expect(one.enterpriseId).toBe(other.enterpriseId)
    expect(await store.read.$count(enterprises)).toBe(1)
    expect(await unitsOf(store.read, one.id)).toEqual([
      { stationName: '广通镇劳动保障工作站', fromOn: '2026-03-02', toOn: null, reason: '' },
    ])
  })

  test.each<[string, Partial<NewRetiree>, string]>([
    ['a wrong check digit', { idNumber: '532331194505120018' }, 'id_number_invalid'],
    ['a birth date that is not the number’s', { bornOn: '1945-05-13' }, 'id_number_differs'],
    ['a sex that is not the number’s', { sex: 'male' }, 'id_number_differs'],
    ['one character as a name', { name: '张' }, 'retiree_refused'],
    ['a telephone number that is none', { phone: '123' }, 'retiree_refused'],
    [
      'a retirement before the first day at work',
      { workStartedOn: '2000-01-01', retiredOn: '1999-01-01' },
      'retiree_refused',
    ],
    ['no station', { stationId: undefined }, 'retiree_refused'],
    ['a station that is not there', { stationId: 'nowhere' }, 'not_found'],
  ])('refuses %s', async (_what, values, code) => {
    const store = await testStore()
    expect(await codeOf(register(store, values))).toBe(code)
    expect(await store.read.$count(retirees)).toBe(0)
  })

  test('finds the same ID number however it is written', async () => {
    const store = await testStore()
    const idNumber = '53230219450512001X'
    await register(store, { idNumber })
    const again = register(store, {
      idNumber: '５３２３０２１９４５０５１２００１ｘ',
      name: '李长寿',
    })
    expect(await codeOf(again)).toBe('retiree_known')
  })

  test('tells a station nothing of somebody who is another’s', async () => {
    const store = await testStore()
    const idNumber = '53230219450512001X'
    await register(store, { idNumber, stationId: 'heijing', name: '外站的人' })
    const clerk = actorOf(await makeStaff(store))
    await expect(register(store, { idNumber, name: '李长寿' }, clerk)).rejects.toThrow(
      /^这个身份证号码不能在本单位登记，请与县退管中心核对。$/,
    )
  })

  test('asks about the same name and birth date, within the scope only', async () => {
    const store = await testStore()
    await register(store, { stationId: 'heijing' })
    const clerk = actorOf(await makeStaff(store))
    await register(store, {}, clerk)
    expect(await codeOf(register(store, {}, clerk))).toBe('retiree_alike')
    await register(store, { alike: 'other_person' }, clerk)
    expect(await store.read.$count(retirees)).toBe(3)
  })

  test('eight at once with one ID number make one person', async () => {
    const store = await testStore()
    const person = newPerson({ alike: 'other_person' })
    const all = Array.from({ length: 8 }, () =>
      store.tx((tx) => registerRetiree(tx, person, system, monday)),
    )
    const done = await Promise.allSettled(all)
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await store.read.$count(retirees)).toBe(1)
  })
})

describe('第九条: whoever stays with the center', () => {
  test.each(
    categories.filter((one) => one !== 'retiree'),
  )('%s is the center’s, wherever the list puts them', async (category) => {
    const store = await testStore()
    const row = await register(store, { category, stationId: 'guangtong' })
    expect(row.stationId).toBe('center')
    await expect(retireeById(store.read, guangtong, row.id)).rejects.toThrow('没有找到')
    expect(await find(store, '桂英', guangtong)).toEqual([])
  })

  test('a station may not register them', async () => {
    const store = await testStore()
    const clerk = actorOf(await makeStaff(store))
    expect(await codeOf(register(store, { category: 'early_retiree' }, clerk))).toBe('center_only')
  })

  test('who becomes one moves to the center, and no transfer takes them away', async () => {
    const store = await testStore()
    const { id } = await register(store)
    await update(store, id, { category: 'policy_redressee' })
    const row = await retireeById(store.read, countyScope, id)
    expect(row.stationId).toBe('center')
    const back = { stationId: 'guangtong', reason: '试试' }
    const transfer = store.tx((tx) => transferRetirees(tx, { ids: [id] }, back, system, monday))
    expect(await codeOf(transfer)).toBe('center_only')
  })

  test('a clerk cannot make somebody one', async () => {
    const store = await testStore()
    const clerk = actorOf(await makeStaff(store))
    const { id } = await register(store)
    const change = { category: 'early_retiree' } as const
    const work = store.tx((tx) => updateRetiree(tx, id, change, clerk, monday))
    expect(await codeOf(work)).toBe('center_only')
  })
})

describe('changing what is known', () => {
  test('keeps what was there before, field by field, masked for the screen', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const idNumber = idNumberFor('1946-01-02', 1)
    await update(store, id, { name: '张桂瑛', phone: '0878-4121234', idNumber, hardship: 'yes' })
    const changes = await changesOf(store.read, id)
    const seen = changes.map(({ label, before, after }) => [label, before, after])
    expect(Object.fromEntries(seen.map(([label, ...values]) => [label, values]))).toMatchObject({
      姓名: ['张桂英', '张桂瑛'],
      性别: ['女', '男'],
      出生年月: ['1945-05-12', '1946-01-02'],
      联系电话: ['138****8000', '0878****234'],
      特困: ['否', '特困'],
    })
    expect(JSON.stringify(changes)).not.toContain(idNumber)
  })

  test('says nothing where nothing changed', async () => {
    const store = await testStore()
    const { id } = await register(store)
    await update(store, id, { phone: '138 0013 8000', residence: '禄丰县广通镇解放路一号' })
    expect(await changesOf(store.read, id)).toEqual([])
  })

  test('a new name is found, the old one no longer', async () => {
    const store = await testStore()
    const { id } = await register(store)
    await update(store, id, { name: '李长寿' })
    expect(await find(store, '长寿')).toEqual(['李长寿'])
    expect(await find(store, '桂英')).toEqual([])
  })

  test('an empty telephone number takes the number away', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const row = await update(store, id, { phone: '' })
    expect([row.phone, row.phoneKey]).toEqual([null, null])
    expect(await find(store, '13800138000')).toEqual([])
  })

  test('an ID number of somebody else is refused', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const other = newPerson({ name: '李长寿' })
    await store.tx((tx) => registerRetiree(tx, other, system, monday))
    expect(await codeOf(update(store, id, { idNumber: other.idNumber }))).toBe('retiree_known')
  })

  test('a foreign clerk finds nobody to change', async () => {
    const store = await testStore()
    const { id } = await register(store, { stationId: 'heijing' })
    const clerk = actorOf(await makeStaff(store))
    const work = store.tx((tx) => updateRetiree(tx, id, { patch: '城西' }, clerk, monday))
    expect(await codeOf(work)).toBe('not_found')
  })
})

describe('finding people', () => {
  const people = async () => {
    const store = await testStore()
    await register(store, { name: '王秀英', phone: '13800000001' })
    await register(store, { name: '李秀英', phone: '13800000002', stationId: 'heijing' })
    await register(store, { name: '秀英明', phone: '0878-4121234' })
    await register(store, { name: '阿米娜·依布拉音', phone: '' })
    await register(store, { name: '𬭎龍', phone: '' })
    return store
  }

  test.each([
    ['秀英', ['秀英明', '李秀英', '王秀英']],
    ['王秀英', ['王秀英']],
    ['秀英明', ['秀英明']],
    ['依布', ['阿米娜·依布拉音']],
    ['依布拉音', ['阿米娜·依布拉音']],
    ['𬭎龍', ['𬭎龍']],
    ['桂英', []],
    ['秀%', []],
    ['13800000002', ['李秀英']],
    ['138-0000 0001', ['王秀英']],
    ['08784121234', ['秀英明']],
    ['13800000009', []],
  ])('%s finds %j', async (q, names) => {
    expect(await find(await people(), q)).toEqual(names)
  })

  test('by last four and by the whole number, in the county and at the own station only', async () => {
    const store = await testStore()
    const idNumber = '53230219450512001X'
    await register(store, { name: '赵六一', idNumber, stationId: 'heijing' })
    for (const q of ['001X', '001x', idNumber, idNumber.toLowerCase()]) {
      expect(await find(store, q)).toEqual(['赵六一'])
      expect(await find(store, q, guangtong)).toEqual([])
    }
  })

  test('one character is no search', async () => {
    const store = await people()
    await expect(find(store, '王')).rejects.toThrow('至少输入两个字')
  })

  test('a station finds its own people, and nobody at another', async () => {
    const store = await people()
    expect(await find(store, '秀英', guangtong)).toEqual(['秀英明', '王秀英'])
    expect(await find(store, '秀英', guangtong, 'heijing')).toEqual([])
    expect(await find(store, '秀英', countyScope, 'heijing')).toEqual(['李秀英'])
  })

  test('many of one name come page by page, each once, newest first', async () => {
    const store = await testStore()
    for (let at = 0; at < 7; at++)
      await register(store, { name: '王秀英', alike: 'other_person' }, system, monday + at)
    const seen: unknown[] = []
    let cursor: string | undefined
    do {
      const page = { q: '秀英', limit: 3, cursor }
      const reader = { role: 'center_clerk' as const }
      const list = await listLedger(store.read, retireeLedger, countyScope, reader, page)
      seen.push(...list.items.map((item) => item['createdAt']))
      cursor = list.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((at) => monday + at))
  })
})

describe('changing the managing unit', () => {
  test('takes people, their search and their history along', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const to = { stationId: 'heijing', reason: '搬家' }
    const moved = await store.tx((tx) =>
      transferRetirees(tx, { ids: [id] }, to, system, monday + 5 * day),
    )
    expect(moved).toBe(1)
    expect(await find(store, '桂英', guangtong)).toEqual([])
    expect(await find(store, '桂英', countyScope, 'heijing')).toEqual(['张桂英'])
    expect(await unitsOf(store.read, id)).toEqual([
      expect.objectContaining({ fromOn: '2026-03-02', toOn: '2026-03-07' }),
      expect.objectContaining({ fromOn: '2026-03-07', toOn: null, reason: '搬家' }),
    ])
    const tokens = await store.read.select().from(retireeTokens)
    expect(new Set(tokens.map((token) => token.stationId))).toEqual(new Set(['heijing']))
  })

  test('a whole patch moves at once; whoever is there already stays as they are', async () => {
    const store = await testStore()
    for (const patch of ['城东', '城东', '城西'])
      await register(store, { patch, alike: 'other_person' })
    const patch = { stationId: 'guangtong', patch: '城东' }
    const to = { stationId: 'heijing', reason: '划片' }
    const move = () => store.tx((tx) => transferRetirees(tx, patch, to, system, monday))
    expect(await move()).toBe(2)
    expect(await codeOf(move())).toBe('not_found')
    const open = await store.read
      .select()
      .from(retireeStations)
      .where(eq(retireeStations.stationId, 'heijing'))
    expect(open).toHaveLength(2)
  })

  test('is not for a station', async () => {
    const store = await testStore()
    const { id } = await register(store)
    const head = actorOf(await makeStaff(store, { role: 'station_head' }))
    const to = { stationId: 'heijing', reason: '搬家' }
    const work = store.tx((tx) => transferRetirees(tx, { ids: [id] }, to, head, monday))
    expect(await codeOf(work)).toBe('center_only')
  })
})
