import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { IncomingQueue, type QueueEnds } from '../../../../bot/channels/wechat/incoming-queue.ts'
import type { Announced } from '../../../../bot/channels/wechat/protocol.ts'
import type { Incoming } from '../../../../db/messaging/message.ts'

const item = (id: string): Announced => ({ what: 'message', id })

const messageOf = ({ id }: Announced): Incoming => ({
  channel: 'wechat',
  account: 'wxid_bot',
  externalId: id,
  peerId: 'wxid_a',
  idLife: 'permanent',
  content: { kind: 'text', text: id },
})

/** A queue whose reads and stores fail as the plan of each item says; `events` is what came out. */
function plannedQueue(plans: readonly { readFails: number; storeFails: number; ours: boolean }[]) {
  const left = plans.map((plan) => ({ ...plan }))
  const planOf = ({ id }: Announced) =>
    left[Number(id)] ?? { readFails: 0, storeFails: 0, ours: true }
  const events: string[] = []
  const waits: number[] = []
  let broken = 0
  const ends: QueueEnds = {
    async read(announced) {
      if (planOf(announced).readFails-- > 0) throw new Error('no payload')
      return planOf(announced).ours ? messageOf(announced) : undefined
    },
    async offer(announced, message) {
      expect(message.externalId).toBe(announced.id)
      if (planOf(announced).storeFails-- > 0) return false
      events.push(`stored ${announced.id}`)
      return true
    },
    drop: ({ id }, why) => events.push(`${why} ${id}`),
    broken: () => broken++,
  }
  const queue = new IncomingQueue(ends, async (ms) => waits.push(ms))
  return { queue, ends, events, waits, broken: () => broken }
}

const plan = fc.record({
  readFails: fc.nat(4),
  storeFails: fc.nat(20),
  ours: fc.boolean(),
})

test('whatever fails, every item ends once and in order, and nothing of ours is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { maxLength: 30 }), async (plans) => {
      const { queue, events } = plannedQueue(plans)
      for (const index of plans.keys()) queue.add(item(String(index)))
      await vi.waitFor(() => expect(events).toHaveLength(plans.length), { interval: 1 })
      expect(events).toEqual(
        plans.map(({ readFails, ours }, index) =>
          readFails >= 3 ? `gone ${index}` : `${ours ? 'stored' : 'not-ours'} ${index}`,
        ),
      )
    }),
    { numRuns: 50 },
  )
})

test('waits longer and longer between offers, two seconds at most', async () => {
  const { queue, events, waits } = plannedQueue([{ readFails: 0, storeFails: 6, ours: true }])
  queue.add(item('0'))
  await vi.waitFor(() => expect(events).toEqual(['stored 0']))
  expect(waits).toEqual([200, 400, 800, 1600, 2000, 2000])
})

test('goes on with what comes later', async () => {
  const { queue, events } = plannedQueue([])
  queue.add(item('0'))
  await vi.waitFor(() => expect(events).toEqual(['stored 0']))
  queue.add(item('1'))
  await vi.waitFor(() => expect(events).toEqual(['stored 0', 'stored 1']))
})

test('stands still when the link breaks: nothing is dropped, and said once', async () => {
  const { queue, ends, events, broken } = plannedQueue([])
  ends.read = () => Promise.reject(Object.assign(new Error('gone'), { code: 14 }))
  queue.add(item('0'))
  queue.add(item('1'))
  await vi.waitFor(() => expect(broken()).toBe(1))
  queue.add(item('2'))
  await Promise.resolve()
  expect(events).toEqual([])
  expect(broken()).toBe(1)
})
