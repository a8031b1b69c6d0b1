import { expect, onTestFinished, test, vi } from 'vitest'
import { leadChannel } from '../../bot/lead-channel.ts'
import { leases } from '../../db/lease.ts'
import { inbox } from '../../db/messaging/inbox.ts'
import type { Store } from '../../db/store.ts'
import { makePace } from '../../scheduler/pace.ts'
import { FakeChannel } from '../fakes/channel.ts'
import { monday, testFolder, testStore } from '../support.ts'
import { oneClause } from './core.ts'

const soon = { timeout: 5_000, interval: 20 }

/** A process that would like to run the channel: what it made and whether its way to the database works. */
async function candidate(store: Store, owner: string) {
  const made: FakeChannel[] = []
  const running = new Set<FakeChannel>()
  const logged: string[] = []
  const line: { cut: boolean; hangs?: Promise<never> } = { cut: false }
  const itsStore: Store = {
    ...store,
    tx(...args) {
      if (line.hangs) return line.hangs
      return line.cut ? Promise.reject(new Error('no way to the database')) : store.tx(...args)
    },
  }
  const leader = leadChannel({
    store: itsStore,
    owner,
    holder: owner,
    name: 'telegram',
    lease: 'telegram:42',
    leaseMs: 1_000,
    renewMs: 100,
    make() {
      const channel = new FakeChannel()
      const { start, stop } = channel
      channel.start = (receive) => {
        running.add(channel)
        return start.call(channel, receive)
      }
      channel.stop = () => {
        running.delete(channel)
        return stop.call(channel)
      }
      made.push(channel)
      return channel
    },
    pace: makePace({ perSecond: 1_000, quiet: [] }),
    answering: oneClause,
    attachmentsFolder: testFolder(),
    now: () => monday,
    log: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
  })
  onTestFinished(() => leader.stop())
  return { leader, made, running, logged, line }
}

/** Two processes with one database, the first of them leading. */
async function two() {
  const store = await testStore()
  const first = await candidate(store, 'one')
  await vi.waitFor(() => expect(first.running.size).toBe(1), soon)
  const second = await candidate(store, 'two')
  await vi.waitFor(() => expect(second.leader.health().note).toContain('待命'))
  return { store, first, second }
}

/** Rounds of both that certainly came and went: the lease was renewed `times` more. */
async function renewals(store: Store, times: number) {
  for (let n = 0; n < times; n++) {
    const before = (await store.read.select().from(leases))[0]?.expiresAt ?? 0
    await vi.waitFor(
      async () =>
        expect((await store.read.select().from(leases))[0]?.expiresAt).toBeGreaterThan(before),
      soon,
    )
  }
}

test('of two processes one runs the channel, the other stands by and says so', async () => {
  const { store, first, second } = await two()
  await renewals(store, 4)
  expect([first.made.length, second.made.length]).toEqual([1, 0])
  expect(first.leader.health()).toMatchObject({ channel: 'telegram', state: 'online' })
  expect(second.leader.health()).toEqual({
    channel: 'telegram',
    state: 'off',
    since: monday,
    note: '由另一个进程收发，这里待命',
  })
})

test('a clean stop hands over at once', async () => {
  const { first, second } = await two()
  const begun = performance.now()
  await first.leader.stop()
  await vi.waitFor(() => expect(second.running.size).toBe(1), soon)
  expect(performance.now() - begun).toBeLessThan(800)
  expect(first.running.size).toBe(0)
})

test('a leader that cannot renew stops before the other begins, and stands by when it is back', async () => {
  const { first, second } = await two()
  let both = 0
  first.line.cut = true
  await vi.waitFor(() => {
    both = Math.max(both, first.running.size + second.running.size)
    expect(second.running.size).toBe(1)
  }, soon)
  expect(both).toBe(1)
  expect(first.logged.join()).toContain('channel-lead-failed')
  expect(first.logged.join()).toContain('channel-lead-lost')

  first.line.cut = false
  await vi.waitFor(() => expect(first.leader.health().note).toContain('待命'), soon)
  expect([first.running.size, second.running.size]).toEqual([0, 1])
})

test('a leader whose database hangs stops as well', async () => {
  const { first, second } = await two()
  let end = (_error: Error): void => undefined
  first.line.hangs = new Promise<never>((_resolve, reject) => {
    end = reject
  })
  await vi.waitFor(() => expect(first.running.size).toBe(0), soon)
  await vi.waitFor(() => expect(second.running.size).toBe(1), soon)
  end(new Error('connection lost'))
})

test('who leads again runs a new channel, which hears people', async () => {
  const { store, first, second } = await two()
  first.line.cut = true
  await vi.waitFor(() => expect(second.running.size).toBe(1), soon)
  first.line.cut = false
  await second.leader.stop()
  await vi.waitFor(() => expect(first.running.size).toBe(1), soon)
  expect(first.made).toHaveLength(2)
  await first.made[1]?.says('住院了谁来看我')
  await vi.waitFor(() => expect(first.made[1]?.to('1001').join()).toContain('第十二条（一）'), soon)
  expect(await store.read.select().from(inbox)).toHaveLength(1)
})

test('a short loss of the database does not stop the leader', async () => {
  const { first, second } = await two()
  first.line.cut = true
  await vi.waitFor(() => expect(first.logged.join()).toContain('channel-lead-failed'), soon)
  first.line.cut = false
  const grown = first.logged.length
  await vi.waitFor(() => expect(first.leader.health().state).toBe('online'))
  expect([first.made.length, second.made.length]).toEqual([1, 0])
  expect(first.logged.slice(grown).join()).not.toContain('lost')
})
