import { lastGaps } from '../db/messaging/channel-gap.ts'
import { inboxBacklog } from '../db/messaging/inbox.ts'
import { outboxBacklog } from '../db/messaging/outbox.ts'
import type { Store } from '../db/store.ts'
import type { AidHealth } from './aids/aids.ts'
import type { ChannelHealth } from './channels/types.ts'

const stuckMs = 120_000

/** How the service stands, for `/readyz` and the page. */
export interface Readiness {
  readonly ok: boolean
  /** A Chinese phrase per thing that was checked. */
  readonly checks: Readonly<Record<string, string>>
  readonly inbox: { readonly waiting: number; readonly oldestSeconds: number }
  readonly outbox: { readonly waiting: number; readonly oldestSeconds: number }
  readonly channels: readonly ChannelState[]
  /** The language model and the speech endpoint. One that is down leaves the service ready: answers are plain without it. */
  readonly endpoints: readonly AidHealth[]
}

/** A channel's health with what waits for it and when it was away. */
export interface ChannelState extends ChannelHealth {
  readonly inboxWaiting: number
  readonly outboxWaiting: number
  readonly gaps: readonly { readonly startedAt: number; readonly endedAt: number | null }[]
}

interface Backlog {
  readonly channel: string
  readonly waiting: number
  readonly oldestAt: number
}

function summary(rows: readonly Backlog[], now: number) {
  const waiting = rows.reduce((sum, row) => sum + row.waiting, 0)
  const oldest = Math.min(now, ...rows.map((row) => row.oldestAt))
  return { waiting, oldestSeconds: Math.max(0, Math.round((now - oldest) / 1000)) }
}

const waitingAt = (rows: readonly Backlog[], channel: string) =>
  rows.find((row) => row.channel === channel)?.waiting ?? 0

const endpointWords: Readonly<Record<AidHealth['state'], string>> = {
  off: '未开通',
  ready: '正常',
  paused: '连不上，暂不使用',
}

/** A phrase per endpoint that is switched on. */
const endpointChecks = (endpoints: readonly AidHealth[]) =>
  Object.fromEntries(
    endpoints
      .filter(({ state }) => state !== 'off')
      .map(({ name, state }) => [name, endpointWords[state]]),
  )

/**
 * Ready: the database answers, and inbox and outbox are moving. What waits for a channel that is down does not count:
 * the channel is listed, and its messages wait for it.
 */
export async function readReadiness(
  store: Store,
  health: readonly ChannelHealth[],
  now: number,
  endpoints: readonly AidHealth[] = [],
): Promise<Readiness> {
  const [inbox, outbox] = await Promise.all([inboxBacklog(store.read), outboxBacklog(store.read)])
  const online = outbox.filter((row) =>
    health.some(({ channel, state }) => channel === row.channel && state === 'online'),
  )
  const channels = await Promise.all(
    health.map(async (one) => ({
      ...one,
      inboxWaiting: waitingAt(inbox, one.channel),
      outboxWaiting: waitingAt(outbox, one.channel),
      gaps: await lastGaps(store.read, one.channel, 5),
    })),
  )
  const moving = [...inbox, ...online].every((row) => now - row.oldestAt < stuckMs)
  const state = { inbox: summary(inbox, now), outbox: summary(outbox, now) }
  const say = ({ waiting, oldestSeconds }: { waiting: number; oldestSeconds: number }) =>
    waiting === 0 ? '没有积压' : `等待 ${waiting} 条，最久 ${oldestSeconds} 秒`
  const checks = { database: '正常', inbox: say(state.inbox), outbox: say(state.outbox) }
  const all = { ...checks, ...endpointChecks(endpoints) }
  return { ok: moving, checks: all, ...state, channels, endpoints }
}
