import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterEvent,
  assuredKinds,
  type OutboxEvent,
  type OutboxKind,
  type OutboxState,
  type OutboxStatus,
  outboxKinds,
  outboxStatuses,
  pauseAfter,
  refusals,
} from '../../../db/messaging/outbox-state.ts'
import type { Refusal } from '../../../db/messaging/send-outcome.ts'
import { monday } from '../../support.ts'

const final: readonly OutboxStatus[] = ['accepted', 'failed', 'cancelled', 'suppressed', 'missed']
// Cast: the keys of a record over `Refusal`.
const reasons = Object.keys(refusals) as Refusal[]

const event: fc.Arbitrary<OutboxEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ type: 'claim' } as const) },
  { weight: 2, arbitrary: fc.constant({ type: 'accepted', remoteId: '7' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('refused' as const),
      why: fc.constantFrom(...reasons),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'uncertain', why: 'reset' } as const) },
  fc.constantFrom<OutboxEvent>(
    { type: 'cancel' },
    { type: 'suppress', why: 'deceased' },
    { type: 'expire' },
  ),
  fc.record({
    type: fc.constant('decide' as const),
    as: fc.constantFrom('arrived' as const, 'resend' as const, 'drop' as const),
  }),
)

const queued = (kind: OutboxKind): OutboxState => ({
  status: 'queued',
  kind,
  attempts: 0,
  copies: 0,
  dueAt: monday,
  error: null,
})

/** What the outside saw of one message. */
interface Seen {
  begun: number
  /** Sends that arrived or may have, since staff last asked for one. */
  copies: number
  everCopies: number
}

function follow(seen: Seen, before: OutboxState, happened: OutboxEvent): void {
  if (happened.type === 'claim') {
    const most = assuredKinds.includes(before.kind) ? 2 : 1
    expect(seen.copies, 'a send begins though enough copies may have arrived').toBeLessThan(most)
    seen.begun += 1
  }
  if (happened.type === 'accepted' || happened.type === 'uncertain') {
    seen.copies += 1
    seen.everCopies += 1
  }
  if (happened.type === 'decide' && happened.as === 'resend') {
    // Staff ask for one copy more, of whatever kind.
    seen.copies = assuredKinds.includes(before.kind) ? 1 : 0
  }
}

describe('the states of an outgoing message', () => {
  test('100,000 random events: ends are ends, copies are bounded, and the counts add up', () => {
    let events = 0
    const people = 10
    const property = fc.property(
      fc.array(fc.constantFrom(...outboxKinds), { minLength: people, maxLength: people }),
      fc.array(fc.tuple(fc.nat(people - 1), event), { minLength: 200, maxLength: 200 }),
      (kinds, happenings) => {
        const states = kinds.map(queued)
        const seen = kinds.map((): Seen => ({ begun: 0, copies: 0, everCopies: 0 }))
        for (const [index, [who, happened]] of happenings.entries()) {
          events += 1
          const before = states[who]
          const saw = seen[who]
          if (before === undefined || saw === undefined) throw new Error('no such person')
          const next = afterEvent(before, happened, monday + index)
          if (final.includes(before.status)) expect(next, before.status).toBeUndefined()
          if (before.status === 'uncertain') {
            expect(next === undefined, 'leaves uncertain').toBe(happened.type !== 'decide')
          }
          if (next === undefined) continue
          follow(saw, before, happened)
          expect(next).toMatchObject({
            kind: before.kind,
            attempts: saw.begun,
            copies: saw.everCopies,
          })
          states[who] = next
        }
        const counted = outboxStatuses.map(
          (s) => states.filter(({ status }) => status === s).length,
        )
        expect(counted.reduce((sum, n) => sum + n, 0)).toBe(people)
      },
    )
    fc.assert(property, { numRuns: 500 })
    expect(events).toBeGreaterThanOrEqual(100_000)
  }, 60_000)

  test.each(outboxKinds)('%s: from every state each event leads where the table says', (kind) => {
    const lead = (status: OutboxStatus, happened: OutboxEvent) =>
      afterEvent({ ...queued(kind), status }, happened, monday)?.status
    const table = outboxStatuses.map((status) => [
      status,
      lead(status, { type: 'claim' }),
      lead(status, { type: 'accepted' }),
      lead(status, { type: 'refused', why: 'limited' }),
      lead(status, { type: 'refused', why: 'blocked' }),
      lead(status, { type: 'uncertain', why: 'x' }),
      lead(status, { type: 'cancel' }),
      lead(status, { type: 'suppress', why: 'x' }),
      lead(status, { type: 'expire' }),
      lead(status, { type: 'decide', as: 'arrived' }),
      lead(status, { type: 'decide', as: 'resend' }),
      lead(status, { type: 'decide', as: 'drop' }),
    ])
    const none = undefined
    const waits = ['sending', none, none, none, none, 'cancelled', 'suppressed', 'missed']
    const unknown = assuredKinds.includes(kind) ? 'retry_wait' : 'uncertain'
    const nothing = Array.from({ length: 11 }, () => none)
    expect(table).toEqual([
      ['queued', ...waits, none, none, none],
      ['sending', none, 'accepted', 'retry_wait', 'failed', unknown, ...nothing.slice(0, 6)],
      ['accepted', ...nothing],
      ['retry_wait', ...waits, none, none, none],
      ['failed', ...nothing],
      ['uncertain', ...nothing.slice(0, 8), 'accepted', 'queued', 'failed'],
      ['cancelled', ...nothing],
      ['suppressed', ...nothing],
      ['missed', ...nothing],
    ])
  })

  test('pauses double from a second to five minutes, and a pause the platform names goes first', () => {
    const pauses = Array.from({ length: 11 }, (_, n) => pauseAfter(n) / 1000)
    expect(pauses).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300])
    const sending: OutboxState = { ...queued('reply'), status: 'sending', attempts: 4 }
    const due = (happened: OutboxEvent) =>
      (afterEvent(sending, happened, monday)?.dueAt ?? 0) - monday
    expect(due({ type: 'refused', why: 'offline' })).toBe(8_000)
    expect(due({ type: 'refused', why: 'limited', retryAfterMs: 37_000 })).toBe(37_000)
    expect(due({ type: 'uncertain', why: 'reset' })).toBe(1_000)
  })

  test.each(reasons)('a refusal as %s waits or ends, and keeps its reason', (why) => {
    const sending: OutboxState = { ...queued('greeting'), status: 'sending', attempts: 1 }
    const status = refusals[why] === 'wait' ? 'retry_wait' : 'failed'
    expect(afterEvent(sending, { type: 'refused', why }, monday)).toMatchObject({
      status,
      copies: 0,
      error: why,
    })
  })
})
