import { setMaxListeners } from 'node:events'
import type { Dispatcher } from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import { type Download, Downloading } from './telegram-download.ts'
import { tunnel } from './telegram-proxy.ts'

/** A call got no answer. `code` is a system or own code; neither it nor `message` holds the URL, which carries the token. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: string
  /** True when the request may have reached the other side: then nobody knows whether it took effect. */
  readonly written: boolean

  constructor(code: string, written: boolean) {
    super(code)
    this.code = code
    this.written = written
  }
}

/** One request to the platform, all of it within `deadlineMs`. */
interface HttpCall {
  /** Below the platform's origin. */
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly deadlineMs: number
  readonly signal?: AbortSignal | undefined
}

/** Idle connections are given up before a router on the way forgets them: a request into a dead one ends as uncertain. */
const idleMs = 8_000
/** More requests than this wait for a free connection. */
const maxConnections = 256

/** The client's own names of what Node has a code for. */
const systemCodes: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_DESTROYED: 'EABORTED',
  UND_ERR_CLOSED: 'EABORTED',
}

/** What a failed request is called in logs and outcomes. */
function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return 'EABORTED'
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string'))
    return 'ENETWORK'
  return systemCodes[error.code] ?? error.code
}

/** A request under way: its body is gathered, and its caller told once how it ended. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = []
  readonly #resolve: (text: string) => void
  readonly #reject: (error: TransportError) => void
  readonly #signal: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #onAbort = (): void => this.#fail('EABORTED')
  #controller: Dispatcher.DispatchController | undefined
  #ended = false

  constructor(
    { deadlineMs, signal }: HttpCall,
    resolve: (text: string) => void,
    reject: (error: TransportError) => void,
  ) {
    this.#resolve = resolve
    this.#reject = reject
    this.#signal = signal
    this.#timer = setTimeout(() => this.#fail('ETIMEDOUT'), deadlineMs)
    signal?.addEventListener('abort', this.#onAbort)
  }

  /** A connection is there: from here on bytes of the request may be on their way. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#ended) controller.abort(new TransportError('EABORTED', false))
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  /** Told once the connection is free again, a turn later, so that whoever sends next takes it and opens no other. */
  onResponseEnd(): void {
    if (!this.#end()) return
    const text = Buffer.concat(this.#chunks).toString()
    queueMicrotask(() => setImmediate(() => this.#resolve(text)))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(codeOf(error))
  }

  #fail(code: string): void {
    if (!this.#end()) return
    const error = new TransportError(code, this.#controller !== undefined)
    this.#reject(error)
    this.#controller?.abort(error)
  }

  #end(): boolean {
    if (this.#ended) return false
    this.#ended = true
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    return true
  }
}

/** The connections of one channel: kept alive, shared, through an HTTP proxy where one is set. */
export class Transport {
  readonly #open: () => Pool
  #pool: Pool

  /** `root`: the platform's address, of which only the origin counts. */
  constructor(root: string, proxy: string | undefined) {
    const { origin } = new URL(root)
    const connect = proxy === undefined ? {} : { connect: tunnel(new URL(proxy)) }
    this.#open = () =>
      new Pool(origin, {
        ...connect,
        connections: maxConnections,
        keepAliveTimeout: idleMs,
        keepAliveMaxTimeout: idleMs,
        headersTimeout: 0,
        bodyTimeout: 0,
      })
    this.#pool = this.#open()
  }

  /**
   * The body of the answer, whatever its status.
   *
   * @throws {TransportError} and nothing else: what the network throws is reduced to a code.
   */
  exchange(call: HttpCall): Promise<string> {
    const { path, method = 'GET', headers = {}, body = null, signal } = call
    if (signal?.aborted === true) return Promise.reject(new TransportError('EABORTED', false))
    if (signal !== undefined) setMaxListeners(0, signal)
    return new Promise((resolve, reject) => {
      const handler = new Exchange(call, resolve, reject)
      this.#pool.dispatch({ path, method, headers, body }, handler)
    })
  }

  /**
   * The answer as a stream, for what is too large to gather: `deadlineMs` is how long it may stand still.
   *
   * @throws {TransportError} until it has begun; the stream may end with another.
   */
  async stream({ path, deadlineMs, signal }: HttpCall): Promise<Download> {
    const still = { headersTimeout: deadlineMs, bodyTimeout: deadlineMs }
    if (signal !== undefined) setMaxListeners(0, signal)
    const downloading = new Downloading(signal)
    this.#pool.dispatch({ path, method: 'GET', ...still }, downloading)
    try {
      return await downloading.begun
    } catch (error) {
      throw reduced(error)
    }
  }

  /** Closes connections without a request under way: after a failure each of them may be dead. */
  dropIdle(): void {
    const old = this.#pool
    this.#pool = this.#open()
    void old.close()
  }

  /** Ends everything. */
  async destroy(): Promise<void> {
    await this.#pool.destroy()
  }
}

/** What a stream or a request ended with, without anything secret. */
export const reduced = (error: unknown): TransportError =>
  error instanceof TransportError ? error : new TransportError(codeOf(error), true)
