import { beforeAll, describe, expect, test } from 'vitest'
import { retireeWordsOf } from '../../db/ledgers/retiree.ts'
import { type RetireeUpdate, updateRetiree } from '../../db/ledgers/update-retiree.ts'
import type { Store } from '../../db/store.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { monday, system, testStore } from '../support.ts'
import { lines, register, take, undo } from './taken-lists.ts'

beforeAll(ensureBuilt)

/** What a list changes of somebody who is there, column by column. */
const changes: readonly [what: string, column: number, value: string, own: RetireeUpdate][] = [
  ['name', 0, '冯桂芳', { name: '王芳' }],
  ['telephone', 2, '13900000000', { phone: '13700000000' }],
  ['patch', 3, '城西', { patch: '城北' }],
  ['pension', 4, '3456.78', { monthlyPensionFen: 100_000 }],
]

describe('a list that changed somebody', () => {
  const known = async (column: number, value: string) => {
    const store = await testStore()
    const [line = []] = lines(1)
    await take(store, [line])
    const { people } = await register(store)
    const id = await take(store, [line.with(column, value)], monday + 1)
    return { store, id, before: people, person: people[0]?.id ?? '' }
  }
  const told = async (store: Store) => {
    const [row] = (await register(store)).people
    if (row === undefined) throw new Error('nobody is there')
    const { name, patch, monthlyPensionFen } = row
    return { name, patch, monthlyPensionFen, phone: retireeWordsOf(store.read, row).phone }
  }

  test.each(
    changes,
  )('gives the %s back, and can be taken over and back again', async (_, column, value) => {
    const { store, id } = await known(column, value)
    const changed = await told(store)
    await undo(store, id)
    const back = await told(store)
    expect(back).not.toEqual(changed)
    const [line = []] = lines(1)
    const again = await take(store, [line.with(column, value)], monday + 120_000)
    expect(await told(store)).toEqual(changed)
    await undo(store, again, monday + 180_000)
    expect(await told(store)).toEqual(back)
  })

  test.each(
    changes,
  )('keeps the %s when staff changed it after the list', async (_, column, value, own) => {
    const { store, id, person } = await known(column, value)
    await store.tx((tx) => updateRetiree(tx, person, own, system, monday + 2))
    const before = await register(store)
    await expect(undo(store, id)).rejects.toThrow('不能整批撤销')
    expect(await register(store)).toEqual(before)
  })

  test.each(
    changes,
  )('takes back the %s alone when staff changed something else', async (_, column, value) => {
    const { store, id, person } = await known(column, value)
    const [, , , other] = changes.filter(([, at]) => at !== column)[0] ?? changes[0] ?? []
    await store.tx((tx) => updateRetiree(tx, person, other ?? {}, system, monday + 2))
    const own = { ...(await told(store)) }
    await undo(store, id)
    const back = await told(store)
    const differing = Object.keys(own).filter(
      (key) => own[key as keyof typeof own] !== back[key as keyof typeof back],
    )
    expect(differing).toHaveLength(1)
  })
})
