import { setMaxListeners } from 'node:events'
import type { ApiResponse } from 'grammy/types'
import { Api, GrammyError } from 'grammy/web'
import { type Transport, TransportError } from './telegram-transport.ts'

/** Where the methods of one bot are called, and how long a call may take. */
export interface Methods {
  readonly token: string
  /** As of `rootOf`. */
  readonly apiRoot: string
  readonly transport: Transport
  readonly deadlineMs: number
}

/** What grammY passes to its `fetch`, as far as it is used. */
interface FetchInit {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

function answerOf(text: string): object {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new TransportError('EBROKENANSWER', true)
}

/** Where the Bot API is, by default Telegram's own. A trailing `/` is not kept. */
export const rootOf = (apiRoot = 'https://api.telegram.org'): string => apiRoot.replace(/\/+$/, '')

/** What stands behind the origin in an address. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/**
 * grammY's client over our own transport: it keeps connections, ends each call after `deadlineMs`, and its errors tell
 * whether the request was written and never hold the token. `stop` ends all its calls at once.
 */
export function makeApi(
  { token, apiRoot, transport, deadlineMs }: Methods,
  stop?: AbortSignal,
): Api {
  const call = async (url: string, init: FetchInit): Promise<{ json(): Promise<unknown> }> => {
    const text = await transport.exchange({
      ...init,
      path: pathOf(url),
      deadlineMs,
      signal: stop ?? init.signal,
    })
    return { json: async () => answerOf(text) }
  }
  return new Api(token, { apiRoot, fetch: call, timeoutSeconds: deadlineMs / 1000 + 5 })
}

const json = { 'content-type': 'application/json' }

/** One method of the Bot API. @throws {GrammyError} without the payload @throws {TransportError} */
type Method = <T>(payload: object, signal: AbortSignal) => Promise<T>

/** A method that is called with every message: past grammY's client, which takes longer over a call than its HTTP does. */
export function makeMethod(
  method: string,
  { token, apiRoot, transport, deadlineMs }: Methods,
): Method {
  const path = pathOf(`${apiRoot}/bot${token}/${method}`)
  return async <T>(payload: object, signal: AbortSignal): Promise<T> => {
    const body = JSON.stringify(payload)
    const call = { path, method: 'POST', headers: json, body, deadlineMs, signal } as const
    const answer = answerOf(await transport.exchange(call)) as ApiResponse<T>
    if (answer.ok) return answer.result
    throw new GrammyError(`${method} was refused`, answer, method, {})
  }
}

/** The signal that a call of grammY takes. Its type is that of a polyfill; only what both have in common is used. */
type CallSignal = NonNullable<Parameters<Api['getMe']>[0]>

/** Node's own signal for a call of grammY; any number of calls may share it. */
export function callSignal(signal: AbortSignal): CallSignal {
  setMaxListeners(0, signal)
  return signal as unknown as CallSignal
}
