import { expect, test } from 'vitest'
import {
  type Conversation,
  conversations,
  freshConversation,
  keepForStaff,
  loadConversation,
  markReminded,
  saveConversation,
  staleConversations,
} from '../../../db/messaging/conversation.ts'
import type { Store } from '../../../db/store.ts'
import { makeAccount, monday, testStore } from '../../support.ts'

const underWay: Conversation = {
  status: 'open',
  dialogue: 'report-petition',
  asked: 'phone',
  draft: { kind: 'complaint', content: '没有座位', attachmentIds: ['a', 'b'], n: 3 },
  misses: 2,
  topic: 'petition:GT20260001',
  offered: ['rate:1:satisfied', 'rate:1:unsatisfied'],
  talkedAt: monday,
}

const save = (store: Store, id: string, state: Conversation, now = monday) =>
  store.tx((tx) => saveConversation(tx, id, state, now))

test('an account that never spoke has a fresh one', async () => {
  const store = await testStore()
  expect(await loadConversation(store.read, 'nobody')).toEqual(freshConversation)
})

test('comes back as it was left, and can be left fresh again', async () => {
  const store = await testStore()
  const { id } = await makeAccount(store)
  for (const state of [underWay, { ...underWay, draft: {}, offered: [] }, freshConversation]) {
    await save(store, id, state)
    expect(await loadConversation(store.read, id)).toEqual({ ...state, talkedAt: monday })
  }
  expect(await store.read.$count(conversations)).toBe(1)
})

test('two people never share one, and a draft cannot be read at another account', async () => {
  const store = await testStore()
  const one = await makeAccount(store)
  const two = await makeAccount(store, { peerId: '1002' })
  await save(store, one.id, underWay)
  expect(await loadConversation(store.read, two.id)).toEqual(freshConversation)
  await save(store, two.id, { ...underWay, draft: { name: '李' } })
  const [row] = await store.read.select().from(conversations)
  await store.tx((tx) => tx.update(conversations).set({ draft: row?.draft ?? null }))
  const loads = await Promise.allSettled(
    [one, two].map(({ id }) => loadConversation(store.read, id)),
  )
  expect(loads.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('the words of a draft are sealed', async () => {
  const store = await testStore()
  const { id } = await makeAccount(store)
  await save(store, id, underWay)
  const [row] = await store.read.select().from(conversations)
  expect(row?.draft?.includes('座位')).toBe(false)
})

test('only open ones go stale, from the given moment on, the oldest first', async () => {
  const store = await testStore()
  const accounts = []
  for (const peerId of ['1', '2', '3', '4']) accounts.push(await makeAccount(store, { peerId }))
  const [late, early, idle, young] = accounts.map(({ id }) => id)
  await save(store, late ?? '', underWay, monday)
  await save(store, early ?? '', underWay, monday - 9)
  await save(store, idle ?? '', { ...underWay, status: 'idle' }, monday - 99)
  await save(store, young ?? '', underWay, monday + 1)
  const stale = async (limit: number) =>
    (await staleConversations(store.read, { remind: monday, keep: monday }, limit)).map(
      ({ accountId }) => accountId,
    )
  expect(await stale(9)).toEqual([early, late])
  expect(await stale(1)).toEqual([early])
  await store.tx((tx) => keepForStaff(tx, { accountId: early ?? '', updatedAt: monday - 9 }))
  expect(await stale(9)).toEqual([late])
})

test('a reminder is noted once, until the person speaks again', async () => {
  const store = await testStore()
  const { id } = await makeAccount(store)
  const remindedAt = async () => (await store.read.select().from(conversations))[0]?.remindedAt
  const remind = (updatedAt = monday) =>
    store.tx((tx) => markReminded(tx, { accountId: id, updatedAt }, monday + 5))
  await save(store, id, underWay)
  expect([await remind(), await remind()]).toEqual([true, false])
  expect(await remindedAt()).toBe(monday + 5)
  await save(store, id, underWay, monday + 6)
  expect(await remindedAt()).toBeNull()
  expect([await remind(), await remind(monday + 6)]).toEqual([false, true])
})

test('those reminded already do not stand before the others, until they are to be kept', async () => {
  const store = await testStore()
  const [one, two] = [await makeAccount(store), await makeAccount(store, { peerId: '1002' })]
  await save(store, one.id, underWay)
  await save(store, two.id, underWay, monday + 1)
  await store.tx((tx) => markReminded(tx, { accountId: one.id, updatedAt: monday }, monday + 5))
  const first = async (keep: number) =>
    (await staleConversations(store.read, { remind: monday + 1, keep }, 1))[0]?.accountId
  expect([await first(monday - 1), await first(monday)]).toEqual([two.id, one.id])
})

test('a talk that went on is neither reminded nor left to staff', async () => {
  const store = await testStore()
  const { id } = await makeAccount(store)
  await save(store, id, underWay)
  const found = { accountId: id, updatedAt: monday }
  await save(store, id, underWay, monday + 1)
  expect(await store.tx((tx) => markReminded(tx, found, monday + 2))).toBe(false)
  expect(await store.tx((tx) => keepForStaff(tx, found))).toBe(false)
  expect(await loadConversation(store.read, id)).toEqual({ ...underWay, talkedAt: monday + 1 })
})
