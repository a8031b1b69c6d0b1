import { describe, expect, test } from 'vitest'
import { openPetitions, petitionWords } from '../../../db/ledgers/find-petition.ts'
import type { ChannelAccount } from '../../../db/messaging/channel-account.ts'
import {
  type Conversation,
  freshConversation,
  loadConversation,
  saveConversation,
} from '../../../db/messaging/conversation.ts'
import { countyScope } from '../../../db/scope.ts'
import type { Store } from '../../../db/store.ts'
import {
  keepAfterMs,
  remindAfterMs,
  unfinishedConversations,
} from '../../../scheduler/jobs/unfinished-conversations.ts'
import { wordsTo } from '../../db/ledgers/petitions.ts'
import { allRows } from '../../db/messaging/outbox.ts'
import { makeAccount, monday, testStore } from '../../support.ts'

const run = (store: Store, after: number) =>
  unfinishedConversations.run({ store, tick: monday + after })

const nothing = { reminded: 0, kept: 0 }

/** An account whose talk stopped on Monday at nine. */
async function stopped(store: Store, state: Partial<Conversation> = {}, peerId = '1001') {
  const account = await makeAccount(store, { peerId })
  await speak(store, account, state, 0)
  return account
}

const speak = (
  store: Store,
  account: ChannelAccount,
  state: Partial<Conversation>,
  after: number,
) => {
  const draft = { kind: 'complaint', content: '没有座位' }
  const whole = {
    ...freshConversation,
    status: 'open',
    dialogue: 'report-petition',
    draft,
  } as const
  return store.tx((tx) => saveConversation(tx, account.id, { ...whole, ...state }, monday + after))
}

describe('a report that was not finished', () => {
  test.each([
    [remindAfterMs - 1, nothing],
    [remindAfterMs, { reminded: 1, kept: 0 }],
    [keepAfterMs - 1, { reminded: 1, kept: 0 }],
    [keepAfterMs, { reminded: 0, kept: 1 }],
  ])('after %i ms of silence: %j', async (after, counts) => {
    const store = await testStore()
    await stopped(store)
    expect(await run(store, after)).toEqual(counts)
  })

  test('is recalled once, by a word in the bulk lane that keeps to quiet hours', async () => {
    const store = await testStore()
    const account = await stopped(store)
    const counts = []
    for (const after of [1, 2, 5, 40]) counts.push(await run(store, after * remindAfterMs))
    expect(counts).toEqual([{ reminded: 1, kept: 0 }, nothing, nothing, nothing])
    expect(await wordsTo(store, account.id)).toEqual([expect.stringContaining('还没有说完')])
    expect(await allRows(store)).toMatchObject([{ kind: 'reminder', lane: 1 }])
  })

  test('is recalled again after the person went on and stopped once more', async () => {
    const store = await testStore()
    const account = await stopped(store)
    await run(store, remindAfterMs)
    await speak(store, account, {}, 2 * remindAfterMs)
    expect(await run(store, 3 * remindAfterMs - 1)).toEqual(nothing)
    expect(await run(store, 3 * remindAfterMs)).toEqual({ reminded: 1, kept: 0 })
  })

  test('becomes a petition of the center, its words kept and the person told', async () => {
    const store = await testStore()
    const account = await stopped(store, { draft: { kind: 'complaint', content: '没有座位' } })
    expect(await run(store, keepAfterMs)).toEqual({ reminded: 0, kept: 1 })
    const [row, ...more] = await openPetitions(store.read, countyScope, 9)
    expect(more).toEqual([])
    expect(row).toMatchObject({
      stationId: 'center',
      kind: 'complaint',
      source: 'chat',
      accountId: account.id,
      receivedAt: monday + keepAfterMs,
    })
    expect(row && petitionWords(store.read, row).content).toBe('没有座位')
    expect((await wordsTo(store, account.id)).at(-1)).toContain(row?.serialNo)
    expect((await loadConversation(store.read, account.id)).status).toBe('kept')
    expect(await run(store, keepAfterMs + remindAfterMs)).toEqual(nothing)
  })

  test('goes to the station that the person named', async () => {
    const store = await testStore()
    await stopped(store, { draft: { content: '没有座位', stationId: 'bicheng' } })
    await run(store, keepAfterMs)
    const [row] = await openPetitions(store.read, countyScope, 9)
    expect(row).toMatchObject({ stationId: 'bicheng', kind: 'help' })
  })

  test('in which nothing was said is left without a petition', async () => {
    const store = await testStore()
    const account = await stopped(store, { draft: { kind: 'complaint' } })
    expect(await run(store, keepAfterMs)).toEqual(nothing)
    expect(await openPetitions(store.read, countyScope, 9)).toEqual([])
    expect(await allRows(store)).toEqual([])
    expect((await loadConversation(store.read, account.id)).status).toBe('kept')
  })

  test('is recalled or kept once by two that run at the same moment', async () => {
    const store = await testStore()
    const account = await stopped(store)
    await Promise.all([run(store, remindAfterMs), run(store, remindAfterMs)])
    expect(await wordsTo(store, account.id)).toHaveLength(1)
    await Promise.all([run(store, keepAfterMs), run(store, keepAfterMs)])
    expect(await openPetitions(store.read, countyScope, 9)).toHaveLength(1)
  })
})

test('talks that rest or were left to staff are nobody’s business', async () => {
  const store = await testStore()
  await stopped(store, { status: 'idle' })
  await stopped(store, { status: 'kept' }, '1002')
  expect(await run(store, remindAfterMs)).toEqual(nothing)
  expect(await run(store, keepAfterMs)).toEqual(nothing)
})
