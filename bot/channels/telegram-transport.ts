import http from 'node:http'
import https from 'node:https'
import { ProxyAgent } from './telegram-proxy.ts'

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

/** What is read of an abort signal: grammY hands over a polyfill, Node code the real one. */
interface Signal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** One HTTP request; `deadlineMs` runs until its response has begun, or has ended when `exchange` reads it. */
interface HttpCall {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly deadlineMs: number
  readonly signal?: Signal | undefined
}

/** Idle connections are given up before a router on the way forgets them: a request into a dead one ends as uncertain. */
const idleMs = 8_000

/** Makes the connections of one channel: kept alive, shared, through an HTTP proxy where one is set. */
export function makeAgent(secure: boolean, proxy: string | undefined): http.Agent {
  if (proxy !== undefined) return new ProxyAgent(new URL(proxy), secure)
  const options = { keepAlive: true, timeout: idleMs, maxFreeSockets: 256 }
  return secure ? new https.Agent(options) : new http.Agent(options)
}

/** Closes connections without a request under way: after a failure each of them may be dead. */
export function dropIdle(agent: http.Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy()
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'ENETWORK'

function open(agent: http.Agent, { url, method, headers, body }: HttpCall): http.ClientRequest {
  const secure = url.startsWith('https:')
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const options = { agent, method: method ?? 'GET', headers: { ...headers, ...length } }
  const request = secure ? https.request(url, options) : http.request(url, options)
  request.end(body)
  return request
}

/** Calls back as soon as bytes of the request may be on their way: a new connection is up, or an old one is used again. */
function onWritten(request: http.ClientRequest, secure: boolean, written: () => void): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) written()
    else socket.once(secure ? 'secureConnect' : 'connect', written)
  })
}

/**
 * Runs one request and hands its response to `read`, all within the deadline.
 *
 * @throws {TransportError} and nothing else: what the network or the reader throws is reduced to a code.
 */
export function exchange<T>(
  agent: http.Agent,
  call: HttpCall,
  read: (response: http.IncomingMessage) => Promise<T>,
): Promise<T> {
  const { signal, deadlineMs } = call
  if (signal?.aborted === true) return Promise.reject(new TransportError('EABORTED', false))
  return new Promise((resolve, reject) => {
    let written = false
    const request = open(agent, call)
    const fail = (code: string): void => {
      end()
      reject(new TransportError(code, written))
      request.destroy()
    }
    const onAbort = (): void => fail('EABORTED')
    const timer = setTimeout(() => fail('ETIMEDOUT'), deadlineMs)
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort)
    onWritten(request, call.url.startsWith('https:'), () => {
      written = true
    })
    request.on('error', (error) => fail(codeOf(error)))
    request.once('response', (response) => {
      read(response).then(
        (value) => {
          end()
          resolve(value)
        },
        (error: unknown) => fail(codeOf(error)),
      )
    })
  })
}

/** Reads a whole body as text. */
export async function readText(response: http.IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return text
}
