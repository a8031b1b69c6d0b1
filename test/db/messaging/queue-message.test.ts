import { describe, expect, test } from 'vitest'
import { violation } from '../../../db/errors.ts'
import { storeIncoming, waitingMessages } from '../../../db/messaging/inbox.ts'
import { bodyPlace, messagesToAccount, readBody } from '../../../db/messaging/outbox.ts'
import { notifyStaff, queueMessages } from '../../../db/messaging/queue-message.ts'
import type { Store } from '../../../db/store.ts'
import type { Role } from '../../../policy/role.ts'
import { incoming, makeAccount, makeStaff, monday, testStore } from '../../support.ts'
import { allRows, say } from './outbox.ts'

describe('queueing', () => {
  test('keeps everything a sender needs, the words sealed to their row', async () => {
    const store = await testStore()
    const [row] = await say(store, { content: { text: '已登记' }, stationId: 'guangtong' })
    expect(row).toMatchObject({
      kind: 'reply',
      lane: 0,
      channel: 'telegram',
      peerId: '1001',
      status: 'queued',
      attempts: 0,
      copies: 0,
      dueAt: monday,
      stationId: 'guangtong',
      part: 0,
    })
    if (row === undefined) throw new Error('nothing queued')
    expect(readBody(store.read, row)).toEqual({ text: '已登记' })
    expect(row.body.includes('已登记')).toBe(false)
    expect(() => store.vault.open(bodyPlace('other'), row.body)).toThrow()
  })

  test('what must be said once is queued once, however often and by however many', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    const message = { to, kind: 'answer' as const, content: { text: '您好' }, dedupeKey: 'k' }
    const queue = () => store.tx((tx) => queueMessages(tx, [message, message], monday))
    const counts = await Promise.all(Array.from({ length: 6 }, queue))
    expect(counts.sort()).toEqual([0, 0, 0, 0, 0, 1])
    expect(await allRows(store)).toHaveLength(1)
  })

  test('a message has one reply: a second one is left out', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    await store.tx((tx) => storeIncoming(tx, [incoming('你好'), incoming('在吗')], monday))
    const [first, second] = await waitingMessages(store.read, 'telegram', 2)
    const reply = (inboxId = '', text = '您好') =>
      store.tx((tx) =>
        queueMessages(tx, [{ to, kind: 'reply', content: { text }, inboxId }], monday),
      )
    expect([
      await reply(first?.id),
      await reply(first?.id, '又来'),
      await reply(second?.id),
    ]).toEqual([1, 0, 1])
  })

  test('a long text becomes parts in order, all of one reply, options under the last', async () => {
    const store = await testStore()
    const options = [{ id: 'a', label: '满意' }]
    const rows = await say(store, {
      content: { text: '甲'.repeat(9000), options },
      dedupeKey: 'k',
    })
    expect(rows.map(({ part, dedupeKey }) => [part, dedupeKey])).toEqual([
      [0, 'k#0'],
      [1, 'k#1'],
      [2, 'k#2'],
    ])
    const bodies = rows.map((row) => readBody(store.read, row))
    expect(bodies.map((body) => body.options)).toEqual([undefined, undefined, options])
    expect(bodies.map(({ text }) => text).join('')).toBe('甲'.repeat(9000))
  })

  test('two thousand at once are all queued', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    const message = { to, kind: 'greeting' as const, content: { text: '节日快乐' } }
    const many = Array.from({ length: 2000 }, () => message)
    expect(await store.tx((tx) => queueMessages(tx, many, monday))).toBe(2000)
    expect(await store.tx((tx) => queueMessages(tx, [], monday))).toBe(0)
  })

  test('an answer, receipt or alarm waits a month for its channel; what is only timely waits a day', async () => {
    const store = await testStore()
    const kinds = ['reply', 'receipt', 'answer', 'alarm', 'reminder', 'greeting'] as const
    const rows = await say(store, ...kinds.map((kind) => ({ kind })), {
      kind: 'answer',
      dueAt: monday + 5,
      expiresAt: monday + 9,
    })
    const days = rows.map((row) => (row.expiresAt - row.dueAt) / 86_400_000)
    expect(days.slice(0, 6)).toEqual([30, 30, 30, 30, 1, 1])
    expect(rows[6]).toMatchObject({ dueAt: monday + 5, expiresAt: monday + 9 })
  })

  test('to an account that is none is refused, with all queued beside it', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    const queue = say(store, { to }, { to: { ...to, id: 'none' } })
    expect(violation(await queue.catch((error: unknown) => error))).toBe('foreign')
    expect(await allRows(store)).toEqual([])
  })

  test('the words to one account are its own, newest first', async () => {
    const store = await testStore()
    const other = await makeAccount(store, { peerId: '1002' })
    const rows = await say(store, {}, { to: other }, {}, {})
    const mine = await messagesToAccount(store.read, rows[0]?.accountId ?? '', 2)
    expect(mine.map(({ id }) => id)).toEqual([rows[3]?.id, rows[2]?.id])
  })
})

describe('telling staff', () => {
  const notice = { stationId: 'guangtong', content: { text: '新登记一件' }, dedupeKey: 'n1' }
  const tell = (store: Store, roles?: readonly Role[], values = {}) =>
    store.tx((tx) => notifyStaff(tx, { ...notice, ...(roles ? { roles } : {}), ...values }, monday))

  async function bound(store: Store, role: Role, stationId: string | null, peerId: string) {
    const member = await makeStaff(store, { role, stationId })
    return (await makeAccount(store, { peerId }, member)).id
  }

  const told = async (store: Store) =>
    (await allRows(store)).map(({ accountId }) => accountId).sort()

  test('reaches every bound account of the station, each once, and nobody else', async () => {
    const store = await testStore()
    const clerk = await bound(store, 'station_clerk', 'guangtong', '1')
    const head = await bound(store, 'station_head', 'guangtong', '2')
    await bound(store, 'station_clerk', 'bicheng', '3')
    await bound(store, 'center_clerk', 'center', '4')
    await makeStaff(store)
    await makeAccount(store, { peerId: '5' })
    expect([await tell(store), await tell(store)]).toEqual([2, 0])
    expect(await told(store)).toEqual([clerk, head].sort())
    expect((await allRows(store))[0]).toMatchObject({ kind: 'alarm', stationId: 'guangtong' })
  })

  test('of some roles reaches those only', async () => {
    const store = await testStore()
    await bound(store, 'station_clerk', 'guangtong', '1')
    const head = await bound(store, 'station_head', 'guangtong', '2')
    expect(await tell(store, ['station_head'])).toBe(1)
    expect(await told(store)).toEqual([head])
  })

  test('goes to the center where nobody of the station can be told', async () => {
    const store = await testStore()
    const member = await makeStaff(store, { status: 'disabled' })
    await makeAccount(store, { peerId: '9' }, member)
    const seated = await bound(store, 'center_clerk', 'center', '1')
    const roving = await bound(store, 'center_supervisor', null, '2')
    await bound(store, 'sysadmin', null, '3')
    await bound(store, 'auditor', null, '4')
    expect(await tell(store)).toBe(2)
    expect(await told(store)).toEqual([seated, roving].sort())
  })

  test('of the center reaches its people, and system administrators and auditors never', async () => {
    const store = await testStore()
    const clerk = await bound(store, 'center_clerk', 'center', '1')
    await bound(store, 'sysadmin', 'center', '2')
    await bound(store, 'auditor', 'center', '3')
    expect(await tell(store, undefined, { stationId: 'center' })).toBe(1)
    expect(await told(store)).toEqual([clerk])
  })

  test('where nobody at all is bound queues nothing and does not fail', async () => {
    const store = await testStore()
    expect(await tell(store)).toBe(0)
  })
})
