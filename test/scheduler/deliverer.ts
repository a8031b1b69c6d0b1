import type { OutgoingContent } from '../../db/messaging/message.ts'
import type { Store } from '../../db/store.ts'
import { type DeliverSettings, makeDeliverer } from '../../scheduler/deliver.ts'
import { makePace } from '../../scheduler/pace.ts'
import type { SendOutcome } from '../../scheduler/types.ts'
import { monday } from '../support.ts'

/** A send as the platform saw it. */
export interface Sent {
  readonly peerId: string
  readonly message: OutgoingContent
}

/** A deliverer's surroundings: the platform answers what `answer` says, time moves by `clock` only. */
export interface Post {
  readonly settings: DeliverSettings
  readonly clock: { now: number }
  readonly sent: Sent[]
  readonly log: { event: string; fields: Readonly<Record<string, unknown>> | undefined }[]
}

/** What a platform does with a message. */
export type Answer = (to: string, message: OutgoingContent) => SendOutcome | Promise<SendOutcome>

/** Takes everything. */
const takesAll: Answer = () => ({ state: 'accepted' })

/** Builds one over a store; default: takes everything, twenty at once, no limits but a high rate. */
export function makePost(
  store: Store,
  answer: Answer = takesAll,
  values: Partial<DeliverSettings> & { parallel?: number } = {},
): Post {
  const clock = { now: monday }
  const sent: Sent[] = []
  const log: Post['log'] = []
  const { parallel = 20, ...rest } = values
  const settings: DeliverSettings = {
    store,
    pace: makePace({ perSecond: 1000, quiet: [] }),
    owner: 'me',
    sole: true,
    now: () => clock.now,
    log: (event, fields) => log.push({ event, fields }),
    sender: {
      channel: 'telegram',
      parallel,
      async send(peerId, message) {
        sent.push({ peerId, message })
        return answer(peerId, message)
      },
    },
    ...rest,
  }
  return { settings, clock, sent, log }
}

/** Exactly one round, its sends ended and recorded. */
export async function oneRound({ settings }: Pick<Post, 'settings'>): Promise<void> {
  const deliverer = makeDeliverer(settings)
  deliverer.kick()
  await deliverer.stop()
}

/** Goes round `after` ms later; what was said in it, in order. */
export async function roundAfter(post: Post, ms: number): Promise<string[]> {
  post.clock.now += ms
  const before = post.sent.length
  await oneRound(post)
  return post.sent.slice(before).map(({ message }) => message.text)
}
