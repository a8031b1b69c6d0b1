import { Readable } from 'node:stream'
import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { runImport, startImport } from '../../admin/import/import-list.ts'
import { dialect } from '../../db/columns.ts'
import { addEnterprises, enterpriseId, enterprises } from '../../db/ledgers/enterprise.ts'
import { confirmImport, dropImport, undoImport } from '../../db/ledgers/import-acts.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { retireeImports } from '../../db/ledgers/retiree-import.ts'
import type { Store } from '../../db/store.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { monday, system, testStore } from '../support.ts'
import { firmRows } from './lists.ts'

beforeAll(ensureBuilt)

const headings = ['姓名', '身份证号码', '原工作单位']

/** A list of these firms, a person each; `from`: how many people other lists brought before. */
function listOf(firms: readonly string[], from = 0): Buffer {
  const people = firmRows(from + firms.length).slice(from)
  const rows = people.map(([, name = '', number = ''], at) => [name, number, firms[at] ?? ''])
  return Buffer.from([headings, ...rows].map((row) => row.join(',')).join('\n'))
}

async function read(store: Store, bytes: Buffer, enterprise?: string, now = monday) {
  const list = { fileName: '名单.csv', stationId: 'guangtong', enterprise }
  const row = await startImport(store, list, system, now)
  const ready = await runImport(store, row, { ...list, file: Readable.from([bytes]) }, now)
  expect([ready.status, ready.faultCount]).toEqual(['ready', 0])
  return ready.id
}

const confirm = (store: Store, id: string) =>
  store.tx((tx) => confirmImport(tx, id, system, monday + 1))

const firmNames = async (store: Store) =>
  (await store.read.select({ name: enterprises.name }).from(enterprises))
    .map(({ name }) => name)
    .toSorted()

/** Whom the register has from which firm, in the order of the lists. */
async function workplaces(store: Store): Promise<(string | null)[]> {
  const rows = await store.read
    .select({ firm: enterprises.name })
    .from(retirees)
    .leftJoin(enterprises, eq(enterprises.id, retirees.enterpriseId))
    .orderBy(asc(retirees.id))
  return rows.map(({ firm }) => firm)
}

describe('firms that a list names', () => {
  test('are known firms and new ones in one list, each once, and known ones keep their id', async () => {
    const store = await testStore()
    const known = await store.tx((tx) => enterpriseId(tx, '禄丰县糖厂', monday))
    const id = await read(store, listOf(['禄丰县糖厂', '水泥厂', '禄丰县糖厂', '水泥厂', '磷肥厂']))
    expect(await firmNames(store)).toEqual(['禄丰县糖厂'])
    await confirm(store, id)
    expect(await firmNames(store)).toEqual(['水泥厂', '磷肥厂', '禄丰县糖厂'].toSorted())
    expect(await workplaces(store)).toEqual([
      '禄丰县糖厂',
      '水泥厂',
      '禄丰县糖厂',
      '水泥厂',
      '磷肥厂',
    ])
    expect(await store.tx((tx) => enterpriseId(tx, '禄丰县糖厂', monday))).toBe(known)
  })

  test('and that somebody added between reading and confirming are those of somebody', async () => {
    const store = await testStore()
    const id = await read(store, listOf(['水泥厂', '磷肥厂', '糖厂']))
    const added = await store.tx((tx) => enterpriseId(tx, '磷肥厂', monday))
    await confirm(store, id)
    expect(await workplaces(store)).toEqual(['水泥厂', '磷肥厂', '糖厂'])
    const [second] = (await store.read.select().from(retirees).orderBy(asc(retirees.id))).slice(1)
    expect(second?.enterpriseId).toBe(added)
    expect(await store.read.$count(enterprises)).toBe(3)
  })

  test('for the first time in two lists that wait side by side become one firm', async () => {
    const store = await testStore()
    const first = await read(store, listOf(['水泥厂', '糖厂']))
    const second = await read(store, listOf(['糖厂', '磷肥厂'], 2))
    await confirm(store, second)
    await confirm(store, first)
    expect(await firmNames(store)).toEqual(['水泥厂', '磷肥厂', '糖厂'].toSorted())
    expect((await workplaces(store)).toSorted()).toEqual(
      ['水泥厂', '糖厂', '糖厂', '磷肥厂'].toSorted(),
    )
  })

  test('of a list that is given up are no firms', async () => {
    const store = await testStore()
    const id = await read(store, listOf(['水泥厂']), '糖厂')
    await store.tx((tx) => dropImport(tx, id, system, monday))
    expect(await firmNames(store)).toEqual([])
  })

  test('stay when the people go: another list may have used them since', async () => {
    const store = await testStore()
    const first = await read(store, listOf(['水泥厂']))
    await confirm(store, first)
    const second = await read(store, listOf(['水泥厂'], 1))
    await confirm(store, second)
    await store.tx((tx) => undoImport(tx, first, system, monday + 2))
    expect([await firmNames(store), await workplaces(store)]).toEqual([['水泥厂'], ['水泥厂']])
  })

  test('is the firm of the whole list where a row names none, and nothing where neither does', async () => {
    const store = await testStore()
    await confirm(store, await read(store, listOf(['', '水泥厂', '']), ' 糖厂 '))
    await confirm(store, await read(store, listOf([''], 3)))
    expect(await workplaces(store)).toEqual(['糖厂', '水泥厂', '糖厂', null])
  })

  test('of one name with blanks around it are one', async () => {
    const store = await testStore()
    await confirm(
      store,
      await read(store, listOf(['水泥厂', ' 水泥厂', '水泥厂　', '\u200b水泥厂'])),
    )
    expect(await firmNames(store)).toEqual(['水泥厂'])
  })

  test('more than one statement holds are all there', async () => {
    const store = await testStore()
    const many = Array.from({ length: 230 }, (_, at) => `第${at}号厂`)
    await confirm(store, await read(store, listOf(many)))
    expect(await workplaces(store)).toEqual(many)
  })
})

const firms = ['水泥厂', '糖厂', '磷肥厂', '煤矿', '矿务局'] as const
const some = fc.subarray([...firms])
const list = fc.record({
  known: some,
  rows: fc.array(fc.constantFrom(...firms, ''), { minLength: 1, maxLength: 12 }),
  whole: fc.constantFrom(undefined, ...firms),
  meanwhile: some,
  end: fc.constantFrom('confirm', 'confirm', 'drop'),
})

test('whatever lists name, whatever was known and whatever comes meanwhile: a firm is there once, and people are from theirs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(list, { minLength: 1, maxLength: 4 }), async (lists) => {
      const store = await testStore()
      const [names, places] = [new Set<string>(), [] as (string | null)[]]
      const add = async (added: readonly string[], prefix: string) => {
        const rows = added.map((name) => ({ id: `${prefix}${name}`, name }))
        await store.tx((tx) => addEnterprises(tx, rows, monday))
        for (const name of added) names.add(name)
      }
      let from = 0
      for (const [at, { known, rows, whole, meanwhile, end }] of lists.entries()) {
        await add(known, `known${at}`)
        const id = await read(store, listOf(rows, from), whole)
        from += rows.length
        expect(await firmNames(store)).toEqual([...names].toSorted())
        await add(meanwhile, `meanwhile${at}`)
        if (end === 'drop') await store.tx((tx) => dropImport(tx, id, system, monday))
        else {
          await confirm(store, id)
          for (const name of rows) places.push(name === '' ? (whole ?? null) : name)
          for (const name of [...rows, whole ?? '']) if (name !== '') names.add(name)
        }
        expect(await firmNames(store)).toEqual([...names].toSorted())
        expect(await workplaces(store)).toEqual(places)
      }
      expect(await store.read.$count(retireeImports)).toBe(lists.length)
    }),
    { numRuns: dialect === 'pg' ? 3 : 6 },
  )
}, 120_000)
