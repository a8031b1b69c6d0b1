import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LoopTimes, makeLoop } from '../../scheduler/loop.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A loop whose rounds take `takesMs`, with the times at which they began; rounds in `fails` throw. */
function watched(times: LoopTimes, { takesMs = 0, fails = [] as number[] } = {}) {
  const began: number[] = []
  const failures: unknown[] = []
  const start = performance.now()
  let underWay = 0
  let most = 0
  const round = async () => {
    began.push(performance.now() - start)
    const number = began.length
    most = Math.max(most, ++underWay)
    if (takesMs > 0) await wait(takesMs)
    underWay -= 1
    if (fails.includes(number)) throw new Error(`round ${number}`)
  }
  const loop = makeLoop(round, times, (error) => failures.push(error))
  return { loop, began, failures, atOnce: () => most }
}

const wait = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('a loop', () => {
  test('does nothing until it is kicked, then goes round every idle time', async () => {
    const { loop, began } = watched({ idleMs: 500 })
    await pass(5_000)
    expect(began).toEqual([])
    loop.kick()
    await pass(1_600)
    expect(began).toEqual([5_000, 5_500, 6_000, 6_500])
    await loop.stop()
  })

  test('begins at once when it is idle, and counts the idle time anew', async () => {
    const { loop, began } = watched({ idleMs: 500 })
    loop.kick()
    await pass(200)
    loop.kick()
    await pass(499)
    expect(began).toEqual([0, 200])
    await pass(1)
    expect(began).toEqual([0, 200, 700])
    await loop.stop()
  })

  test('takes a storm of kicks in one round as one more round', async () => {
    const { loop, began, atOnce } = watched({ idleMs: 500 }, { takesMs: 40 })
    for (let n = 0; n < 1_000; n++) loop.kick()
    await pass(20)
    for (let n = 0; n < 1_000; n++) loop.kick()
    await pass(100)
    expect(began).toEqual([0, 40])
    expect(atOnce()).toBe(1)
    await loop.stop()
  })

  test('lets a gap pass between rounds, and what comes in it shares the next', async () => {
    const { loop, began } = watched({ idleMs: 500, gapMs: 10 })
    loop.kick()
    await pass(1)
    loop.kick()
    await pass(8)
    loop.kick()
    expect(began).toEqual([0])
    await pass(1)
    expect(began).toEqual([0, 10])
    await pass(9)
    loop.kick()
    await pass(1)
    expect(began).toEqual([0, 10, 20])
    await loop.stop()
  })

  test('after a quiet gap begins at once', async () => {
    const { loop, began } = watched({ idleMs: 500, gapMs: 10 })
    loop.kick()
    await pass(100)
    loop.kick()
    expect(began).toEqual([0, 100])
    await loop.stop()
  })

  test('tells of a round that failed, and tries again after the idle time and not at once', async () => {
    const { loop, began, failures } = watched(
      { idleMs: 500, gapMs: 10 },
      { takesMs: 5, fails: [1, 2] },
    )
    loop.kick()
    await pass(1)
    loop.kick()
    await pass(503)
    expect(began).toEqual([0])
    await pass(600)
    expect(began.slice(0, 3)).toEqual([0, 505, 1_010])
    expect(failures.map(String)).toEqual(['Error: round 1', 'Error: round 2'])
    await loop.stop()
  })

  test('whoever kicks when: rounds keep their gap, never overlap, and no kick goes without a round', async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 })
    const times = fc.record({
      gapMs: fc.integer({ min: 0, max: 20 }),
      takesMs: fc.integer({ min: 0, max: 30 }),
    })
    await fc.assert(
      fc.asyncProperty(pauses, times, async (kicks, { gapMs, takesMs }) => {
        const { loop, began, atOnce } = watched({ idleMs: 10_000, gapMs }, { takesMs })
        let kickedAt = 0
        for (const pause of kicks) {
          await pass(pause)
          kickedAt += pause
          loop.kick()
        }
        await pass(200)
        await loop.stop()
        expect(atOnce()).toBe(1)
        expect(began.at(-1)).toBeGreaterThanOrEqual(kickedAt)
        const gaps = began.slice(1).map((at, n) => at - (began[n] ?? 0))
        expect(gaps.every((gap) => gap >= gapMs + takesMs)).toBe(true)
        expect(began.length).toBeLessThanOrEqual(kicks.length)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a loop that is stopped', () => {
  test('ends after the present round and not before', async () => {
    const { loop, began } = watched({ idleMs: 500 }, { takesMs: 40 })
    loop.kick()
    await pass(10)
    let stopped = false
    void loop.stop().then(() => {
      stopped = true
    })
    await pass(29)
    expect(stopped).toBe(false)
    await pass(1)
    expect(stopped).toBe(true)
    await pass(5_000)
    expect(began).toEqual([0])
  })

  test.each([
    ['while it is idle', 100],
    ['in its gap, with a kick waiting', 5],
  ])('%s goes round no more, whoever kicks', async (_, afterMs) => {
    const { loop, began } = watched({ idleMs: 500, gapMs: 10 })
    loop.kick()
    await pass(afterMs)
    if (afterMs < 10) loop.kick()
    await loop.stop()
    loop.kick()
    await pass(5_000)
    expect(began).toEqual([0])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('in a round that fails, tells of it and ends', async () => {
    const { loop, began, failures } = watched({ idleMs: 500 }, { takesMs: 40, fails: [1] })
    loop.kick()
    const stopping = loop.stop()
    await pass(40)
    await stopping
    await pass(5_000)
    expect([began, failures]).toEqual([[0], [new Error('round 1')]])
  })
})
