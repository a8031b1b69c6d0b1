import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'

/** An answer that has begun. */
export interface Download {
  readonly status: number
  readonly body: Readable
}

/** Turns an answer into a stream that is read no faster than it is used; an abort ends it. */
export class Downloading implements Dispatcher.DispatchHandler {
  /** Settles when the answer begins, or cannot. */
  readonly begun: Promise<Download>
  readonly #signal: AbortSignal | undefined
  readonly #abort = (): void => this.#fail(new DOMException('aborted', 'AbortError'))
  #begin: (download: Download) => void = () => undefined
  #refuse: (error: Error) => void = () => undefined
  #controller: Dispatcher.DispatchController | undefined
  #body: Readable | undefined

  constructor(signal: AbortSignal | undefined) {
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve
      this.#refuse = reject
    })
    this.#signal = signal
    signal?.addEventListener('abort', this.#abort)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal?.aborted === true) this.#abort()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        this.#signal?.removeEventListener('abort', this.#abort)
        if (!body.readableEnded) controller.abort(error ?? new Error('given up'))
        done(error)
      },
    })
    this.#body = body
    this.#begin({ status, body })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body?.push(chunk) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#body?.push(null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error)
  }

  #fail(error: Error): void {
    this.#refuse(error)
    if (this.#body === undefined) {
      this.#signal?.removeEventListener('abort', this.#abort)
      this.#controller?.abort(error)
    } else this.#body.destroy(error)
  }
}
