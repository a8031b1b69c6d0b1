import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Answer, refused } from './telegram-answer.ts'
import { FakeTelegramBot } from './telegram-bot.ts'
import type { Fault } from './telegram-fault.ts'
import { methods, type Payload } from './telegram-methods.ts'
import { Polls } from './telegram-poll.ts'

/** How the fake is started. */
export interface FakeTelegramSettings {
  /** 0 or absent: any free port, kept over stop and start. */
  readonly port?: number
  /** Tokens that are valid from the start; default one. */
  readonly tokens?: readonly string[]
  /** Artificial time of every call, milliseconds. */
  readonly latencyMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** The token the fake knows unless told otherwise. */
export const fakeToken = '7100000001:AAcanary-telegram-token-0123456789'

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function payloadOf(request: IncomingMessage, url: URL): Promise<Payload> {
  const query = Object.fromEntries(url.searchParams)
  const body = await bodyOf(request)
  return body.length === 0 ? query : { ...query, ...JSON.parse(body.toString()) }
}

/** Goes on after `ms`; at once for 0, without a turn of the timer. */
const lapse = async (ms: number): Promise<void> => {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

function reply(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  type: string,
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const replyJson = (response: ServerResponse, answer: Answer): void =>
  reply(response, answer.ok ? 200 : answer.error_code, JSON.stringify(answer), 'application/json')

/** A Bot API server over plain HTTP, with the state of its bots kept over `stop` and `start`. */
export class FakeTelegramServer {
  latencyMs: number
  /** Connections that were accepted so far. */
  connections = 0
  readonly #server: Server
  readonly #bots = new Map<string, FakeTelegramBot>()
  readonly #polls = new Polls()
  readonly #now: () => number
  readonly #open = new Set<Socket>()
  readonly #deaf = new WeakSet<Socket>()
  /** Requests that came over a deaf connection. */
  unheard = 0
  #port: number

  constructor({
    port = 0,
    tokens = [fakeToken],
    latencyMs = 0,
    now = Date.now,
  }: FakeTelegramSettings = {}) {
    this.latencyMs = latencyMs
    this.#port = port
    this.#now = now
    for (const token of tokens) this.addBot(token)
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy())
    })
    this.#server.keepAliveTimeout = 75_000
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
  }

  /** Makes a token valid. */
  addBot(token: string): FakeTelegramBot {
    const bot = new FakeTelegramBot(token, this.#now)
    this.#bots.set(token, bot)
    return bot
  }

  /** Makes a token invalid (401) until `restore`. */
  revoke(bot: FakeTelegramBot): void {
    this.#bots.delete(bot.token)
  }

  restore(bot: FakeTelegramBot): void {
    this.#bots.set(bot.token, bot)
  }

  /** The bot of a token; without one, the first. @throws when there is none. */
  bot(token?: string): FakeTelegramBot {
    const bot = token === undefined ? this.#bots.values().next().value : this.#bots.get(token)
    if (bot === undefined) throw new Error('the fake has no such bot')
    return bot
  }

  get port(): number {
    return this.#port
  }

  /** What a client takes as the root of the API. */
  get apiRoot(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens, on the same port as before after a `stop`. */
  async start(): Promise<this> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port // TCP: never a pipe's string
    return this
  }

  /** An outage: refuses connections and cuts those that are open. What the bots hold is kept. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  /** Cuts every open connection; new ones are welcome. */
  breakConnections(): void {
    this.#server.closeAllConnections()
  }

  /** Connections open now carry nothing any more, as when a router forgot them; new ones work. */
  deafen(): void {
    for (const socket of this.#open) this.#deaf.add(socket)
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const [, file, token = '', rest = ''] = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(url.pathname) ?? []
    const payload = await payloadOf(request, url)
    await lapse(this.latencyMs)
    if (this.#deaf.has(request.socket)) {
      this.unheard += 1
      return
    }
    const bot = this.#bots.get(token)
    if (bot === undefined) return replyJson(response, refused(401))
    const method = file === undefined ? rest : 'file'
    bot.calls.set(method, (bot.calls.get(method) ?? 0) + 1)
    const fault = bot.faults.take(method, payload)
    if (this.#failsBefore(fault, response)) return
    if (method === 'file') return this.#download(bot, rest, response)
    const answer = await this.#answer(bot, method, payload, response)
    if (this.#deaf.has(request.socket)) return
    if (!this.#failsAfter(fault, answer, response)) replyJson(response, answer)
  }

  async #answer(
    bot: FakeTelegramBot,
    method: string,
    payload: Payload,
    response: ServerResponse,
  ): Promise<Answer> {
    if (method !== 'getUpdates') {
      return (
        methods[method]?.(bot, payload, this.#now()) ?? refused(404, 'Not Found: method not found')
      )
    }
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    return this.#polls.getUpdates(bot, payload, gone.signal)
  }

  #failsBefore(fault: Fault | undefined, response: ServerResponse): boolean {
    if (fault?.kind === 'answer') {
      replyJson(response, refused(fault.code, fault.description, fault.retryAfter))
      return true
    }
    if (fault?.kind === 'cut-before') response.destroy()
    return fault?.kind === 'cut-before' || fault?.kind === 'hang'
  }

  #failsAfter(fault: Fault | undefined, answer: Answer, response: ServerResponse): boolean {
    if (fault?.kind === 'cut-after') response.destroy()
    if (fault?.kind === 'broken') {
      reply(response, fault.status ?? 200, fault.body ?? '<html>Bad Gateway</html>', 'text/html')
    }
    if (fault?.kind === 'half-answer') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      response.write(JSON.stringify(answer).slice(0, 10), () => response.destroy())
    }
    return fault !== undefined
  }

  #download(bot: FakeTelegramBot, path: string, response: ServerResponse): void {
    const file = bot.files.get(/^documents\/(.+)\.bin$/.exec(path)?.[1] ?? '')
    if (file === undefined || file.gone === true) replyJson(response, refused(404))
    else reply(response, 200, file.bytes, 'application/octet-stream')
  }
}

/** Starts a fake with one bot (`fakeToken`) or those of `settings.tokens`. */
export const startFakeTelegram = (settings?: FakeTelegramSettings): Promise<FakeTelegramServer> =>
  new FakeTelegramServer(settings).start()
