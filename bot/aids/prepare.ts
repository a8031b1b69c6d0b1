import { errorName } from '../../db/errors.ts'
import { type InboxRow, readContent } from '../../db/messaging/inbox.ts'
import type { IncomingContent } from '../../db/messaging/message.ts'
import type { Answerer } from '../../policy/answers.ts'
import type { ChannelEnvironment } from '../channels/types.ts'

/** What was found out about a message before it is handled. */
export interface Prepared {
  /** What its recording says. */
  readonly transcript?: string
  /** Answers with what a model found; absent: as everyone's. */
  readonly answering?: Answerer
}

/** Finds out about one message. It ends within its own limits and before `signal` tells it to. */
export type FindOut = (
  row: InboxRow,
  content: IncomingContent,
  signal: AbortSignal,
) => Promise<Prepared>

/** Finds out about messages outside any transaction, while others are handled. */
export interface Preparing {
  /** Whether a message must wait; the first question begins what it waits for. */
  holds(row: InboxRow): boolean
  /** What was found out about a message that need not wait; told once. */
  found(rowId: string): Prepared | undefined
  /** Messages that wait now, and those that may stand behind them. */
  held(): number
  /** Ends what is under way; the messages wait for the next start. */
  stop(): Promise<void>
}

/** What preparing the messages of a channel needs. */
export interface PrepareSettings extends Pick<ChannelEnvironment, 'log'> {
  readonly read: Parameters<typeof readContent>[0]
  /** Whether there is something to find out. */
  readonly needs: (content: IncomingContent) => boolean
  readonly findOut: FindOut
  /** Told when a message need not wait any more. */
  readonly ready: () => void
}

/** Messages beyond the usual batch that are looked at while some wait, so that nobody waits behind them. */
const mostBehind = 2_000
const behindEach = 20

/** Makes it. What is under way is in memory; what was found out is in the database, so that a restart goes on where it was. */
export function makePreparing(settings: PrepareSettings): Preparing {
  const { read, needs, findOut, ready, log } = settings
  const underWay = new Map<string, Promise<void>>()
  const done = new Map<string, Prepared>()
  const stopping = new AbortController()

  async function prepare(row: InboxRow, content: IncomingContent): Promise<void> {
    let prepared: Prepared = {}
    try {
      prepared = await findOut(row, content, stopping.signal)
    } catch (error) {
      // A bug or the database: the message is handled as it is, as if nothing were switched on.
      log('not-prepared', { id: row.id, error: errorName(error) })
    }
    underWay.delete(row.id)
    if (stopping.signal.aborted) return
    done.set(row.id, prepared)
    ready()
  }

  return {
    holds(row) {
      if (done.has(row.id)) return false
      if (underWay.has(row.id) || stopping.signal.aborted) return true
      const content = readContent(read, row)
      if (!needs(content)) return false
      underWay.set(row.id, prepare(row, content))
      return true
    },
    found(rowId) {
      const prepared = done.get(rowId)
      done.delete(rowId)
      return prepared
    },
    held: () => Math.min(mostBehind, underWay.size * behindEach),
    async stop() {
      stopping.abort()
      await Promise.all(underWay.values())
    },
  }
}
