import { errorName } from '../db/errors.ts'
import { dropLease, takeLease } from '../db/lease.ts'
import { makeLoop } from '../scheduler/loop.ts'
import type { Channel, ChannelHealth } from './channels/types.ts'
import { type RunChannelSettings, type RunningChannel, runChannel } from './run-channel.ts'

/** What leading a channel needs. */
export interface LeadSettings extends Omit<RunChannelSettings, 'channel' | 'sole'> {
  readonly name: Channel['channel']
  /** Name of the lease: one for each account on a platform. */
  readonly lease: string
  /** Who holds it: this process, under the name it had before a restart. */
  readonly holder: string
  /** Makes the channel anew each time this process takes the lead: one that was stopped stays stopped. */
  readonly make: () => Channel
  /** How long the others wait for a leader that died, ms. */
  readonly leaseMs?: number
  /** How often the lease is renewed, or reached for, ms. */
  readonly renewMs?: number
}

/**
 * A channel of which one process at a time may run: of those that share a database, the holder of the lease. A leader that
 * cannot renew stops before another may begin; the others stand by and take over.
 */
export function leadChannel(settings: LeadSettings): RunningChannel {
  const { store, holder, lease, name, make, now, log, leaseMs = 10_000, renewMs = 2_500 } = settings
  const standby: ChannelHealth = {
    channel: name,
    state: 'off',
    since: now(),
    note: '由另一个进程收发，这里待命',
  }
  let running: RunningChannel | undefined
  let ended: Promise<void> = Promise.resolve()
  let lapse: NodeJS.Timeout | undefined

  function release(): Promise<void> {
    clearTimeout(lapse)
    const ending = running
    running = undefined
    if (ending !== undefined) {
      log('channel-lead-lost', { channel: name })
      ended = ending.stop()
    }
    return ended
  }

  /** However the database answers or hangs: over before the lease is, by a clock that nobody sets. */
  function keepFor(ms: number): void {
    clearTimeout(lapse)
    lapse = setTimeout(() => void release().catch(failed), ms)
  }

  async function lead(): Promise<void> {
    if (running !== undefined) return
    await ended
    log('channel-lead-taken', { channel: name })
    running = await runChannel({ ...settings, channel: make(), sole: true })
  }

  function failed(error: unknown): void {
    log('channel-lead-failed', { channel: name, error: errorName(error) })
  }

  const loop = makeLoop(
    async () => {
      const end = performance.now() + leaseMs - renewMs
      const fence = await takeLease(store, lease, holder, leaseMs)
      const left = end - performance.now()
      if (fence === undefined || left <= 0) return release()
      keepFor(left)
      await lead()
    },
    { idleMs: renewMs },
    failed,
  )
  loop.kick()
  return {
    health: () => running?.health() ?? standby,
    bindLink: (code) => running?.bindLink(code),
    async stop() {
      await loop.stop()
      await release()
      await dropLease(store, lease, holder).catch(failed)
    },
  }
}
