import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { counties } from '../../db/ledgers/county.ts'
import { centerStation, findNamedStation, findStation, stations } from '../../db/ledgers/station.ts'
import { applySeed, lufengSeed, readSeed, SeedRefused } from '../../db/seed.ts'
import { monday, testFolder, testStore } from '../support.ts'

const seed = readSeed(lufengSeed)
const scope = { all: false, stationIds: ['bicheng'] } as const

test('禄丰 has its center, five communities and fourteen townships, each with a code of two letters', async () => {
  const store = await testStore()
  const all = await store.read.select().from(stations).orderBy(asc(stations.position))
  const kinds = all.map(({ kind }) => kind)
  expect(kinds).toEqual([
    'center',
    ...Array.from({ length: 5 }, () => 'community'),
    ...Array.from({ length: 14 }, () => 'township'),
  ])
  expect(
    all
      .slice(6)
      .map(({ shortName }) => shortName)
      .join(' '),
  ).toBe('金山 广通 碧城 仁兴 勤丰 一平浪 彩云 土官 黑井 和平 恐龙山 中村 妥安 高峰')
  expect(all.every(({ code }) => /^[A-Z]{2}$/.test(code))).toBe(true)
  expect(new Set(all.map(({ code }) => code)).size).toBe(20)
  expect((await centerStation(store.read)).shortName).toBe('县退管中心')
})

test('applied again adds nothing, and what staff changed stays', async () => {
  const store = await testStore()
  const changed = { phone: '0878-4121234', contactName: '杨丽', name: '碧城镇工作站' }
  await store.tx((tx) => tx.update(stations).set(changed).where(eq(stations.id, 'bicheng')))
  await store.tx((tx) => tx.update(counties).set({ name: '禄丰市' }))
  expect(await applySeed(store, seed, monday)).toBe(0)
  expect(await findStation(store.read, scope, 'bicheng')).toMatchObject(changed)
  expect((await store.read.select().from(counties)).map(({ name }) => name)).toEqual(['禄丰市'])
})

test('a station that a newer seed file adds is added alone', async () => {
  const store = await testStore()
  const extra = { id: 'new', code: 'NN', name: '新镇工作站', shortName: '新镇' }
  const newer = { ...seed, townships: [...seed.townships, extra] }
  expect(await applySeed(store, newer, monday)).toBe(1)
  expect(await store.read.$count(stations)).toBe(21)
})

test.each([
  ['我住在广通', 'guangtong'],
  ['从中村搬到妥安了', 'zhongcun'],
  ['县退管中心', undefined],
  ['', undefined],
])('%s names the station %s', async (said, station) => {
  const store = await testStore()
  expect((await findNamedStation(store.read, said))?.id).toBe(station)
})

test('a station outside the scope is not found', async () => {
  const store = await testStore()
  expect(await findStation(store.read, scope, 'guangtong')).toBeUndefined()
})

test('a county that was never seeded says so', async () => {
  const store = await testStore()
  await store.tx((tx) => tx.delete(stations))
  await expect(centerStation(store.read)).rejects.toThrow('seed was not applied')
})

describe('a county of somebody’s own', () => {
  const read = (text: string) => {
    const file = join(testFolder(), 'county.json')
    writeFileSync(file, text)
    return readSeed(file)
  }
  const changed = (change: object) => JSON.stringify({ ...seed, ...change })
  const station = { id: 'xin', code: 'XN', name: '新镇工作站', shortName: '新镇' }

  test('is read, with or without a mark at its beginning', () => {
    expect(read(JSON.stringify(seed))).toEqual(seed)
    expect(read(`\uFEFF${changed({ communities: [], townships: [station] })}`)).toMatchObject({
      communities: [],
      townships: [station],
    })
  })

  test.each([
    ['no JSON', '{"id": "a",}', '不是 JSON'],
    ['nothing', '', '不是 JSON'],
    ['a list', '[]', '最外层'],
    ['null', 'null', '最外层'],
    ['an empty object', '{}', 'id、name、centerName、center、communities、townships'],
    ['a county without a name', changed({ name: ' ' }), '写错了 name。'],
    ['a number for a name', changed({ centerName: 7 }), 'centerName'],
    ['no center', changed({ center: undefined }), '写错了 center。'],
    ['a center that is words', changed({ center: '县中心' }), '写错了 center。'],
    ['stations that are no list', changed({ townships: {} }), '写错了 townships。'],
    [
      'a station without code and short name',
      changed({ townships: [station, { id: 'b', name: '乙站' }] }),
      'townships[1].code、townships[1].shortName',
    ],
    ['a station that is null', changed({ communities: [null] }), 'communities[0]'],
    [
      'a long code',
      changed({ townships: [{ ...station, code: 'XIN' }] }),
      '新镇工作站的 code 应为两个',
    ],
    [
      'a code in small letters',
      changed({ townships: [{ ...station, code: 'xn' }] }),
      '两个大写字母',
    ],
    [
      'one code twice',
      changed({ townships: [station, { ...station, id: 'b', name: '乙站' }] }),
      '乙站的 code 与别的站相同',
    ],
    [
      'one id twice',
      changed({ townships: [station, { ...station, code: 'YY', name: '乙站' }] }),
      '乙站的 id',
    ],
    [
      'one name twice',
      changed({ townships: [station, { ...station, code: 'YY', id: 'b' }] }),
      '新镇工作站的 name',
    ],
  ])('%s is refused in a sentence', (_what, text, words) => {
    expect(() => read(text)).toThrow(SeedRefused)
    expect(() => read(text)).toThrow('县的资料文件（COUNTY_FILE）不能用：')
    expect(() => read(text)).toThrow(words)
  })
})
