import { endRestedBindings } from '../../db/ledgers/binding-session.ts'
import type { ChannelName } from '../../db/messaging/message.ts'
import type { Job } from '../types.ts'

const dayMs = 86_400_000

/**
 * How long a binding to an id of one login outlives the last word from it. WeChat's web protocol gives new ids at every login;
 * a browser keeps its key for a year.
 */
const restDays: readonly (readonly [ChannelName, number])[] = [
  ['wechat', 14],
  ['webchat', 365],
]

/** Ends bindings to ids that hold for one login only and were silent for long, so that nothing is sent to nobody. */
export const bindingRest: Job = {
  name: 'binding-rest',
  schedule: { everyMinutes: 24 * 60 },
  windowMs: dayMs,
  async run({ store, tick }) {
    let ended = 0
    for (const [channel, days] of restDays) {
      let last = 0
      do {
        last = await store.tx((tx) => endRestedBindings(tx, channel, tick - days * dayMs, tick))
        ended += last
      } while (last > 0)
    }
    return { ended }
  },
}
