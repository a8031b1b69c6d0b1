import { Readable } from 'node:stream'
import type { FetchedFile } from '../types.ts'
import { CALL_MS, type FromChild, type ToChild } from './protocol.ts'

/** The gateway did not give a file: `too-large`, `unavailable`, `offline`, `aborted` or `deadline`. */
export class FileNotFetched extends Error {
  readonly code: string
  /** @param code see the class */
  constructor(code: string) {
    super(`the file of a WeChat message was not fetched: ${code}`)
    this.code = code
  }
}

/** More than the child's own deadlines, so that its word is heard first. */
const PIECE_MS = CALL_MS + 2_000

/** One file on its way from the child: demands a piece for every read. */
export class FileIn extends Readable {
  readonly #call: number
  readonly #post: (message: ToChild) => boolean
  #header: ((file: FetchedFile) => void) | undefined
  #timer: NodeJS.Timeout | undefined

  /** @param call number of the fetch @param post to the child; false: there is none */
  constructor(call: number, post: (message: ToChild) => boolean) {
    super()
    this.#call = call
    this.#post = post
  }

  /** Asks for the file of a message; resolves when its pieces can be read. @throws FileNotFetched */
  fetch(messageId: string, signal: AbortSignal): Promise<FetchedFile> {
    return new Promise((resolve, reject) => {
      const aborted = () => this.destroy(new FileNotFetched('aborted'))
      this.#header = resolve
      this.once('error', reject)
      this.once('close', () => signal.removeEventListener('abort', aborted))
      signal.addEventListener('abort', aborted, { once: true })
      if (signal.aborted) aborted()
      else this.#demand({ kind: 'fetch', call: this.#call, messageId }, 2 * PIECE_MS)
    })
  }

  /** A message of the child about this file. */
  deliver(message: FromChild & { kind: 'file' | 'piece' | 'file-end' | 'file-failed' }): void {
    clearTimeout(this.#timer)
    if (message.kind === 'file') this.#header?.({ mediaType: message.mediaType, stream: this })
    else if (message.kind === 'piece') this.push(Buffer.from(message.bytes))
    else if (message.kind === 'file-end') this.push(null)
    else this.destroy(new FileNotFetched(message.why))
  }

  override _read(): void {
    this.#demand({ kind: 'more', call: this.#call }, PIECE_MS)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer)
    if (!this.readableEnded) this.#post({ kind: 'cancel', call: this.#call })
    done(error)
  }

  #demand(message: ToChild, ms: number): void {
    this.#timer = setTimeout(() => this.destroy(new FileNotFetched('deadline')), ms)
    if (!this.#post(message)) this.destroy(new FileNotFetched('offline'))
  }
}
