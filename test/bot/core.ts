import { eq } from 'drizzle-orm'
import { onTestFinished, vi } from 'vitest'
import type { AidSettings, Aids } from '../../bot/aids/aids.ts'
import type { Answering } from '../../bot/handle-message.ts'
import { runChannel } from '../../bot/run-channel.ts'
import { inbox } from '../../db/messaging/inbox.ts'
import type { ChannelName } from '../../db/messaging/message.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { type OutboxStatus, waitingStatuses } from '../../db/messaging/outbox-state.ts'
import type { Store } from '../../db/store.ts'
import { makePace } from '../../scheduler/pace.ts'
import { FakeChannel } from '../fakes/channel.ts'
import { monday, testFolder, testStore } from '../support.ts'

/** An answerer that knows one clause. */
export const oneClause: Answering = (question) =>
  question.includes('住院')
    ? {
        kind: 'clause',
        text: '县级以上医院住院由县退管中心看望。依据：第十二条（一）',
        articles: ['第十二条（一）'],
        abstained: false,
        confidence: 1,
      }
    : { kind: 'unclear', text: '', articles: [], abstained: false, confidence: 0 }

const underWay: readonly OutboxStatus[] = [...waitingStatuses, 'sending']

/** The core around a channel in memory, with a clock that tests move. */
export interface Core {
  readonly store: Store
  readonly channel: FakeChannel
  readonly clock: { now: number }
  readonly logged: string[]
  readonly folder: string
  /** Stops it before the test ends. */
  stop(): Promise<void>
  /** Says something and waits for its reply; returns all words to this person since. */
  talk(text: string, values?: Parameters<FakeChannel['says']>[1]): Promise<string>
}

/** Starts one; it stops with the test. */
export async function startCore(
  options: {
    store?: Store
    channel?: ChannelName
    answering?: Answering
    /** Where files are kept; by default a folder that goes with the test. */
    folder?: string
    /** The endpoints that are switched on, by the clock and log of the core. */
    aids?: (settings: AidSettings) => Aids
  } = {},
): Promise<Core> {
  const store = options.store ?? (await testStore())
  const channel = new FakeChannel(options.channel)
  const clock = { now: monday }
  const logged: string[] = []
  const folder = options.folder ?? testFolder()
  const log = (event: string, fields = {}) => logged.push(JSON.stringify({ event, ...fields }))
  const now = () => clock.now
  const running = await runChannel({
    aids: options.aids?.({ now, log }),
    store,
    channel,
    pace: makePace({ perSecond: 1000, quiet: [] }),
    sole: true,
    owner: `test-${Math.random()}`,
    answering: options.answering ?? oneClause,
    attachmentsFolder: folder,
    now,
    log,
  })
  onTestFinished(() => running.stop())
  return {
    store,
    channel,
    clock,
    logged,
    folder,
    stop: () => running.stop(),
    async talk(text, values = {}) {
      const peer = values.peerId ?? '1001'
      const before = channel.to(peer).length
      clock.now += 1000
      const { externalId } = await channel.says(text, values)
      await vi.waitFor(
        async () => {
          // A notice to the same person may come first: only the reply to these very words counts.
          const replies = await store.read
            .select({ status: outbox.status })
            .from(outbox)
            .innerJoin(inbox, eq(inbox.id, outbox.inboxId))
            .where(eq(inbox.externalId, externalId))
          if (replies.length === 0 || replies.some(({ status }) => underWay.includes(status)))
            throw new Error(`no reply to ${text}`)
        },
        { timeout: 5000, interval: 10 },
      )
      return channel.to(peer).slice(before).join('\n')
    },
  }
}
