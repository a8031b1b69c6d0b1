import { onTestFinished, vi } from 'vitest'
import { makeDispatcher } from '../../bot/dispatch.ts'
import type { Answering } from '../../bot/handle-message.ts'
import { inbox, storeIncoming } from '../../db/messaging/inbox.ts'
import type { Part } from '../../db/messaging/queue-message.ts'
import type { Store } from '../../db/store.ts'
import { incoming, monday } from '../support.ts'
import { oneClause } from './core.ts'

/** What the dispatcher logged so far. */
export type Logged = readonly { readonly event: string; readonly id?: unknown }[]

/** A dispatcher whose places are counted and whose time moves by `clock` only. */
export function dispatching(
  store: Store,
  values: { answering?: (logged: Logged) => Answering; places?: number } = {},
) {
  const { answering = () => oneClause, places = 2 } = values
  const clock = { now: monday }
  const taken: (Part | undefined)[] = []
  const logged: { event: string; id?: unknown; attempts?: unknown }[] = []
  const state = { free: places, most: 0, replied: 0 }
  const dispatcher = makeDispatcher({
    store,
    channel: 'telegram',
    answering: answering(logged),
    now: () => clock.now,
    log: (event, fields) => logged.push({ event, ...fields }),
    replied: () => {
      state.replied += 1
    },
    reserve() {
      if (state.free === 0) return undefined
      state.free -= 1
      state.most = Math.max(state.most, places - state.free)
      return {
        owner: 'me',
        leaseUntil: clock.now + 60_000,
        use(reply) {
          state.free += 1
          taken.push(reply)
        },
      }
    },
  })
  onTestFinished(() => dispatcher.stop())
  return { dispatcher, clock, taken, logged, state }
}
type Dispatching = ReturnType<typeof dispatching>

/** Stores messages, all at once. */
export const take = (store: Store, ...said: readonly (readonly [peerId: string, text: string])[]) =>
  store.tx((tx) =>
    storeIncoming(
      tx,
      said.map(([peerId, text]) => incoming(text, { peerId })),
      monday,
    ),
  )

/** How the messages stand, in the order they came. */
export const statusOf = async (store: Store) =>
  (await store.read.select().from(inbox).orderBy(inbox.id)).map(({ status }) => status)

/** Moves the clock until nothing waits any more. */
export async function untilDone(store: Store, { dispatcher, clock }: Dispatching): Promise<void> {
  await vi.waitFor(
    async () => {
      clock.now += 4_000
      dispatcher.kick()
      if ((await statusOf(store)).includes('new')) throw new Error('waiting')
    },
    { timeout: 15_000, interval: 10 },
  )
  await dispatcher.stop()
}

/** An answer in these very words. */
export const answer = (text: string) =>
  ({ kind: 'outside', text, articles: [], abstained: false, confidence: 1 }) as const
