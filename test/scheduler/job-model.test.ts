import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freeBrokenSlots, jobRuns, lastRuns } from '../../db/messaging/job-run.ts'
import { china, chinaTime } from '../../policy/calendar.ts'
import { runDue } from '../../scheduler/run-job.ts'
import { type Schedule, slotsBetween } from '../../scheduler/slots.ts'
import type { Job } from '../../scheduler/types.ts'
import { monday, testStore } from '../support.ts'

const minute = 60_000
const schedules: readonly Schedule[] = [
  { everyMinutes: 10 },
  { everyMinutes: 30 },
  { everyMinutes: 60 },
  { dailyAt: '09:00' },
]

describe('due times', () => {
  const schedule = fc.constantFrom(...schedules)
  const start = fc.integer({ min: monday - 5 * 86_400_000, max: monday })

  test('lie after the one and not after the other, on their schedule, oldest first', () => {
    fc.assert(
      fc.property(schedule, start, fc.nat(3 * 24 * 60), (given, from, minutes) => {
        const until = from + minutes * minute
        const slots = slotsBetween(given, from, until)
        for (const [n, { at, key }] of slots.entries()) {
          expect(at).toBeGreaterThan(from)
          expect(at).toBeLessThanOrEqual(until)
          expect([key, china(key)]).toEqual([chinaTime(at), at])
          expect(at).toBeGreaterThan(slots[n - 1]?.at ?? 0)
          const clock = key.slice(-5)
          if ('dailyAt' in given) expect(clock).toBe(given.dailyAt)
          else if ('everyMinutes' in given) {
            const [hour = 0, minutesOf = 0] = clock.split(':').map(Number)
            expect((hour * 60 + minutesOf) % given.everyMinutes).toBe(0)
          }
        }
      }),
    )
  })

  test('of two stretches that join are those of the whole', () => {
    fc.assert(
      fc.property(schedule, start, fc.nat(1000), fc.nat(1000), (given, from, one, other) => {
        const [middle, end] = [from + one * minute, from + (one + other) * minute]
        const joined = [...slotsBetween(given, from, middle), ...slotsBetween(given, middle, end)]
        expect(joined).toEqual(slotsBetween(given, from, end))
      }),
    )
  })
})

describe('a job', () => {
  type Step =
    | { readonly do: 'wait'; readonly minutes: number }
    | { readonly do: 'tick' | 'tick-twice' | 'fail' | 'restart' }
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        minutes: fc.constantFrom(1, 9, 10, 29, 60, 300),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom(...(['tick', 'tick', 'tick-twice', 'fail', 'restart'] as const)),
      }),
    },
  )

  test('runs each slot once, or says that it missed it, whoever ticks and dies when', async () => {
    const store = await testStore()
    const cases = fc.record({
      schedule: fc.constantFrom(...schedules),
      windowMinutes: fc.constantFrom(15, 60),
      steps: fc.array(step, { minLength: 6, maxLength: 18 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ schedule, windowMinutes, steps }) => {
        await store.tx((tx) => tx.delete(jobRuns))
        const ran: string[] = []
        let now = monday
        let mood: 'fine' | 'fails' = 'fine'
        const job: Job = {
          name: 'model',
          schedule,
          windowMs: windowMinutes * minute,
          async run({ tick }) {
            ran.push(chinaTime(tick))
            if (mood === 'fails') throw new TypeError('x')
            return { queued: 1 }
          },
        }
        const tick = () =>
          runDue(
            store,
            job,
            () => now,
            () => undefined,
          )
        for (const one of steps) {
          if (one.do === 'wait') {
            now += one.minutes * minute
            continue
          }
          mood = one.do === 'fail' ? 'fails' : 'fine'
          if (one.do === 'restart') await store.tx((tx) => freeBrokenSlots(tx))
          await (one.do === 'tick-twice' ? Promise.all([tick(), tick()]) : tick())
        }
        const rows = await lastRuns(store.read, 500)
        expect(new Set(ran).size, 'no slot runs twice').toBe(ran.length)
        expect(
          rows
            .filter(({ status }) => status !== 'missed')
            .map(({ slot }) => slot)
            .toSorted(),
        ).toEqual(ran.toSorted())
        for (const { slot, status, startedAt } of rows) {
          const late = startedAt - china(slot)
          expect(late).toBeGreaterThanOrEqual(0)
          expect(status === 'missed').toBe(late > job.windowMs)
        }
        const [first, last] = [
          rows.map(({ slot }) => slot).toSorted()[0],
          rows
            .map(({ slot }) => slot)
            .toSorted()
            .at(-1),
        ]
        if (first === undefined || last === undefined) return
        const between = slotsBetween(schedule, china(first) - 1, china(last)).map(({ key }) => key)
        expect(rows.map(({ slot }) => slot).toSorted(), 'none is dropped in silence').toEqual(
          between,
        )
      }),
      { numRuns: store.engine === 'pg' ? 8 : 30 },
    )
  }, 60_000)

  test('whose process died in it runs the slot again after the restart, inside its window only', async () => {
    const store = await testStore()
    let now = monday
    const ran: string[] = []
    let begin: () => void = () => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const job = (dies: boolean): Job => ({
      name: 'dies',
      schedule: { everyMinutes: 30 },
      windowMs: 30 * minute,
      async run({ tick }) {
        ran.push(chinaTime(tick))
        begin()
        return dies ? new Promise(() => undefined) : { queued: 0 }
      },
    })
    void runDue(
      store,
      job(true),
      () => now,
      () => undefined,
    )
    await begun
    await runDue(
      store,
      job(false),
      () => now,
      () => undefined,
    )
    expect(ran).toEqual(['2026-03-02 09:00'])
    await store.tx((tx) => freeBrokenSlots(tx))
    now += 10 * minute
    await runDue(
      store,
      job(false),
      () => now,
      () => undefined,
    )
    expect(ran).toEqual(['2026-03-02 09:00', '2026-03-02 09:00'])
  })
})
