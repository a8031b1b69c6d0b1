import { GrammyError, HttpError } from 'grammy/web'
import type { Refusal, SendOutcome } from '../../scheduler/types.ts'
import { TransportError } from './telegram-transport.ts'

/** What an answer of the platform means for a message; the first row that fits counts. */
interface Row {
  readonly code: number | 'other 4xx'
  /** Found in the platform's description, any case. */
  readonly says?: RegExp
  readonly why: Refusal
}

/**
 * Only answers with `ok: false` below 500 are here: the platform looked at the message and did not take it. 401, 404 and 409
 * blame our token or our set-up, not the person, so the message waits.
 */
const rows: readonly Row[] = [
  { code: 429, why: 'limited' },
  { code: 401, why: 'offline' },
  { code: 404, why: 'offline' },
  { code: 409, why: 'offline' },
  { code: 403, why: 'blocked' },
  { code: 400, says: /user is deactivated|bot was blocked/i, why: 'blocked' },
  {
    code: 400,
    says: /chat not found|user not found|peer_id_invalid|chat_id_invalid/i,
    why: 'unknown-peer',
  },
  { code: 400, says: /message(_| is )too(_| )long/i, why: 'too-long' },
  { code: 'other 4xx', why: 'rejected' },
]

const fits = ({ code, says }: Row, error: GrammyError): boolean =>
  (code === 'other 4xx' || code === error.error_code) && (says?.test(error.description) ?? true)

function answered(error: GrammyError): SendOutcome {
  const code = error.error_code
  const row = code >= 400 && code < 500 ? rows.find((each) => fits(each, error)) : undefined
  if (row === undefined) return { state: 'uncertain', why: `telegram-${code}` }
  const seconds = error.parameters.retry_after
  const refused = { state: 'refused', why: row.why } as const
  return row.why === 'limited' && seconds !== undefined
    ? { ...refused, retryAfterMs: seconds * 1000 }
    : refused
}

/** The transport's error inside the one that grammY wraps around it. */
const cause = (error: unknown): unknown => (error instanceof HttpError ? error.error : error)

/**
 * What became of a send that threw.
 *
 * Nothing written (no connection, no TLS, aborted before): refused, it may be sent again. Written without a clear answer:
 * uncertain.
 */
export function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof GrammyError) return answered(error)
  const inner = cause(error)
  if (!(inner instanceof TransportError)) throw error
  if (!inner.written) return { state: 'refused', why: 'offline' }
  return { state: 'uncertain', why: inner.code }
}

/** A code for logs: never the message of an error, which may hold a text or the token. */
export function failureCode(error: unknown): string {
  if (error instanceof GrammyError) return `telegram-${error.error_code}`
  const inner = cause(error)
  if (!(inner instanceof Error)) return 'unknown'
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name
}
