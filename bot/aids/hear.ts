import { basename, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import {
  type Attachment,
  attachmentsOfMessage,
  filePlace,
  wantFiles,
} from '../../db/messaging/attachment.ts'
import type { InboxRow } from '../../db/messaging/inbox.ts'
import type { IncomingContent } from '../../db/messaging/message.ts'
import {
  beginPreparation,
  countTry,
  endPreparation,
  type Preparation,
  transcriptOf,
} from '../../db/messaging/preparation.ts'
import { openSealed } from '../../db/sealed-file.ts'
import type { Store } from '../../db/store.ts'
import type { Speech } from './speech.ts'

/** How long a recording is listened to. */
export interface HearingLimits {
  /** One call, ms. */
  readonly callMs: number
  /** From the first look at the message, fetching the recording included, ms. */
  readonly waitMs: number
}

/** Tries of one recording, over restarts too. */
const mostTries = 2

/** What hearing needs. */
export interface HearSettings extends HearingLimits {
  readonly store: Store
  readonly now: () => number
  /** Folder of the files that people sent. */
  readonly folder: string
  readonly speech: Speech
  /** Asks for the files of messages to be fetched. */
  readonly fetch: () => void
}

/** Listens to recordings. */
export interface Hearing {
  /** What the recording of a message says; undefined where it is not to be had in time. */
  hear(row: InboxRow, content: IncomingContent, signal: AbortSignal): Promise<string | undefined>
  /** A try to fetch a file ended. */
  tried(attachmentId: string): void
}

/** Whether a message holds a recording of which nobody has written down what it says. */
export const isRecording = ({ kind, text, files = [] }: IncomingContent): boolean =>
  kind === 'file' &&
  text === '' &&
  files.some((file) => file.kind === 'voice' && file.transcript === undefined)

/** Makes it. The recording and what it says stand in the database; calls are made outside of any transaction. */
export function makeHearing(settings: HearSettings): Hearing {
  const { store, now, folder, speech, fetch, callMs, waitMs } = settings
  const waiting = new Map<string, () => void>()

  /** Resolves when a try to fetch the file ended, or when time is up. */
  function tryEnded(attachmentId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        waiting.delete(attachmentId)
        signal.removeEventListener('abort', end)
        resolve()
      }
      waiting.set(attachmentId, end)
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
  }

  async function begin(row: InboxRow, content: IncomingContent): Promise<Preparation> {
    return store.tx(async (tx) => {
      await wantFiles(tx, row, content.files ?? [], now())
      return beginPreparation(tx, row.id, now() + waitMs, now())
    })
  }

  const voiceOf = async ({ id }: InboxRow) =>
    (await attachmentsOfMessage(store.read, id)).find(({ kind }) => kind === 'voice')

  /** The recording, once it is here; undefined when it will not be. */
  async function fetched(row: InboxRow, signal: AbortSignal): Promise<Attachment | undefined> {
    const wanted = await voiceOf(row)
    if (wanted === undefined) return undefined
    for (;;) {
      // Before the row is looked at, so that no end is missed.
      const ended = tryEnded(wanted.id, signal)
      const file = await voiceOf(row)
      if (file?.status !== 'wanted' || signal.aborted) {
        waiting.get(wanted.id)?.()
        return file?.status === 'stored' ? file : undefined
      }
      fetch()
      await ended
    }
  }

  async function listen(
    { fileName }: Attachment,
    { inboxId, attempts }: Preparation,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const name = basename(fileName ?? '')
    const { stream } = await openSealed(store.vault, join(folder, name), filePlace(name))
    const recording = await buffer(stream)
    for (let tries = attempts; tries < mostTries && !signal.aborted; tries++) {
      await store.tx((tx) => countTry(tx, inboxId))
      const { text, again } = await speech.transcribe(recording, { limitMs: callMs, signal })
      if (text !== undefined || !again) return text
    }
    return undefined
  }

  return {
    tried: (attachmentId) => waiting.get(attachmentId)?.(),
    async hear(row, content, stopping) {
      const begun = await begin(row, content)
      if (begun.status === 'done') return transcriptOf(store.read, begun)
      const left = Math.max(1, Math.min(waitMs, begun.giveUpAt - now()))
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(left)])
      const file = await fetched(row, signal)
      const transcript = file && (await listen(file, begun, signal))
      if (!stopping.aborted) {
        await store.tx((tx) => endPreparation(tx, row.id, { transcript }))
      }
      return transcript
    },
  }
}
