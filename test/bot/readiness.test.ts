import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { ChannelHealth } from '../../bot/channels/types.ts'
import { readReadiness } from '../../bot/readiness.ts'
import { closeGap, lastGaps, openGap } from '../../db/messaging/channel-gap.ts'
import { inbox, storeIncoming } from '../../db/messaging/inbox.ts'
import type { ChannelName } from '../../db/messaging/message.ts'
import { queueMessages } from '../../db/messaging/queue-message.ts'
import type { Store } from '../../db/store.ts'
import { incoming, makeAccount, monday, testStore } from '../support.ts'

const health = (channel: ChannelName, state: ChannelHealth['state'] = 'online'): ChannelHealth => ({
  channel,
  state,
  since: monday,
})

const hear = (store: Store, at: number, channel: ChannelName = 'telegram') =>
  store.tx((tx) => storeIncoming(tx, [incoming('话', { channel })], at))

async function say(store: Store, at: number, channel: ChannelName = 'telegram'): Promise<void> {
  const to = await makeAccount(store, { channel, peerId: `p${at}${channel}` })
  const message = { to, kind: 'reply', content: { text: '话' } } as const
  await store.tx((tx) => queueMessages(tx, [message], at))
}

describe('a service', () => {
  test('with nothing waiting is ready, and says so in Chinese', async () => {
    const store = await testStore()
    expect(await readReadiness(store, [health('webchat')], monday)).toMatchObject({
      ok: true,
      checks: { database: '正常', inbox: '没有积压', outbox: '没有积压' },
      inbox: { waiting: 0, oldestSeconds: 0 },
      channels: [{ channel: 'webchat', inboxWaiting: 0, outboxWaiting: 0, gaps: [] }],
    })
  })

  test.each([
    [0, true],
    [119_999, true],
    [120_000, false],
    [86_400_000, false],
  ])('whose oldest message waits %i ms is ready: %s', async (ms, ok) => {
    const store = await testStore()
    await hear(store, monday)
    const inward = await readReadiness(store, [health('telegram')], monday + ms)
    expect([inward.ok, inward.inbox]).toEqual([
      ok,
      { waiting: 1, oldestSeconds: Math.round(ms / 1000) },
    ])
    await store.tx((tx) => tx.update(inbox).set({ status: 'done' }))
    await say(store, monday)
    expect((await readReadiness(store, [health('telegram')], monday + ms)).ok).toBe(ok)
  })

  test.each([
    ['connecting', true],
    ['needs-login', true],
    ['off', true],
    ['online', false],
  ] as const)('whose messages wait for a channel that is %s is ready: %s', async (state, ok) => {
    const store = await testStore()
    await say(store, monday, 'wechat')
    const late = monday + 3_600_000
    const told = await readReadiness(store, [health('wechat', state), health('telegram')], late)
    expect(told.ok).toBe(ok)
    expect(told.channels.map(({ channel, outboxWaiting }) => [channel, outboxWaiting])).toEqual([
      ['wechat', 1],
      ['telegram', 0],
    ])
    expect(told.checks['outbox']).toBe('等待 1 条，最久 3600 秒')
  })

  test('whose inbox stands still is not ready, whatever its channels say', async () => {
    const store = await testStore()
    await hear(store, monday, 'wechat')
    const told = await readReadiness(store, [health('wechat', 'off')], monday + 600_000)
    expect(told.ok).toBe(false)
  })

  test('with a clock that went back waits for nothing negative', async () => {
    const store = await testStore()
    await hear(store, monday + 50_000)
    const told = await readReadiness(store, [health('telegram')], monday)
    expect([told.ok, told.inbox]).toEqual([true, { waiting: 1, oldestSeconds: 0 }])
  })
})

describe('the gaps of a channel', () => {
  test('open once, end once, and are listed newest first', async () => {
    const store = await testStore()
    const record = (act: typeof openGap, at: number) => store.tx((tx) => act(tx, 'wechat', at))
    await record(closeGap, monday)
    await record(openGap, monday + 1)
    await record(openGap, monday + 2)
    await record(closeGap, monday + 3)
    await record(closeGap, monday + 4)
    await record(openGap, monday + 5)
    expect(await lastGaps(store.read, 'wechat', 9)).toEqual([
      { startedAt: monday + 5, endedAt: null },
      { startedAt: monday + 1, endedAt: monday + 3 },
    ])
    expect(await lastGaps(store.read, 'wechat', 1)).toHaveLength(1)
    expect(await lastGaps(store.read, 'telegram', 9)).toEqual([])
  })

  test('stand with their channel in what is told', async () => {
    const store = await testStore()
    await store.tx((tx) => openGap(tx, 'telegram', monday))
    const told = await readReadiness(store, [health('telegram', 'connecting')], monday + 1)
    expect(told.channels[0]?.gaps).toEqual([{ startedAt: monday, endedAt: null }])
    expect(told.ok).toBe(true)
  })
})

test('a message on the staff list does not count as waiting', async () => {
  const store = await testStore()
  await hear(store, monday)
  await store.tx((tx) => tx.update(inbox).set({ status: 'failed' }).where(eq(inbox.status, 'new')))
  const told = await readReadiness(store, [health('telegram')], monday + 600_000)
  expect([told.ok, told.inbox.waiting]).toEqual([true, 0])
})
