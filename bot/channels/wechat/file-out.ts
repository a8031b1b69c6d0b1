import type { PuppetService } from 'wechaty-puppet-service'
import { type Deferred, deferred } from './deferred.ts'
import { CALL_MS, type FromChild, MAX_FILE_BYTES } from './protocol.ts'
import { within } from './within.ts'

interface Demand {
  /** Resolves when the parent wants the next piece; false: it wants no more. */
  wanted: Deferred<boolean>
}

/** Files on their way from the gateway to the parent, a piece at a time and only as fast as the parent reads. */
export class FilesOut {
  readonly #post: (message: FromChild) => void
  readonly #demands = new Map<number, Demand>()

  /** @param post to the parent */
  constructor(post: (message: FromChild) => void) {
    this.#post = post
  }

  /** The parent wants the next piece (`true`) or no more (`false`). */
  demand(call: number, more: boolean): void {
    this.#demands.get(call)?.wanted.resolve(more)
  }

  /** Brings the file of a message; posts `file`, pieces and `file-end`, or `file-failed` with a code. */
  async bring(puppet: PuppetService | undefined, call: number, messageId: string): Promise<void> {
    const demand = { wanted: deferred<boolean>() }
    this.#demands.set(call, demand)
    try {
      if (puppet === undefined) throw new Error('offline')
      await this.#pump(puppet, call, messageId, demand)
    } catch (error) {
      const why = error instanceof TooLarge ? 'too-large' : puppet ? 'unavailable' : 'offline'
      this.#post({ kind: 'file-failed', call, why })
    } finally {
      this.#demands.delete(call)
    }
  }

  async #pump(puppet: PuppetService, call: number, messageId: string, demand: Demand) {
    const box = await within(CALL_MS, puppet.messageFile(messageId))
    const stream = await within(CALL_MS, box.toStream())
    this.#post({ kind: 'file', call, mediaType: box.mediaType ?? 'application/octet-stream' })
    const pieces: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
    try {
      for (let bytes = 0; await demand.wanted.promise; ) {
        demand.wanted = deferred()
        const piece = await within(CALL_MS, pieces.next())
        if (piece.done) return this.#post({ kind: 'file-end', call })
        bytes += piece.value.length
        if (bytes > MAX_FILE_BYTES) throw new TooLarge()
        this.#post({ kind: 'piece', call, bytes: piece.value })
      }
    } finally {
      stream.destroy()
    }
  }
}

class TooLarge extends Error {}
