import type { Readable } from 'node:stream'
import type { IncomingFile } from '../../../db/messaging/message.ts'
import type { FetchedFile } from '../types.ts'
import type { ToThread } from './protocol.ts'

/** A file could not be brought. `final`: asking again is in vain. */
class FileNotBrought extends Error {
  override readonly name = 'FileNotBrought'
  readonly code: string
  readonly final: boolean

  constructor(code: string, final: boolean) {
    super(code)
    this.code = code
    this.final = final
  }
}

interface Asked {
  resolve(file: FetchedFile): void
  reject(error: FileNotBrought): void
}

/** Files that were asked for in the thread and have not begun to come. */
export class Files {
  readonly #asked = new Map<number, Asked>()
  readonly #post: (message: ToThread) => boolean

  /** @param post to the thread; false: there is none */
  constructor(post: (message: ToThread) => boolean) {
    this.#post = post
  }

  /** Asks for a file under the number `call`. @throws {FileNotBrought} */
  fetch(call: number, file: IncomingFile, signal: AbortSignal): Promise<FetchedFile> {
    return new Promise((resolve, reject) => {
      const aborted = () => {
        this.#post({ kind: 'cancel', call })
        this.failed(call, 'EABORTED', false)
      }
      signal.addEventListener('abort', aborted, { once: true })
      this.#asked.set(call, { resolve, reject })
      if (signal.aborted) aborted()
      else if (!this.#post({ kind: 'fetch', call, file })) this.failed(call, 'offline', false)
    })
  }

  /** A file begins to come. */
  arrived(call: number, mediaType: string, stream: Readable): void {
    const asked = this.#asked.get(call)
    this.#asked.delete(call)
    if (asked === undefined) stream.destroy()
    else asked.resolve({ mediaType, stream })
  }

  /** A file will not come. */
  failed(call: number, code: string, final: boolean): void {
    this.#asked.get(call)?.reject(new FileNotBrought(code, final))
    this.#asked.delete(call)
  }

  /** The thread is gone. */
  giveUp(): void {
    for (const call of [...this.#asked.keys()]) this.failed(call, 'offline', false)
  }
}
