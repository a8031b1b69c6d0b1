import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china, chinaTime } from '../../policy/calendar.ts'
import { isQuiet } from '../../policy/quiet-hours.ts'
import { jobs } from '../../scheduler/index.ts'
import { makePace } from '../../scheduler/pace.ts'
import { type Schedule, slotsBetween } from '../../scheduler/slots.ts'

const minuteMs = 60_000
const two = (value: number) => String(value).padStart(2, '0')

/** Whether a schedule is due in a minute, as somebody with a watch and a calendar would say. */
function isDue(schedule: Schedule, at: number): boolean {
  const clock = chinaTime(at).slice(-5)
  if ('dailyAt' in schedule) return clock === schedule.dailyAt
  if ('mondayAt' in schedule)
    return clock === schedule.mondayAt && new Date(at + 8 * 3_600_000).getUTCDay() === 1
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) % schedule.everyMinutes === 0
}

/** Minute after minute. */
function byWatch(schedule: Schedule, from: number, until: number): string[] {
  const keys: string[] = []
  for (let at = Math.ceil((from + 1) / minuteMs) * minuteMs; at <= until; at += minuteMs)
    if (isDue(schedule, at)) keys.push(chinaTime(at))
  return keys
}

const clock = fc.nat(24 * 60 - 1).map((n) => `${two(Math.floor(n / 60))}:${two(n % 60)}`)
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.constantFrom(1, 2, 5, 7, 15, 45, 60, 90, 720).map((everyMinutes) => ({ everyMinutes })),
  clock.map((dailyAt) => ({ dailyAt })),
  clock.map((mondayAt) => ({ mondayAt })),
)
/** From before the turn of a year on, so that months, years and weeks change on the way. */
const begin = fc.integer({ min: china('2025-12-20'), max: china('2026-03-20') })

describe('due times', () => {
  test('are those that a watch shows, minute by minute', () => {
    const length = fc.integer({ min: 0, max: 9 * 24 * 3_600_000 })
    fc.assert(
      fc.property(schedules, begin, length, (schedule, from, ms) => {
        const found = slotsBetween(schedule, from, from + ms)
        expect(found.map(({ key }) => key)).toEqual(byWatch(schedule, from, from + ms).slice(-400))
        for (const { key, at } of found) expect(china(key)).toBe(at)
      }),
      { numRuns: 60 },
    )
  })

  test.each(
    jobs.map((job) => [job.name, job] as const),
  )('of %s in two weeks are found, each once, at their hours', (_, job) => {
    const from = china('2026-03-01 00:00')
    const found = slotsBetween(job.schedule, from, from + 15 * 24 * 3_600_000)
    expect(found.length).toBeGreaterThan(1)
    expect(job.windowMs).toBeGreaterThan(0)
    const keys = found.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { at } of found) expect(isDue(job.schedule, at)).toBe(true)
  })

  test('no two jobs have one name', () => {
    const names = jobs.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the pace of bulk messages', () => {
  const quiet = [
    ['20:30', '08:00'],
    ['12:00', '14:00'],
  ] as const
  const limits = fc.record({
    perSecond: fc.constantFrom(0.2, 1, 3, 28),
    perMinute: fc.constantFrom(1, 10, 600),
    perDay: fc.constantFrom(5, 300, 100_000),
  })
  const step = fc.record({
    after: fc.constantFrom(0, 10, 500, 1_000, 7_000, 60_000, 3_600_000),
    wanted: fc.constantFrom(0, 1, 5, 30, 1_000),
    pause: fc.constantFrom(0, 0, 0, 2_000, 90_000),
  })

  test('keeps every limit at once, whoever asks whenever', () => {
    fc.assert(
      fc.property(limits, begin, fc.array(step, { maxLength: 60 }), (most, start, steps) => {
        const pace = makePace({ ...most, quiet })
        const taken: { at: number; count: number }[] = []
        const since = (from: number) =>
          taken.filter(({ at }) => at > from).reduce((sum, { count }) => sum + count, 0)
        let now = start
        let paused = 0
        for (const { after, wanted, pause } of steps) {
          now += after
          const midnight = china(chinaTime(now).slice(0, 10)) - 1
          const sent = { lastMinute: since(now - minuteMs), today: since(midnight) }
          const count = pace.takeBulk(wanted, sent, now)
          taken.push({ at: now, count })
          expect(count).toBeLessThanOrEqual(wanted)
          expect(Number.isInteger(count) && count >= 0).toBe(true)
          if (isQuiet(now, quiet) || now < paused) expect(count).toBe(0)
          expect(since(now - minuteMs)).toBeLessThanOrEqual(most.perMinute)
          expect(since(midnight)).toBeLessThanOrEqual(most.perDay)
          // A full second that was saved up, and what came in since.
          expect(since(now - 1_000)).toBeLessThanOrEqual(2 * Math.max(1, most.perSecond))
          if (pause > 0) {
            paused = Math.max(paused, now + pause)
            pace.pauseUntil(now + pause)
            expect(pace.pausedUntil).toBe(paused)
          }
        }
      }),
    )
  })

  test('lets everything go in the end: nobody waits for ever', () => {
    fc.assert(
      fc.property(limits, (most) => {
        const pace = makePace({ ...most, quiet: [] })
        let left = 20
        let now = china('2026-03-02 09:00')
        for (let tries = 0; left > 0 && tries < 200; tries++) {
          left -= pace.takeBulk(left, { lastMinute: 0, today: 0 }, now)
          now += 5_000
        }
        expect(left).toBe(0)
      }),
    )
  })
})
