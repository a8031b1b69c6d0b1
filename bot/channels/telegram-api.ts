import { setMaxListeners } from 'node:events'
import type http from 'node:http'
import { Api } from 'grammy'
import { exchange, readText, TransportError } from './telegram-transport.ts'

/** What grammY passes to its `fetch`, as far as it is used. */
interface FetchInit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

function answerOf(text: string): unknown {
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

/**
 * grammY's client over our own transport: it keeps connections, ends each call after `deadlineMs`, and its errors tell
 * whether the request was written and never hold the token. `stop` ends all its calls at once.
 */
export function makeApi(
  token: string,
  apiRoot: string,
  agent: http.Agent,
  deadlineMs: number,
  stop?: AbortSignal,
): Api {
  const call = async (url: string, init: FetchInit): Promise<{ json(): Promise<unknown> }> => {
    const text = await exchange(
      agent,
      { ...init, url, deadlineMs, signal: stop ?? init.signal },
      readText,
    )
    return { json: async () => answerOf(text) }
  }
  return new Api(token, { apiRoot, fetch: call, timeoutSeconds: deadlineMs / 1000 + 5 })
}

/** The signal that a call of grammY takes. Its type is that of a polyfill; only what both have in common is used. */
type CallSignal = NonNullable<Parameters<Api['getMe']>[0]>

/** Node's own signal for a call of grammY; any number of calls may share it. */
export function callSignal(signal: AbortSignal): CallSignal {
  setMaxListeners(0, signal)
  return signal as unknown as CallSignal
}
