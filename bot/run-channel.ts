import { errorName } from '../db/errors.ts'
import { closeGap, openGap } from '../db/messaging/channel-gap.ts'
import type { Store } from '../db/store.ts'
import { makeDeliverer } from '../scheduler/deliver.ts'
import type { Pace } from '../scheduler/pace.ts'
import type { Aids } from './aids/aids.ts'
import type { Channel, ChannelEnvironment, ChannelHealth } from './channels/types.ts'
import { makeDispatcher } from './dispatch.ts'
import { makeFileFetcher } from './fetch-files.ts'
import type { Answering } from './handle-message.ts'
import { makeReceive } from './receive.ts'

/** What running one channel needs. */
export interface RunChannelSettings extends ChannelEnvironment {
  readonly store: Store
  readonly channel: Channel
  readonly pace: Pace
  readonly owner: string
  /** Whether this process alone runs the channel. */
  readonly sole: boolean
  readonly answering: Answering
  /** The endpoints that are switched on, where there are some. */
  readonly aids?: Aids | undefined
  readonly attachmentsFolder: string
}

/** A channel at work. */
export interface RunningChannel {
  health(): ChannelHealth
  /** Address that opens the channel and says a one-use code to us; undefined where there is none, or not yet. */
  bindLink(code: string): string | undefined
  /** Stops taking, lets what is under way end, stops sending. */
  stop(): Promise<void>
}

/** Puts the four ways of one channel together: receive, dispatch, deliver, fetch; and keeps the record of its gaps. */
export async function runChannel(settings: RunChannelSettings): Promise<RunningChannel> {
  const { store, channel, now, log, attachmentsFolder: folder } = settings
  const deliverer = makeDeliverer({ ...settings, sender: channel })
  const aided = settings.aids?.of({
    ...settings,
    fetch: () => fetcher.kick(),
    ready: () => dispatcher.kick(),
  })
  const tried = aided && { tried: (attachmentId: string) => aided.tried(attachmentId) }
  const fetcher = makeFileFetcher({ ...settings, folder, ...tried })
  const dispatcher = makeDispatcher({
    ...settings,
    answering: aided?.answering ?? settings.answering,
    preparing: aided?.preparing,
    channel: channel.channel,
    reserve: () => deliverer.reserve(),
    replied() {
      deliverer.kick()
      fetcher.kick()
    },
  })
  channel.onHealth(({ state }) => {
    const record = state === 'online' ? closeGap : openGap
    store
      .tx((tx) => record(tx, channel.channel, now()))
      .catch((error: unknown) => log('gap-not-recorded', { error: errorName(error) }))
    log('channel-state', { channel: channel.channel, state })
    if (state !== 'online') return
    deliverer.kick()
    fetcher.kick()
  })
  for (const loop of [dispatcher, deliverer, fetcher]) loop.kick()
  await channel.start(makeReceive(store, now, () => dispatcher.kick()))
  return {
    health: () => channel.health(),
    bindLink: (code) => channel.bindLink?.(code),
    async stop() {
      await channel.stop()
      await dispatcher.stop()
      await aided?.preparing.stop()
      await deliverer.stop()
      await fetcher.stop()
    },
  }
}
