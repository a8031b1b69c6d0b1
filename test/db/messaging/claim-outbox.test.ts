import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { violation } from '../../../db/errors.ts'
import { type Binding, bindings } from '../../../db/ledgers/binding.ts'
import { retirees } from '../../../db/ledgers/retiree.ts'
import { channelAccounts } from '../../../db/messaging/channel-account.ts'
import { bulkSent, orphanedSends, outbox, outboxBacklog } from '../../../db/messaging/outbox.ts'
import { recheck } from '../../../db/messaging/recheck-outbox.ts'
import { recordEvent, recordEvents } from '../../../db/messaging/record-outbox.ts'
import type { Store } from '../../../db/store.ts'
import { china, makeAccount, makeBinding, makeRetiree, monday, testStore } from '../../support.ts'
import { allRows, claim, record, rowOf, say, sayToEach } from './outbox.ts'

const accepted = { type: 'accepted', remoteId: '77' } as const
const uncertain = { type: 'uncertain', why: 'reset' } as const
const suppress = { type: 'suppress', why: 'opted-out' } as const

/** A living person with an account of their own. */
async function person(store: Store, peerId = '1001') {
  const retiree = await makeRetiree(store)
  const account = await makeAccount(store, { peerId })
  await makeBinding(store, account, retiree)
  return { retiree, account }
}

const setBinding = (store: Store, accountId: string, set: Partial<Binding>) =>
  store.tx((tx) => tx.update(bindings).set(set).where(eq(bindings.accountId, accountId)))
const unbind = (store: Store, accountId: string) =>
  setBinding(store, accountId, { status: 'ended', until: monday, endReason: 'by_account' })
const setVital = (store: Store, id: string, vital: 'living' | 'deceased') =>
  store.tx((tx) => tx.update(retirees).set({ vital }).where(eq(retirees.id, id)))

const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

describe('claiming', () => {
  test('a row stands at sending, under its owner and lease, before it is handed out', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    const claimed = await claim(store)
    expect(claimed).toEqual([
      {
        ...row,
        status: 'sending',
        attempts: 1,
        leaseOwner: 'a',
        leaseUntil: monday + 60_000,
      },
    ])
    expect(await allRows(store)).toEqual(claimed)
    expect(await claim(store)).toEqual([])
  })

  test('takes the longest due first, at most as many as asked, and hands them out in their order', async () => {
    const store = await testStore()
    const due = [3, 1, 4, 1, 5].map((minute) => ({ dueAt: monday - minute * 60_000 }))
    const rows = await sayToEach(store, ...due)
    const waiting = await claim(store, { limit: 2 })
    expect(ids(waiting)).toEqual([rows[4]?.id, rows[2]?.id])
    expect(ids(await claim(store, { limit: 9 }))).toEqual([rows[0]?.id, rows[1]?.id, rows[3]?.id])
  })

  test('a retry and a fresh message take turns by their time', async () => {
    const store = await testStore()
    const [retry] = await sayToEach(store, {})
    await claim(store)
    await record(store, retry?.id ?? '', { type: 'refused', why: 'offline' }, 'a')
    const [early] = await sayToEach(store, { dueAt: monday + 500 })
    const [late] = await sayToEach(store, { dueAt: monday + 1500 })
    const order = []
    for (let n = 0; n < 3; n++)
      order.push(...ids(await claim(store, { now: monday + 9000, limit: 1 })))
    expect(order).toEqual([early?.id, retry?.id, late?.id])
  })

  test('leaves what is not due, of another channel, or of the other lane', async () => {
    const store = await testStore()
    const wechat = await makeAccount(store, { channel: 'wechat', account: 'w' })
    await say(store, { dueAt: monday + 1 }, { kind: 'reminder' }, { to: wechat })
    expect(await claim(store)).toEqual([])
    expect(await claim(store, { now: monday + 1 })).toHaveLength(1)
    expect(await claim(store, { lane: 1 })).toHaveLength(1)
    expect(await claim(store, { channel: 'wechat' })).toHaveLength(1)
  })

  test('urgent kinds are in the urgent lane, the others in the bulk lane', async () => {
    const store = await testStore()
    const kinds = ['reply', 'receipt', 'answer', 'alarm', 'reminder', 'greeting'] as const
    await sayToEach(store, ...kinds.map((kind) => ({ kind })))
    expect((await claim(store, { lane: 0 })).map(({ kind }) => kind)).toEqual(kinds.slice(0, 4))
    expect((await claim(store, { lane: 1 })).map(({ kind }) => kind)).toEqual(kinds.slice(4))
  })

  test('several senders at once get each message once', async () => {
    const store = await testStore()
    await sayToEach(store, ...Array.from({ length: 100 }, () => ({})))
    const owners = ['a', 'b', 'c', 'd']
    const taken: string[] = []
    await Promise.all(
      owners.map(async (owner) => {
        for (;;) {
          const rows = await claim(store, { owner, limit: 7 })
          if (rows.length === 0) return
          expect(rows.every(({ leaseOwner }) => leaseOwner === owner)).toBe(true)
          taken.push(...ids(rows))
        }
      }),
    )
    // A sender may find every due row locked by others and leave; nobody gets one twice, and the rest is still there.
    taken.push(...ids(await claim(store, { limit: 100 })))
    expect(taken).toHaveLength(100)
    expect(new Set(taken).size).toBe(100)
  })
})

describe('one at a time per person and lane', () => {
  type Step = Parameters<typeof record>[2]
  const final: readonly [string, 'answer' | 'greeting', readonly Step[]][] = [
    ['accepted', 'answer', [accepted]],
    ['failed', 'answer', [{ type: 'refused', why: 'blocked' }]],
    ['uncertain', 'greeting', [uncertain]],
    ['accepted', 'greeting', [uncertain, { type: 'decide', as: 'arrived' }]],
    ['failed', 'greeting', [uncertain, { type: 'decide', as: 'drop' }]],
    ['cancelled', 'answer', [{ type: 'refused', why: 'offline' }, { type: 'cancel' }]],
    ['suppressed', 'answer', [{ type: 'refused', why: 'offline' }, suppress]],
    ['missed', 'answer', [{ type: 'refused', why: 'offline' }, { type: 'expire' }]],
  ]

  test.each(final)('the next goes once the first is %s (%s)', async (status, kind, steps) => {
    const store = await testStore()
    const lane = kind === 'greeting' ? 1 : 0
    const [first, second, third] = await say(store, { kind }, { kind }, { kind })
    expect(ids(await claim(store, { lane }))).toEqual([first?.id])
    expect(await claim(store, { lane })).toEqual([])
    for (const [n, step] of steps.entries())
      expect(await record(store, first?.id ?? '', step, n === 0 ? 'a' : undefined)).toBe(true)
    expect((await rowOf(store, first?.id ?? '')).status).toBe(status)
    expect(ids(await claim(store, { lane }))).toEqual([second?.id])
    expect((await rowOf(store, third?.id ?? '')).status).toBe('queued')
  })

  test.each([
    ['refused for now', { type: 'refused', why: 'offline' }],
    ['in doubt', uncertain],
  ] as const)('an answer that was %s is tried again before anything later', async (_, event) => {
    const store = await testStore()
    const [first, second] = await say(store, { kind: 'answer' }, {})
    await claim(store)
    await record(store, first?.id ?? '', event, 'a')
    expect((await rowOf(store, first?.id ?? '')).status).toBe('retry_wait')
    expect(await claim(store)).toEqual([])
    expect(ids(await claim(store, { now: monday + 1000 }))).toEqual([first?.id])
    await record(store, first?.id ?? '', accepted, 'a')
    expect(ids(await claim(store))).toEqual([second?.id])
  })

  test('what staff send again goes before what waits', async () => {
    const store = await testStore()
    const [first, second] = await say(store, { kind: 'greeting' }, { kind: 'greeting' })
    await claim(store, { lane: 1 })
    await record(store, first?.id ?? '', uncertain, 'a')
    await record(store, first?.id ?? '', { type: 'decide', as: 'resend' })
    expect(ids(await claim(store, { lane: 1 }))).toEqual([first?.id])
    await record(store, first?.id ?? '', uncertain, 'a')
    expect(ids(await claim(store, { lane: 1 }))).toEqual([second?.id])
  })

  test('what is planned for later holds up nothing that is due', async () => {
    const store = await testStore()
    const later = monday + 7 * 86_400_000
    const [planned, due] = await say(
      store,
      { kind: 'greeting', dueAt: later },
      { kind: 'reminder' },
    )
    expect(ids(await claim(store, { lane: 1 }))).toEqual([due?.id])
    await record(store, due?.id ?? '', accepted, 'a')
    expect(ids(await claim(store, { lane: 1, now: later }))).toEqual([planned?.id])
  })

  test('what must not go any more gives way to the next', async () => {
    const store = await testStore()
    const [over, next] = await say(store, { expiresAt: monday }, {})
    expect(await claim(store)).toEqual([])
    expect((await rowOf(store, over?.id ?? '')).status).toBe('missed')
    expect(ids(await claim(store))).toEqual([next?.id])
  })

  test('a sender that died holds up the person only until its row is taken up', async () => {
    const store = await testStore()
    const [first, second] = await say(store, { kind: 'greeting' }, { kind: 'greeting' })
    await claim(store, { lane: 1 })
    expect(await claim(store, { lane: 1, owner: 'b' })).toEqual([])
    await record(store, first?.id ?? '', { type: 'uncertain', why: 'sender-died' }, 'a')
    expect(ids(await claim(store, { lane: 1, owner: 'b' }))).toEqual([second?.id])
  })

  test('other people and the other lane are not held up', async () => {
    const store = await testStore()
    const [mine, other] = await sayToEach(store, {}, {})
    const account = { id: mine?.accountId ?? '', channel: 'telegram', peerId: '1' } as const
    const [bulk] = await say(store, { to: account, kind: 'greeting' })
    expect(ids(await claim(store))).toEqual([mine?.id, other?.id])
    expect(ids(await claim(store, { lane: 1 }))).toEqual([bulk?.id])
  })

  test('several senders at once never hold two of one person, and hand them out in order', async () => {
    const store = await testStore()
    const rows = await say(store, ...Array.from({ length: 12 }, () => ({})))
    const taken: string[] = []
    while (taken.length < rows.length) {
      const claims = ['a', 'b', 'c', 'd'].map((owner) => claim(store, { owner }))
      const claimed = (await Promise.all(claims)).flat()
      expect(claimed).toHaveLength(1)
      for (const { id, leaseOwner } of claimed) await record(store, id, accepted, leaseOwner ?? '')
      taken.push(...ids(claimed))
    }
    expect(taken).toEqual(ids(rows))
  })
})

describe('the last look before sending', () => {
  const cases: readonly [
    string,
    string,
    (store: Store, retireeId: string, accountId: string) => Promise<unknown>,
  ][] = [
    [
      'opted-out',
      'somebody who opted out',
      (store, _, id) =>
        store.tx((tx) =>
          tx.update(channelAccounts).set({ wants: 'out' }).where(eq(channelAccounts.id, id)),
        ),
    ],
    ['unbound', 'an account that is nobody’s any more', (store, _, id) => unbind(store, id)],
    [
      'unbound',
      'an account that is somebody else’s now',
      async (store, _, id) => {
        await unbind(store, id)
        await makeBinding(store, { id }, await makeRetiree(store))
      },
    ],
    [
      'unbound',
      'an account that waits for consent',
      (store, _, id) => setBinding(store, id, { status: 'asked' }),
    ],
    [
      'unbound',
      'an account that the person said is not theirs',
      (store, _, id) => setBinding(store, id, { status: 'held' }),
    ],
    [
      'unbound',
      'family who may do everything but get reminders',
      (store, _, id) => setBinding(store, id, { reminders: 'no' }),
    ],
  ]

  test.each(cases)('%s: no greeting to %s', async (why, _, happens) => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    const [row] = await say(store, { to: account, kind: 'greeting', retireeId: retiree.id })
    await happens(store, retiree.id, account.id)
    expect(await claim(store, { lane: 1 })).toEqual([])
    expect(await rowOf(store, row?.id ?? '')).toMatchObject({
      status: 'suppressed',
      error: why,
      attempts: 0,
      mustBe: null,
    })
  })

  test('deceased: no greeting to the dead, even if the rule of the database were gone', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    const [row] = await say(store, { to: account, kind: 'greeting', retireeId: retiree.id })
    if (row === undefined) throw new Error('nothing queued')
    await record(store, row.id, { type: 'cancel' })
    await setVital(store, retiree.id, 'deceased')
    const stops = await store.tx((tx) => recheck(tx, [row], monday))
    expect([...stops]).toEqual([[row.id, { type: 'suppress', why: 'deceased' }]])
  })

  test('a message whose time is over is missed, of whatever kind', async () => {
    const store = await testStore()
    const until = { expiresAt: monday + 1000 }
    await say(store, { kind: 'reminder', ...until }, { kind: 'answer', ...until })
    for (const lane of [0, 1] as const) {
      expect(await claim(store, { lane, now: monday + 1000 })).toEqual([])
    }
    expect((await allRows(store)).map(({ status }) => status)).toEqual(['missed', 'missed'])
  })

  test('an answer reaches who opted out, because they asked', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    await say(store, { to: account, kind: 'answer', retireeId: retiree.id })
    await store.tx((tx) => tx.update(channelAccounts).set({ wants: 'out' }))
    expect(await claim(store)).toHaveLength(1)
  })

  test('a mixed batch: each row gets its own end, and the fit ones go', async () => {
    const store = await testStore()
    const people = []
    for (const peer of ['1', '2', '3', '4']) people.push(await person(store, peer))
    const rows = await sayToEach(
      store,
      ...people.map(({ retiree, account }) => ({
        to: account,
        kind: 'greeting' as const,
        retireeId: retiree.id,
      })),
      { kind: 'reminder', expiresAt: monday },
    )
    const [out, unbound] = people
    await store.tx(async (tx) => {
      const of = (who = out) => eq(channelAccounts.id, who?.account.id ?? '')
      await tx.update(channelAccounts).set({ wants: 'out' }).where(of(out))
    })
    await unbind(store, unbound?.account.id ?? '')
    expect(ids(await claim(store, { lane: 1 }))).toEqual([rows[2]?.id, rows[3]?.id])
    expect((await allRows(store)).map(({ status, error }) => error ?? status)).toEqual([
      'opted-out',
      'unbound',
      'sending',
      'sending',
      'missed',
    ])
  })
})

describe('the database itself', () => {
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (e: unknown) => violation(e),
    )

  test.each([
    'greeting',
    'reminder',
  ] as const)('refuses a %s queued for the deceased', async (kind) => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    await setVital(store, retiree.id, 'deceased')
    const queue = say(store, { to: account, kind, retireeId: retiree.id })
    expect(await refused(queue)).toBe('foreign')
    expect(await allRows(store)).toEqual([])
  })

  test('refuses a death while a greeting waits, and takes it once that is cancelled or under way', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    const message = { to: account, kind: 'greeting', retireeId: retiree.id } as const
    const [row] = await say(store, message)
    expect(await refused(setVital(store, retiree.id, 'deceased'))).toBe('foreign')
    await record(store, row?.id ?? '', { type: 'cancel' })
    await setVital(store, retiree.id, 'deceased')
    await setVital(store, retiree.id, 'living')
    await say(store, message)
    await claim(store, { lane: 1 })
    expect(await refused(setVital(store, retiree.id, 'deceased'))).toBe('done')
  })

  test('a greeting does not wait again for somebody who died while it was under way', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    const [row] = await say(store, { to: account, kind: 'greeting', retireeId: retiree.id })
    await claim(store, { lane: 1 })
    await setVital(store, retiree.id, 'deceased')
    const again = { type: 'refused', why: 'offline' } as const
    expect(await record(store, row?.id ?? '', again, 'a')).toBe(true)
    expect(await rowOf(store, row?.id ?? '')).toMatchObject({
      status: 'suppressed',
      error: 'deceased',
    })
  })

  test('refuses a waiting greeting for a person that does not say the person must live', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    await say(store, { to: account, kind: 'greeting', retireeId: retiree.id })
    const work = store.tx((tx) => tx.update(outbox).set({ mustBe: null }))
    expect(await refused(work)).toBe('check')
  })

  test('an answer to a matter of the deceased is still sent', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    await setVital(store, retiree.id, 'deceased')
    await say(store, { to: account, kind: 'answer', retireeId: retiree.id })
    expect(await claim(store)).toHaveLength(1)
  })
})

describe('recording', () => {
  test('what the platform took ends, with its id and time', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    await claim(store)
    expect(await record(store, row?.id ?? '', accepted, 'a', monday + 300)).toBe(true)
    expect(await rowOf(store, row?.id ?? '')).toMatchObject({
      status: 'accepted',
      remoteId: '77',
      acceptedAt: monday + 300,
      copies: 1,
      leaseOwner: null,
      leaseUntil: 0,
      error: null,
    })
  })

  test('one by one is the same as together', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    await claim(store)
    const take = () =>
      store.tx((tx) => recordEvent(tx, row?.id ?? '', { type: 'accepted' }, monday, 'a'))
    expect([await take(), await take()]).toEqual([true, false])
    expect(await rowOf(store, row?.id ?? '')).toMatchObject({ status: 'accepted', remoteId: null })
  })

  test('a hundred results of every sort are recorded each as it was', async () => {
    const store = await testStore()
    const rows = await sayToEach(store, ...Array.from({ length: 100 }, () => ({})))
    await claim(store, { limit: 100 })
    const records = rows.map(({ id }, n) => ({
      id,
      event:
        (
          [
            { type: 'accepted', remoteId: `r${n}` },
            { type: 'accepted' },
            { type: 'refused', why: 'blocked' },
            { type: 'refused', why: 'limited', retryAfterMs: 1000 * n },
            uncertain,
          ] as const
        )[n % 5] ?? uncertain,
    }))
    const done = await store.tx((tx) => recordEvents(tx, records, monday, 'a'), 'queue')
    expect(done.sort()).toEqual(ids(rows))
    for (const [n, row] of (await allRows(store)).entries()) {
      const [status, remoteId, dueAt] =
        [
          ['accepted', `r${n}`, monday],
          ['accepted', null, monday],
          ['failed', null, monday],
          ['retry_wait', null, monday + 1000 * n],
          ['retry_wait', null, monday + 1000],
        ][n % 5] ?? []
      expect(row).toMatchObject({ status, remoteId, dueAt, attempts: 1, leaseOwner: null })
    }
  })

  test('nothing to record is nothing done, and an unknown row is left out', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    await claim(store)
    const both = [
      { id: 'none', event: accepted },
      { id: row?.id ?? '', event: accepted },
    ]
    expect(await store.tx((tx) => recordEvents(tx, [], monday, 'a'))).toEqual([])
    expect(await store.tx((tx) => recordEvents(tx, both, monday, 'a'))).toEqual([row?.id])
  })

  test('only the owner of the lease records a send', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    const id = row?.id ?? ''
    await claim(store)
    expect(await record(store, id, accepted, 'b')).toBe(false)
    expect((await rowOf(store, id)).status).toBe('sending')
    // The sender seems dead, somebody else takes the message up; then the first one comes back.
    expect(await record(store, id, uncertain)).toBe(true)
    await claim(store, { owner: 'b', now: monday + 90_000 })
    expect(await record(store, id, accepted, 'a')).toBe(false)
    expect(await record(store, id, accepted, 'b')).toBe(true)
    expect((await rowOf(store, id)).copies).toBe(2)
  })

  test('of an owner and an adopter at the same moment one is believed', async () => {
    const store = await testStore()
    const rows = await sayToEach(store, ...Array.from({ length: 12 }, () => ({})))
    await claim(store)
    const results = await Promise.all(
      rows.flatMap(({ id }) => [record(store, id, accepted, 'a'), record(store, id, uncertain)]),
    )
    expect(results.filter((taken) => taken)).toHaveLength(rows.length)
    expect((await allRows(store)).map(({ copies }) => copies)).toEqual(rows.map(() => 1))
  })

  test('a message that staff send again a day later still goes', async () => {
    const store = await testStore()
    const { retiree, account } = await person(store)
    const [row] = await say(store, { to: account, kind: 'greeting', retireeId: retiree.id })
    const id = row?.id ?? ''
    await claim(store, { lane: 1 })
    await record(store, id, uncertain, 'a')
    const nextDay = monday + 30 * 3_600_000
    expect(await record(store, id, { type: 'decide', as: 'resend' }, undefined, nextDay)).toBe(true)
    expect(await rowOf(store, id)).toMatchObject({ status: 'queued', mustBe: 'living' })
    expect(ids(await claim(store, { lane: 1, now: nextDay }))).toEqual([id])
  })
})

describe('senders that died', () => {
  test('their rows are found: at once where there is one process, after the lease where there are several', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    await claim(store)
    const orphans = (owner: string, sole: boolean, now = monday) =>
      orphanedSends(store.read, 'telegram', owner, now, sole)
    const found = [{ id: row?.id, leaseOwner: 'a' }]
    expect(await orphans('a', true)).toEqual([])
    expect(await orphans('b', true)).toEqual(found)
    expect(await orphans('b', false, monday + 60_000)).toEqual([])
    expect(await orphans('b', false, monday + 60_001)).toEqual(found)
    expect(await orphanedSends(store.read, 'wechat', 'b', monday, true)).toEqual([])
  })

  test('a row that its sender never heard of is found by it, too, when its lease has ended', async () => {
    const store = await testStore()
    const [row] = await say(store, {})
    await claim(store)
    const own = (now: number) => orphanedSends(store.read, 'telegram', 'a', now, true)
    expect(await own(monday + 60_000)).toEqual([])
    expect(await own(monday + 60_001)).toEqual([{ id: row?.id, leaseOwner: 'a' }])
  })

  test('an answer is sent once more, a greeting is not', async () => {
    const store = await testStore()
    await say(store, { kind: 'answer' }, { kind: 'greeting' })
    for (const lane of [0, 1] as const) await claim(store, { lane })
    for (const { id, leaseOwner } of await orphanedSends(
      store.read,
      'telegram',
      'b',
      monday,
      true,
    )) {
      expect(
        await record(store, id, { type: 'uncertain', why: 'sender-died' }, leaseOwner ?? ''),
      ).toBe(true)
    }
    expect((await allRows(store)).map(({ status }) => status)).toEqual(['retry_wait', 'uncertain'])
  })
})

test('the backlog counts what waits, per channel, with the oldest', async () => {
  const store = await testStore()
  expect(await outboxBacklog(store.read)).toEqual([])
  const wechat = await makeAccount(store, { channel: 'wechat', account: 'w' })
  await sayToEach(store, {}, { dueAt: monday - 5 }, { to: wechat })
  await claim(store, { limit: 1 })
  const backlog = await outboxBacklog(store.read)
  expect(backlog.sort((a, b) => (a.channel < b.channel ? -1 : 1))).toEqual([
    { channel: 'telegram', waiting: 1, oldestAt: monday },
    { channel: 'wechat', waiting: 1, oldestAt: monday },
  ])
})

test('bulk messages of the last minute and of this China day are counted, urgent ones are not', async () => {
  const store = await testStore()
  const now = china('2026-03-02 00:00') + 30_000
  expect(await bulkSent(store.read, 'telegram', now)).toEqual({ lastMinute: 0, today: 0 })
  const rows = await sayToEach(
    store,
    ...Array.from({ length: 4 }, () => ({ kind: 'greeting' as const })),
    {},
  )
  await claim(store, { lane: 1 })
  await claim(store, { lane: 0 })
  const at = [now - 60_001, now - 40_000, now - 30_000, now, now]
  for (const [n, { id }] of rows.entries()) await record(store, id, accepted, 'a', at[n])
  expect(await bulkSent(store.read, 'telegram', now)).toEqual({ lastMinute: 3, today: 2 })
  expect(await bulkSent(store.read, 'wechat', now)).toEqual({ lastMinute: 0, today: 0 })
})
