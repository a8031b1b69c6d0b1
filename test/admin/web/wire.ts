import { onTestFinished, vi } from 'vitest'

/** A request as the page sent it. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

interface Told {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly date?: string
}

/** What a service answers to one request: a status with JSON, a text, or nothing at all. */
export type Answer = Told | 'unreachable' | Promise<Told | 'unreachable'>

interface Init {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string | FormData
  readonly signal: AbortSignal
}

async function responseOf(answer: Answer, signal: AbortSignal): Promise<Response> {
  const given = await Promise.race([
    answer,
    new Promise<'unreachable'>((resolve) =>
      signal.addEventListener('abort', () => resolve('unreachable')),
    ),
  ])
  if (given === 'unreachable') throw new TypeError('fetch failed')
  const { status = 200, json, text, date } = given
  const headers = { ...(date === undefined ? {} : { date }) }
  const body = text ?? (json === undefined ? null : JSON.stringify(json))
  return new Response(status === 204 ? null : body, { status, headers })
}

/** Stands in for the service behind the page until the test ends; `reply` answers each request. */
export function makeWire(reply: (sent: Sent) => Answer) {
  const sent: Sent[] = []
  const fetching = (url: string, { method, headers, body, signal }: Init) => {
    const one = {
      method,
      path: url.replace(/^\/api\/v1/, ''),
      headers,
      body: typeof body === 'string' ? JSON.parse(body) : body,
    }
    sent.push(one)
    return responseOf(reply(one), signal)
  }
  vi.stubGlobal('fetch', fetching)
  onTestFinished(() => void vi.unstubAllGlobals())
  return { sent }
}
