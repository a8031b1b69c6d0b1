import { Readable } from 'node:stream'
import { type Api, GrammyError } from 'grammy/web'
import type { IncomingFile } from '../../db/messaging/message.ts'
import { callSignal } from './telegram-api.ts'
import { failureCode } from './telegram-outcome.ts'
import { reduced, type Transport } from './telegram-transport.ts'
import type { FetchedFile } from './types.ts'

/** What the platform hands out at most. */
const MAX_BYTES = 20 * 1024 * 1024

/** A file could not be brought. `final`: asking again is in vain (too big, no longer there). `code` is free of secrets. */
class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable'
  readonly code: string
  readonly final: boolean

  constructor(code: string, final: boolean) {
    super(code)
    this.code = code
    this.final = final
  }
}

/** Where files come from. */
interface FileSource {
  readonly api: Api
  readonly transport: Transport
  /** Path of the API's root followed by `/file/bot`, token and `/`: never to be logged. */
  readonly root: string
  /** How long an answer may take, and later how long the stream may stand still, ms. */
  readonly deadlineMs: number
}

/** Platform errors carry the token or the payload: only what they mean goes on. */
function unavailable(error: unknown): FileUnavailable {
  if (error instanceof FileUnavailable) return error
  if (error instanceof GrammyError && error.error_code === 400) {
    const tooBig = /too big/i.test(error.description)
    return new FileUnavailable(tooBig ? 'file-too-big' : 'file-gone', true)
  }
  return new FileUnavailable(failureCode(error), false)
}

/** What comes, until it is cut, stands still, grows too big or is given up: then it ends with a `FileUnavailable`. */
async function* bounded(body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.length
      if (bytes > MAX_BYTES) throw new FileUnavailable('file-too-big', true)
      yield chunk
    }
  } catch (error) {
    throw error instanceof FileUnavailable ? error : unavailable(reduced(error))
  }
}

/** Brings a file by its platform id, as a stream. @throws {FileUnavailable} */
export async function fetchFile(
  { api, transport, root, deadlineMs }: FileSource,
  { ref, mediaType, bytes = 0 }: IncomingFile,
  signal: AbortSignal,
): Promise<FetchedFile> {
  if (bytes > MAX_BYTES) throw new FileUnavailable('file-too-big', true)
  try {
    const { file_path } = await api.getFile(ref, callSignal(signal))
    if (file_path === undefined) throw new FileUnavailable('file-gone', true)
    const path = root + encodeURI(file_path)
    const { status, body } = await transport.stream({ path, deadlineMs, signal })
    // It may fail before anyone reads: the reader then meets the error.
    body.once('error', () => undefined)
    if (status !== 200) {
      body.destroy()
      throw new FileUnavailable(`telegram-${status}`, status === 404)
    }
    const stream = Readable.from(bounded(body), { objectMode: false })
    return { mediaType: mediaType ?? 'application/octet-stream', stream }
  } catch (error) {
    throw unavailable(error)
  }
}
