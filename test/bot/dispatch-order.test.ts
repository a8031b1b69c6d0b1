import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { inbox, maxInboxAttempts } from '../../db/messaging/inbox.ts'
import { outbox, readBody } from '../../db/messaging/outbox.ts'
import { testStore } from '../support.ts'
import { answer, dispatching, statusOf, take, untilDone } from './dispatching.ts'

test('any people, any order, any failures: each hears the answers to their own words in their order', async () => {
  const message = fc.record({
    peer: fc.constantFrom('a', 'b', 'c'),
    fails: fc.constantFrom(0, 0, 0, 1, 2, 3),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (messages) => {
      const store = await testStore()
      await take(store, ...messages.map(({ peer }, n) => [peer, `第${n}问`] as const))
      const ids = (await store.read.select().from(inbox).orderBy(inbox.id)).map(({ id }) => id)
      const one = dispatching(store, {
        answering: (logged) => (question) => {
          const n = Number(/\d+/.exec(question)?.[0])
          const failed = logged.filter(({ id }) => id === ids[n]).length
          if (failed < (messages[n]?.fails ?? 0)) throw new Error('bug')
          return answer(question)
        },
      })
      await untilDone(store, one)
      expect(await statusOf(store)).toEqual(
        messages.map(({ fails }) => (fails >= maxInboxAttempts ? 'failed' : 'done')),
      )
      const rows = await store.read.select().from(outbox).orderBy(outbox.id)
      for (const peer of ['a', 'b', 'c']) {
        const heard = rows.filter(({ peerId }) => peerId === peer)
        const expected = messages.flatMap((one, n) =>
          one.peer === peer && one.fails < maxInboxAttempts ? [`第${n}问`] : [],
        )
        expect(heard.map((row) => readBody(store.read, row).text)).toEqual(expected)
      }
      expect(one.state.free).toBe(2)
    }),
    { numRuns: dialect === 'pg' ? 3 : 8 },
  )
}, 60_000)
