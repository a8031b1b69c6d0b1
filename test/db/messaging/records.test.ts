import { describe, expect, test } from 'vitest'
import { bindStaff, findAccount, meetAccount } from '../../../db/messaging/channel-account.ts'
import { closeGap, lastGaps, openGap } from '../../../db/messaging/channel-gap.ts'
import {
  claimSlot,
  finishSlot,
  freeBrokenSlots,
  lastRuns,
  lastSlotOf,
} from '../../../db/messaging/job-run.ts'
import type { Store } from '../../../db/store.ts'
import { incoming, makeAccount, makeStaff, monday, testStore } from '../../support.ts'

describe('an account', () => {
  test('is made at the first message and known ever after', async () => {
    const store = await testStore()
    const meet = (now: number) => store.tx((tx) => meetAccount(tx, incoming('你好'), now))
    const first = await meet(monday)
    expect(first).toMatchObject({ peerId: '1001', staffId: null, retireeId: null, wants: 'all' })
    expect(await meet(monday + 59_999), 'to the minute').toEqual(first)
    const later = { ...first, seenAt: monday + 60_000 }
    expect(await meet(monday + 60_000)).toEqual(later)
    expect(await findAccount(store.read, 'telegram', '42', '1001')).toEqual(later)
    expect(await findAccount(store.read, 'telegram', '42', 'other')).toBeUndefined()
  })

  test('met eight times at once is one account', async () => {
    const store = await testStore()
    const message = incoming('你好')
    const met = await Promise.all(
      Array.from({ length: 8 }, () => store.tx((tx) => meetAccount(tx, message, monday))),
    )
    expect(new Set(met.map(({ id }) => id)).size).toBe(1)
  })

  test('keeps its staff member when it writes again', async () => {
    const store = await testStore()
    const member = await makeStaff(store)
    const account = await makeAccount(store)
    await store.tx((tx) => bindStaff(tx, account.id, member.id))
    const again = await store.tx((tx) => meetAccount(tx, incoming('查看'), monday + 1))
    expect(again.staffId).toBe(member.id)
  })
})

describe('a slot of a job', () => {
  const slot = '2026-03-02 09:00'
  const run = (store: Store, status: 'running' | 'missed' = 'running', at = slot) =>
    store.tx((tx) => claimSlot(tx, 'petition-due', at, status, monday))

  test('is taken once, by one of several at the same moment', async () => {
    const store = await testStore()
    const taken = await Promise.all(Array.from({ length: 6 }, () => run(store)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await run(store, 'missed')).toBe(false)
    expect(await run(store, 'running', '2026-03-03 09:00')).toBe(true)
  })

  test('ends with its counts or its error', async () => {
    const store = await testStore()
    await run(store)
    await store.tx((tx) => finishSlot(tx, 'petition-due', slot, 'done', '{"queued":3}', monday + 7))
    expect(await lastRuns(store.read, 5)).toMatchObject([
      { job: 'petition-due', slot, status: 'done', result: '{"queued":3}', finishedAt: monday + 7 },
    ])
  })

  test('that a dead process left running is free again; one that ended or was missed is not', async () => {
    const store = await testStore()
    await run(store)
    await run(store, 'running', 'ended')
    await run(store, 'missed', 'missed')
    await store.tx((tx) => finishSlot(tx, 'petition-due', 'ended', 'failed', 'TypeError', monday))
    expect(await store.tx((tx) => freeBrokenSlots(tx))).toBe(1)
    expect([await run(store), await run(store, 'running', 'ended')]).toEqual([true, false])
    expect(await run(store, 'running', 'missed')).toBe(false)
  })

  test('the newest slot of a job is told', async () => {
    const store = await testStore()
    expect(await lastSlotOf(store.read, 'petition-due')).toBeUndefined()
    for (const day of ['03', '05', '04']) await run(store, 'running', `2026-03-${day} 09:00`)
    expect(await lastSlotOf(store.read, 'petition-due')).toBe('2026-03-05 09:00')
  })
})

describe('an offline gap of a channel', () => {
  const change = (
    store: Store,
    at: number,
    open: boolean,
    channel: 'wechat' | 'telegram' = 'wechat',
  ) => store.tx((tx) => (open ? openGap : closeGap)(tx, channel, at))

  test('opens once, ends, and the newest is told first', async () => {
    const store = await testStore()
    await change(store, monday, true)
    await change(store, monday + 1, true)
    await change(store, monday + 5, false)
    await change(store, monday + 6, false)
    await change(store, monday + 9, true)
    await change(store, monday, true, 'telegram')
    expect(await lastGaps(store.read, 'wechat', 9)).toEqual([
      { startedAt: monday + 9, endedAt: null },
      { startedAt: monday, endedAt: monday + 5 },
    ])
    expect(await lastGaps(store.read, 'wechat', 1)).toHaveLength(1)
  })

  test('opened by several at once is one', async () => {
    const store = await testStore()
    await Promise.all(Array.from({ length: 5 }, () => change(store, monday, true)))
    expect(await lastGaps(store.read, 'wechat', 9)).toHaveLength(1)
  })
})
