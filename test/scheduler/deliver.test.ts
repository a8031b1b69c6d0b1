import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { bindings } from '../../db/ledgers/binding.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { channelAccounts } from '../../db/messaging/channel-account.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import type { OutboxKind } from '../../db/messaging/outbox-state.ts'
import type { Store } from '../../db/store.ts'
import { makePace } from '../../scheduler/pace.ts'
import type { SendOutcome } from '../../scheduler/types.ts'
import { allRows, claim, rowOf, say, sayToEach } from '../db/messaging/outbox.ts'
import { china, makeAccount, makeBinding, makeRetiree, monday, testStore } from '../support.ts'
import { makePost, oneRound, roundAfter } from './deliverer.ts'

const words = (kind: OutboxKind, text: string) => ({ kind, content: { text } })
const hourMs = 3_600_000

describe('a round', () => {
  test('says to each person what was queued for them, with the choices offered', async () => {
    const store = await testStore()
    const options = [{ id: 'yes', label: '是' }]
    const [first, second] = [await makeAccount(store, { peerId: 'a' }), await makeAccount(store)]
    await sayToEach(
      store,
      { to: first, content: { text: '住院了吗？', options } },
      { to: second, content: { text: '已登记' } },
    )
    const post = makePost(store)
    await oneRound(post)
    expect(post.sent).toEqual([
      { peerId: 'a', message: { text: '住院了吗？', options } },
      { peerId: second.peerId, message: { text: '已登记' } },
    ])
    expect((await allRows(store)).map(({ status }) => status)).toEqual(['accepted', 'accepted'])
  })

  test('fills its places with urgent words first, and bulk takes what is left', async () => {
    const store = await testStore()
    await sayToEach(
      store,
      words('greeting', '节日好'),
      words('reply', '一'),
      words('alarm', '二'),
      words('answer', '三'),
    )
    const post = makePost(store, undefined, { parallel: 2 })
    expect(await roundAfter(post, 0)).toEqual(['一', '二'])
    expect(await roundAfter(post, 0)).toEqual(['三', '节日好'])
    expect(await roundAfter(post, 0)).toEqual([])
  })

  test('has one message of a person on the wire at a time, in their order', async () => {
    const store = await testStore()
    await say(store, words('reply', '一'), words('receipt', '二'), words('reply', '三'))
    const post = makePost(store)
    const rounds = [await roundAfter(post, 0), await roundAfter(post, 0), await roundAfter(post, 0)]
    expect(rounds).toEqual([['一'], ['二'], ['三']])
  })

  test('leaves other channels alone', async () => {
    const store = await testStore()
    const to = await makeAccount(store, { channel: 'wechat' })
    const [row] = await say(store, { to })
    const post = makePost(store)
    await oneRound(post)
    expect(post.sent).toEqual([])
    expect(await rowOf(store, row?.id ?? '')).toEqual(row)
  })

  test('of two processes beside each other says each message once', async () => {
    const store = await testStore()
    await sayToEach(store, ...Array.from({ length: 30 }, (_, n) => words('reply', `第${n}条`)))
    const one = makePost(store, undefined, { owner: 'one', sole: false })
    const two = makePost(store, undefined, { owner: 'two', sole: false })
    for (let round = 0; round < 3; round++) await Promise.all([oneRound(one), oneRound(two)])
    const said = [...one.sent, ...two.sent].map(({ message }) => message.text)
    expect(said).toHaveLength(30)
    expect(new Set(said).size).toBe(30)
  })
})

describe('the pause that a platform asks for', () => {
  test.each([
    { retryAfterMs: 30_000, pause: 30_000 },
    { retryAfterMs: undefined, pause: 5_000 },
  ])('of $pause ms holds both lanes to the last millisecond', async ({ retryAfterMs, pause }) => {
    const store = await testStore()
    await sayToEach(store, words('reply', '一'))
    let busy = true
    const post = makePost(store, () => {
      if (!busy) return { state: 'accepted' }
      const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
      return { state: 'refused', why: 'limited', ...wait }
    })
    expect(await roundAfter(post, 0)).toEqual(['一'])
    busy = false
    await sayToEach(store, words('reply', '二'), words('greeting', '节日好'))
    expect(await roundAfter(post, pause - 1)).toEqual([])
    expect([...(await roundAfter(post, 1))].sort()).toEqual(['一', '二', '节日好'].sort())
    expect((await allRows(store)).map(({ status }) => status)).toEqual(Array(3).fill('accepted'))
  })

  test('is not made longer or shorter by a later, shorter one', async () => {
    const store = await testStore()
    await sayToEach(store, words('reply', '长'), words('reply', '短'))
    const post = makePost(store, (_, { text }) => ({
      state: 'refused',
      why: 'limited',
      retryAfterMs: text === '长' ? 60_000 : 1_000,
    }))
    await oneRound(post)
    expect(post.settings.pace.pausedUntil).toBe(monday + 60_000)
  })

  test('is asked for by no other refusal', async () => {
    const store = await testStore()
    await sayToEach(store, words('reply', '一'))
    const post = makePost(store, () => ({ state: 'refused', why: 'offline', retryAfterMs: 9_000 }))
    await oneRound(post)
    await sayToEach(store, words('reply', '二'))
    expect(await roundAfter(post, 0)).toEqual(['二'])
  })
})

describe('bulk words', () => {
  test('wait for the morning, replies do not', async () => {
    const store = await testStore()
    const pace = makePace({ perSecond: 10, quiet: [['20:30', '08:00']] })
    const post = makePost(store, undefined, { pace })
    post.clock.now = china('2026-03-02 20:30')
    await sayToEach(store, words('greeting', '节日好'), words('reply', '已登记'))
    expect(await roundAfter(post, 0)).toEqual(['已登记'])
    expect(await roundAfter(post, 11.5 * hourMs - 1)).toEqual([])
    expect(await roundAfter(post, 1)).toEqual(['节日好'])
  })

  test('keep to the day budget over restarts, and the next China day has its own', async () => {
    const store = await testStore()
    await sayToEach(store, ...Array.from({ length: 4 }, (_, n) => words('reminder', `第${n}条`)))
    const afterRestart = async (at: string) => {
      const pace = makePace({ perSecond: 10, perDay: 2, quiet: [] })
      const post = makePost(store, undefined, { pace })
      post.clock.now = china(at)
      return [...(await roundAfter(post, 0)), ...(await roundAfter(post, 2_000))].length
    }
    expect(await afterRestart('2026-03-02 09:00')).toBe(2)
    expect(await afterRestart('2026-03-02 23:59')).toBe(0)
    expect(await afterRestart('2026-03-03 00:00')).toBe(2)
  })

  test('keep to the minute budget; urgent words do not use it up', async () => {
    const store = await testStore()
    await sayToEach(
      store,
      words('reply', '已登记'),
      words('reminder', '一'),
      words('reminder', '二'),
    )
    const pace = makePace({ perSecond: 10, perMinute: 1, quiet: [] })
    const post = makePost(store, undefined, { pace })
    expect(await roundAfter(post, 0)).toEqual(['已登记', '一'])
    expect(await roundAfter(post, 60_000)).toEqual([])
    expect(await roundAfter(post, 1)).toEqual(['二'])
  })
})

type Change = (store: Store, person: string, account: string) => Promise<unknown>
const setAccount =
  (values: Partial<typeof channelAccounts.$inferInsert>): Change =>
  (store, _, account) =>
    store.tx((tx) => tx.update(channelAccounts).set(values).where(eq(channelAccounts.id, account)))

const unbind: Change = (store, _, account) => {
  const set = { status: 'ended', until: monday, endReason: 'by_account' } as const
  return store.tx((tx) => tx.update(bindings).set(set).where(eq(bindings.accountId, account)))
}

describe('at the moment of sending', () => {
  const changes: [string, Change, string][] = [
    ['opted out', setAccount({ wants: 'out' }), 'opted-out'],
    ['unbound', unbind, 'unbound'],
    [
      'bound to somebody else',
      async (store, person, account) => {
        await unbind(store, person, account)
        const other = await makeRetiree(store, { name: '李长寿' })
        await makeBinding(store, { id: account }, other)
      },
      'unbound',
    ],
  ]
  test.each(changes)('nothing timely goes to an account that %s', async (_, change, why) => {
    const store = await testStore()
    const person = await makeRetiree(store)
    const to = await makeAccount(store)
    await makeBinding(store, to, person)
    const [greeting, reply] = await say(
      store,
      { to, retireeId: person.id, ...words('greeting', '节日好') },
      { to, ...words('reply', '已登记') },
    )
    await change(store, person.id, to.id)
    const post = makePost(store)
    expect(await roundAfter(post, 0)).toEqual(['已登记'])
    expect(await rowOf(store, greeting?.id ?? '')).toMatchObject({
      status: 'suppressed',
      error: why,
    })
    expect(await rowOf(store, reply?.id ?? '')).toMatchObject({ status: 'accepted' })
  })

  test('who died while a refused greeting was under way is not greeted again', async () => {
    const store = await testStore()
    const person = await makeRetiree(store)
    const to = await makeAccount(store)
    await makeBinding(store, to, person)
    const [row] = await say(store, { to, retireeId: person.id, ...words('greeting', '节日好') })
    const post = makePost(store, async () => {
      await store.tx((tx) => tx.update(retirees).set({ vital: 'deceased' }))
      return { state: 'refused', why: 'offline' }
    })
    await oneRound(post)
    expect(await roundAfter(post, hourMs)).toEqual([])
    const ended = { status: 'suppressed', error: 'deceased', copies: 0 }
    expect(await rowOf(store, row?.id ?? '')).toMatchObject(ended)
  })

  test('words whose time is over are missed, one millisecond before they still go', async () => {
    const store = await testStore()
    const expiresAt = monday + hourMs
    await sayToEach(store, { ...words('answer', '快到期'), expiresAt })
    await sayToEach(store, { ...words('answer', '已到期'), expiresAt: expiresAt - 1 })
    const post = makePost(store)
    expect(await roundAfter(post, hourMs - 1)).toEqual(['快到期'])
    expect((await allRows(store)).map(({ status }) => status)).toEqual(['accepted', 'missed'])
  })
})

describe('what a platform answers', () => {
  const outcomes: [SendOutcome, OutboxKind, object][] = [
    [
      { state: 'accepted', remoteId: '7' },
      'reply',
      { status: 'accepted', remoteId: '7', copies: 1 },
    ],
    [{ state: 'refused', why: 'blocked' }, 'reply', { status: 'failed', error: 'blocked' }],
    [{ state: 'refused', why: 'unknown-peer' }, 'greeting', { status: 'failed', copies: 0 }],
    [{ state: 'refused', why: 'offline' }, 'greeting', { status: 'retry_wait', copies: 0 }],
    [{ state: 'uncertain', why: 'reset' }, 'reply', { status: 'retry_wait', copies: 1 }],
    [{ state: 'uncertain', why: 'reset' }, 'greeting', { status: 'uncertain', copies: 1 }],
    [{ state: 'uncertain', why: 'timeout' }, 'reminder', { status: 'uncertain', error: 'timeout' }],
  ]
  test.each(outcomes)('%j to a %s', async (outcome, kind, expected) => {
    const store = await testStore()
    const [row] = await sayToEach(store, words(kind, '您好'))
    const post = makePost(store, () => outcome)
    await oneRound(post)
    const ended = { attempts: 1, leaseOwner: null, leaseUntil: 0, ...expected }
    expect(await rowOf(store, row?.id ?? '')).toMatchObject(ended)
    const told = outcome.state === 'accepted' ? [] : [{ id: row?.id, why: outcome.why }]
    expect(post.log.map(({ fields }) => fields)).toEqual(told)
  })

  test('a sender that throws leaves nobody knowing: a reply goes once more, a greeting never', async () => {
    const store = await testStore()
    await sayToEach(store, words('reply', '已登记'), words('greeting', '节日好'))
    const post = makePost(store, () => {
      throw new RangeError('张桂英 5301')
    })
    const rounds = [await roundAfter(post, 0), await roundAfter(post, hourMs)]
    rounds.push(await roundAfter(post, hourMs))
    expect(rounds).toEqual([['已登记', '节日好'], ['已登记'], []])
    const ends = (await allRows(store)).map(({ status, error }) => [status, error])
    expect(ends).toEqual(Array(2).fill(['uncertain', 'bug']))
    const threw = post.log.filter(({ event }) => event === 'send-threw')
    expect(threw.map(({ fields }) => fields?.['error'])).toEqual(Array(3).fill('RangeError'))
    expect(JSON.stringify(post.log)).not.toMatch(/张桂英|5301|已登记/)
  })

  test('words that cannot be opened are not sent and hold up nobody else', async () => {
    const store = await testStore()
    const [broken] = await sayToEach(store, words('reply', '坏'), words('reply', '好'))
    const body = Buffer.alloc(40, 1)
    await store.tx((tx) =>
      tx
        .update(outbox)
        .set({ body })
        .where(eq(outbox.id, broken?.id ?? '')),
    )
    const post = makePost(store)
    expect(await roundAfter(post, 0)).toEqual(['好'])
    expect(await roundAfter(post, hourMs)).toEqual([])
    expect(await rowOf(store, broken?.id ?? '')).toMatchObject({
      status: 'uncertain',
      error: 'bug',
    })
  })
})

describe('what a dead process was sending', () => {
  const takenUp = async (sole: boolean, afterMs: number) => {
    const store = await testStore()
    await sayToEach(store, words('reply', '已登记'), words('greeting', '节日好'))
    await claim(store, { owner: 'dead' })
    await claim(store, { owner: 'dead', lane: 1 })
    const post = makePost(store, undefined, { sole })
    post.clock.now += afterMs
    await oneRound(post)
    return (await allRows(store)).map(({ status, leaseOwner }) => [status, leaseOwner])
  }
  const left = [
    ['sending', 'dead'],
    ['sending', 'dead'],
  ]
  const adopted = [
    ['retry_wait', null],
    ['uncertain', null],
  ]
  test.each([
    ['is taken up at once by a process that is alone', true, 0, adopted],
    ['is left to it while its lease runs and others may live', false, 60_000, left],
    ['is taken up when its lease has ended', false, 60_001, adopted],
  ])('%s', async (_, sole, afterMs, expected) => {
    expect(await takenUp(sole, afterMs)).toEqual(expected)
  })
})
