import type { ChannelName, OutgoingContent } from '../db/messaging/message.ts'
import type { SendOutcome } from '../db/messaging/send-outcome.ts'
import type { Store } from '../db/store.ts'
import type { Schedule } from './slots.ts'

export type { Refusal, SendOutcome } from '../db/messaging/send-outcome.ts'

/** A way to a person: translates and sends one message, decides nothing, and never throws for what the other side does. */
export interface Sender {
  readonly channel: ChannelName
  /** How many sends may be under way at once. */
  readonly parallel: number
  send(peerId: string, message: OutgoingContent, signal: AbortSignal): Promise<SendOutcome>
}

/** Where the service keeps what is not in the database. */
export interface JobFiles {
  /** Folder of the files that people sent. */
  readonly attachments: string
  /** What was erased, outside the database, so that a restored one is erased again. */
  readonly erased: string
}

/** What a job is given: the tick it stands for, epoch milliseconds. `files`: absent where there is no data folder. */
export interface JobContext {
  readonly store: Store
  readonly tick: number
  readonly files?: JobFiles
}

/** Something that happens without anyone asking. It writes rows and returns counts; it may run twice and never sends. */
export interface Job {
  readonly name: string
  readonly schedule: Schedule
  /** How long after its slot it may still run, ms; a slot older than this is recorded as missed. */
  readonly windowMs: number
  run(context: JobContext): Promise<Readonly<Record<string, number>>>
}

/** Writes one JSON line: a kebab-case event, with ids and codes only. */
export type Log = (
  event: string,
  fields?: Readonly<Record<string, string | number | undefined>>,
) => void
