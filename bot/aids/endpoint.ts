import type { z } from 'zod'
import { errorName } from '../../db/errors.ts'
import { type BreakerSettings, makeBreaker } from './breaker.ts'
import { makeGate } from './gate.ts'

/** The two endpoints that can be switched on. */
export type EndpointName = 'model' | 'speech'

/**
 * How a call ended. `late`: over its limit. `refused`: this request is not taken (400, 413, 415, 422). `limited`: 429. `failed`: no
 * connection, another status, cut, too large, or not what was agreed. `paused`: not made, because the last ones failed. `busy`:
 * not made, because no place came free in time.
 */
export type CallOutcome = 'ok' | 'late' | 'refused' | 'limited' | 'failed' | 'paused' | 'busy'

/** What came of a call. */
export type Called<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: Exclude<CallOutcome, 'ok'> }

/** How an endpoint stands, for `/readyz`. */
export interface EndpointHealth {
  readonly name: EndpointName
  readonly state: 'ready' | 'paused'
  /** Epoch milliseconds since when it is paused. */
  readonly since?: number
  /** How the last call ended; absent before the first. */
  readonly last?: CallOutcome
}

/** Where an endpoint is and how it is treated. */
export interface EndpointSettings extends BreakerSettings {
  readonly name: EndpointName
  /** Up to the version: `https://host/v1`. */
  readonly baseUrl: string
  readonly key?: string | undefined
  /** Calls at a time. */
  readonly parallel: number
  /** Told of each call: how it ended and how long it took, ms. */
  readonly called?: (name: EndpointName, outcome: CallOutcome, ms: number) => void
  readonly log: (event: string, fields: Readonly<Record<string, string>>) => void
}

/** A call: path below the base, body, and what must come back. */
export interface Call<T> {
  readonly path: string
  readonly body: string | FormData
  readonly schema: z.ZodType<T>
  /** From now to the last byte of the answer, waiting for a place included, ms. */
  readonly limitMs: number
  readonly signal: AbortSignal
}

/** An OpenAI-compatible endpoint. It never throws: what is wrong with the other side is a value. */
export interface Endpoint {
  post<T>(call: Call<T>): Promise<Called<T>>
  health(): EndpointHealth
}

/** Largest answer that is read, bytes. */
const largestAnswer = 256 * 1024
const notTaken: readonly number[] = [400, 413, 415, 422]

class AnswerTooLarge extends Error {}

async function readCapped(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > largestAnswer) throw new AnswerTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function readAnswer<T>(response: Response, schema: z.ZodType<T>): Promise<Called<T>> {
  if (!response.ok) {
    await response.body?.cancel()
    if (response.status === 429) return { outcome: 'limited' }
    return { outcome: notTaken.includes(response.status) ? 'refused' : 'failed' }
  }
  const read = schema.safeParse(JSON.parse(await readCapped(response)))
  return read.success ? { outcome: 'ok', value: read.data } : { outcome: 'failed' }
}

/** Makes one. The key goes to this address only: redirects are not followed. */
export function makeEndpoint(settings: EndpointSettings): Endpoint {
  const { name, key, parallel, log, called } = settings
  const base = settings.baseUrl.replace(/\/+$/, '')
  const breaker = makeBreaker(settings)
  const gate = makeGate(parallel)
  let last: CallOutcome | undefined

  async function send<T>({ path, body, schema }: Call<T>, signal: AbortSignal): Promise<Called<T>> {
    const headers = {
      accept: 'application/json',
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    try {
      const init = { method: 'POST', body, headers, signal, redirect: 'error' } as const
      return await readAnswer(await fetch(`${base}${path}`, init), schema)
    } catch (error) {
      if (signal.aborted) return { outcome: 'late' }
      log('endpoint-failed', { endpoint: name, error: errorName(error) })
      return { outcome: 'failed' }
    }
  }

  async function within<T>(call: Call<T>): Promise<Called<T>> {
    const end = performance.now() + call.limitMs
    if (!breaker.allows()) return { outcome: 'paused' }
    if (!(await gate.enter(call.limitMs))) return { outcome: 'busy' }
    try {
      const left = AbortSignal.timeout(Math.max(1, Math.round(end - performance.now())))
      const result = await send(call, AbortSignal.any([left, call.signal]))
      // One message that is not taken, and our own stopping, tell nothing of the endpoint.
      if (result.outcome === 'ok' || result.outcome === 'refused') breaker.succeeded()
      else if (!call.signal.aborted) breaker.failed()
      return result
    } finally {
      gate.leave()
    }
  }

  return {
    async post(call) {
      const begun = performance.now()
      const result = await within(call)
      last = result.outcome
      called?.(name, result.outcome, performance.now() - begun)
      return result
    },
    health() {
      const since = breaker.pausedSince()
      return {
        name,
        state: since === undefined ? 'ready' : 'paused',
        ...(since === undefined ? {} : { since }),
        ...(last === undefined ? {} : { last }),
      }
    },
  }
}
