import type { SendOutcome } from '../../../scheduler/types.ts'
import { DeadlinePassed } from './within.ts'

/** How long to leave WeChat alone after it called us too frequent, milliseconds. */
export const LIMITED_MS = 10 * 60_000

const limited = /frequen|too many|rate.?limit|limited|limit exceeded|频繁|过快|20001/i
const blocked = /blacklist|blocked|拉黑|拒收|not .{0,12}friend|不是.{0,6}好友|非好友/i
const unknownPeer = /not exist|not found|no such|no payload|找不到/i
const neverConnected = /no connection established|no grpc manager|no client/i
const ambiguous = /time.?out|ECONNRESET|EPIPE|hang up/i

/** gRPC status code of an error of the wechaty libraries, whatever they wrapped it in; undefined: not from the wire. */
export function grpcCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'number') return error.code
  const text =
    'gerror' in error ? String(error.gerror) : 'message' in error ? String(error.message) : ''
  const found = /(?:"code":|^|"message":")(\d+)(?:[,}]| [A-Z_]+:)/.exec(text)
  return found === null ? undefined : Number(found[1])
}

/** First line of what the gateway said: the rest is its stack trace. Used to classify only, never passed on. */
function firstLine(error: unknown): string {
  const text =
    error instanceof Error ? ('details' in error ? String(error.details) : error.message) : ''
  return text.split('\n', 1)[0] ?? ''
}

/**
 * What a failed send means. The gateway's words decide what WeChat itself refused; a broken or late answer may hide a message that
 * went out, and so is `uncertain`.
 */
export function failedSend(error: unknown): SendOutcome {
  if (error instanceof DeadlinePassed) return { state: 'uncertain', why: 'deadline' }
  const said = firstLine(error)
  if (neverConnected.test(said)) return { state: 'refused', why: 'offline' }
  if (limited.test(said)) return { state: 'refused', why: 'limited', retryAfterMs: LIMITED_MS }
  if (blocked.test(said)) return { state: 'refused', why: 'blocked' }
  switch (grpcCode(error)) {
    case 5:
      return { state: 'refused', why: 'unknown-peer' }
    case 8:
      return { state: 'refused', why: 'too-long' }
    case 16:
      return { state: 'refused', why: 'offline' }
    case 3:
    case 7:
    case 9:
    case 12:
      return { state: 'refused', why: 'rejected' }
    case 2:
    case 13:
      if (ambiguous.test(said)) return { state: 'uncertain', why: 'gateway-timeout' }
      if (unknownPeer.test(said)) return { state: 'refused', why: 'unknown-peer' }
      return { state: 'uncertain', why: 'gateway-error' }
    default:
      return { state: 'uncertain', why: 'connection-lost' }
  }
}

/** True: the connection or the credentials failed, not the one call. */
export const breaksLink = (error: unknown): boolean =>
  error instanceof DeadlinePassed || [1, 4, 14, 16].includes(grpcCode(error) ?? 0)
