import type { Refusal } from './send-outcome.ts'

/** States of an outgoing message. Staff read: 平台已接收 (accepted), 可能已发出未能确认 (uncertain). */
export const outboxStatuses = [
  'queued',
  'sending',
  'accepted',
  'retry_wait',
  'failed',
  'uncertain',
  'cancelled',
  'suppressed',
  'missed',
] as const
/** One of `outboxStatuses`. */
export type OutboxStatus = (typeof outboxStatuses)[number]

/** States that wait to be claimed. */
export const waitingStatuses: readonly OutboxStatus[] = ['queued', 'retry_wait']

/**
 * What kind of word it is, which decides what is done when nobody knows whether it arrived: `assured` kinds (reply,
 * receipt, answer, alarm) are sent once more, at most two copies; `once` kinds (reminder, greeting) never by themselves.
 */
export const outboxKinds = ['reply', 'receipt', 'answer', 'alarm', 'reminder', 'greeting'] as const
/** One of `outboxKinds`. */
export type OutboxKind = (typeof outboxKinds)[number]

/** Kinds sent at least once, at most twice. */
export const assuredKinds: readonly OutboxKind[] = ['reply', 'receipt', 'answer', 'alarm']

/** What can happen to a message. `why` is a code. */
export type OutboxEvent =
  | { readonly type: 'claim' }
  | { readonly type: 'accepted'; readonly remoteId?: string }
  | { readonly type: 'refused'; readonly why: Refusal; readonly retryAfterMs?: number }
  | { readonly type: 'uncertain'; readonly why: string }
  | { readonly type: 'cancel' }
  | { readonly type: 'suppress'; readonly why: string }
  | { readonly type: 'expire' }
  | { readonly type: 'decide'; readonly as: 'arrived' | 'resend' | 'drop' }

/** The part of a row that the machine reads and writes. */
export interface OutboxState {
  readonly status: OutboxStatus
  readonly kind: OutboxKind
  /** Sends begun. */
  readonly attempts: number
  /** Sends that reached the person, or may have. */
  readonly copies: number
  /** Not before, epoch milliseconds. */
  readonly dueAt: number
  readonly error: string | null
}

/** What to do with a refusal: `wait` tries again later, `final` does not. Source: the error tables of the platforms. */
export const refusals: Readonly<Record<Refusal, 'wait' | 'final'>> = {
  limited: 'wait',
  offline: 'wait',
  blocked: 'final',
  'unknown-peer': 'final',
  'too-long': 'final',
  rejected: 'final',
}

const firstPauseMs = 1_000
const longestPauseMs = 5 * 60_000

/** Pause before the next try: doubles from one second to five minutes. Unit: ms. */
export const pauseAfter = (attempts: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 1))

/** The state after an event, or undefined when the event cannot happen in this state. */
export function afterEvent(
  at: OutboxState,
  event: OutboxEvent,
  now: number,
): OutboxState | undefined {
  const waits = waitingStatuses.includes(at.status)
  switch (event.type) {
    case 'claim':
      return waits ? { ...at, status: 'sending', attempts: at.attempts + 1 } : undefined
    case 'cancel':
      return waits ? { ...at, status: 'cancelled' } : undefined
    case 'suppress':
      return waits ? { ...at, status: 'suppressed', error: event.why } : undefined
    case 'expire':
      return waits ? { ...at, status: 'missed' } : undefined
    case 'decide':
      return at.status === 'uncertain' ? afterDecision(at, event.as, now) : undefined
    default:
      return at.status === 'sending' ? afterSend(at, event, now) : undefined
  }
}

type SendEvent = Extract<OutboxEvent, { type: 'accepted' | 'refused' | 'uncertain' }>

function afterSend(at: OutboxState, event: SendEvent, now: number): OutboxState {
  if (event.type === 'accepted')
    return { ...at, status: 'accepted', copies: at.copies + 1, error: null }
  if (event.type === 'refused') {
    if (refusals[event.why] === 'final') return { ...at, status: 'failed', error: event.why }
    const pause = event.retryAfterMs ?? pauseAfter(at.attempts)
    return { ...at, status: 'retry_wait', dueAt: now + pause, error: event.why }
  }
  const copies = at.copies + 1
  const again = assuredKinds.includes(at.kind) && copies < 2
  if (!again) return { ...at, status: 'uncertain', copies, error: event.why }
  return { ...at, status: 'retry_wait', copies, dueAt: now + firstPauseMs, error: event.why }
}

function afterDecision(
  at: OutboxState,
  as: 'arrived' | 'resend' | 'drop',
  now: number,
): OutboxState {
  if (as === 'arrived') return { ...at, status: 'accepted' }
  if (as === 'drop') return { ...at, status: 'failed' }
  return { ...at, status: 'queued', dueAt: now }
}
