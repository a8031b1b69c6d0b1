import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errorName } from '../db/errors.ts'
import {
  type Attachment,
  filePlace,
  fileSource,
  maxAttachmentBytes,
  updateFile,
  wantedFiles,
} from '../db/messaging/attachment.ts'
import { sealStream } from '../db/sealed-file.ts'
import type { Store } from '../db/store.ts'
import { type Loop, makeLoop } from '../scheduler/loop.ts'
import type { Channel, ChannelEnvironment } from './channels/types.ts'

const fetchTimeoutMs = 60_000
const maxAttempts = 5
/** Before the second try; three times as long before each further one: 10 s to 4.5 min. */
const firstWaitMs = 10_000
const idleMs = 5_000

/** A file is larger than is kept. */
class TooLarge extends Error {}

const tells = (error: unknown, name: 'code' | 'final'): unknown =>
  error instanceof Error ? Reflect.get(error, name) : undefined

/** Too large: never kept. A channel that says `final`, or five failures: lost. Both stand on the list of the petition's files. */
function statusAfter(error: unknown, attempts: number): Attachment['status'] {
  if (error instanceof TooLarge || tells(error, 'code') === 'file-too-big') return 'refused'
  return tells(error, 'final') === true || attempts >= maxAttempts ? 'lost' : 'wanted'
}

/** What fetching the files of one channel needs. */
export interface FetchSettings extends ChannelEnvironment {
  readonly store: Store
  readonly channel: Channel
  readonly folder: string
  /** Told of every try that ended, by the file's id. */
  readonly tried?: (attachmentId: string) => void
}

/**
 * Fetches the files of stored messages by platform id, sealed under generated names; size-limited, several tries, then `lost`. While
 * the channel is not online nothing is tried, so that an outage loses no file.
 */
export function makeFileFetcher(settings: FetchSettings): Loop {
  const { store, channel, now, log, tried } = settings

  async function take(row: Attachment): Promise<void> {
    try {
      const stored = await fetchOne(row, settings)
      await store.tx((tx) => updateFile(tx, row.id, { ...stored, status: 'stored' }))
    } catch (error) {
      const attempts = row.attempts + 1
      const status = statusAfter(error, attempts)
      const dueAt = now() + firstWaitMs * 3 ** row.attempts
      await store.tx((tx) => updateFile(tx, row.id, { status, attempts, dueAt }))
      log('file-not-fetched', { id: row.id, error: errorName(error), attempts })
    }
  }

  return makeLoop(
    async () => {
      if (channel.health().state !== 'online') return
      const rows = await wantedFiles(store.read, channel.channel, now())
      for (const row of rows) {
        await take(row)
        tried?.(row.id)
      }
    },
    { idleMs },
    (error) => log('fetch-failed', { error: errorName(error) }),
  )
}

async function fetchOne(row: Attachment, { store, channel, folder }: FetchSettings) {
  const { vault } = store
  const source = fileSource(store.read, row)
  if ((source.bytes ?? 0) > maxAttachmentBytes) throw new TooLarge()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fileName = randomUUID()
  const part = join(folder, `${fileName}.part`)
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(bytes > maxAttachmentBytes ? new TooLarge() : null, chunk)
    },
  })
  try {
    const signal = AbortSignal.timeout(fetchTimeoutMs)
    const { stream, mediaType } = await channel.fetchFile(source, signal)
    const sealing = sealStream(vault, filePlace(fileName))
    await write(part, [stream, meter, sealing], signal)
    await syncFile(part)
    await rename(part, join(folder, fileName))
    return { fileName, mediaType, bytes, sha256: hash.digest('hex') }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Writes what comes through to a file. When it throws nothing of it is written any more: a file may be opened only after its source failed. */
async function write(
  path: string,
  through: readonly [Readable, ...Transform[]],
  signal: AbortSignal,
): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600 })
  try {
    await pipeline([...through, file], { signal })
  } finally {
    if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()))
  }
}

/** The bytes are on the disk before the row says so. */
async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
