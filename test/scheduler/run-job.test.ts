import { asc } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { freeBrokenSlots, jobRuns } from '../../db/messaging/job-run.ts'
import type { Store } from '../../db/store.ts'
import { china, chinaTime } from '../../policy/calendar.ts'
import { jobs } from '../../scheduler/index.ts'
import { runDue } from '../../scheduler/run-job.ts'
import type { Job } from '../../scheduler/types.ts'
import { testStore } from '../support.ts'

const hour = 3_600_000

/** A job that only notes which ticks it was given. */
function makeJob(values: Partial<Job> = {}) {
  const ticks: string[] = []
  const job: Job = {
    name: 'note-ticks',
    schedule: { everyMinutes: 30 },
    windowMs: 2 * hour,
    async run({ tick }) {
      ticks.push(chinaTime(tick).slice(-5))
      return { noted: 1 }
    },
    ...values,
  }
  return { job, ticks }
}

function makeLooker(store: Store, job: Job) {
  const logged: string[] = []
  const look = (time: string) =>
    runDue(
      store,
      job,
      () => china(time),
      (event) => logged.push(event),
    )
  return { look, logged }
}

const runs = async (store: Store) => {
  const rows = await store.read.select().from(jobRuns).orderBy(asc(jobRuns.slot))
  return rows.map(({ slot, status, result }) => [slot.slice(-5), status, result])
}

describe('one row per job and slot', () => {
  test('a job that never ran begins with its newest slot and keeps its counts', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob()
    const { look, logged } = makeLooker(store, job)
    await look('2026-03-02 09:10')
    expect(ticks).toEqual(['09:00'])
    expect(await runs(store)).toEqual([['09:00', 'done', '{"noted":1}']])
    expect(logged).toEqual(['job-done'])
  })

  test('looking again in the same slot runs nothing', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob()
    const { look } = makeLooker(store, job)
    for (const time of ['09:00', '09:01', '09:29', '09:30', '09:31'])
      await look(`2026-03-02 ${time}`)
    expect(ticks).toEqual(['09:00', '09:30'])
  })

  test('of several that look at the same moment one runs each slot', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob()
    const { look } = makeLooker(store, job)
    await look('2026-03-02 08:00')
    await Promise.all(Array.from({ length: 5 }, () => look('2026-03-02 09:30')))
    expect(ticks.toSorted()).toEqual(['08:00', '08:30', '09:00', '09:30'])
    expect(await runs(store)).toHaveLength(4)
  })

  test('two jobs share no slots', async () => {
    const store = await testStore()
    for (const name of ['one', 'other']) {
      const { job, ticks } = makeJob({ name })
      await makeLooker(store, job).look('2026-03-02 09:00')
      expect(ticks).toEqual(['09:00'])
    }
  })

  test('every job has a name of its own', () => {
    const names = jobs.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('after a stop', () => {
  test('slots inside the window are caught up, oldest first', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob()
    const { look } = makeLooker(store, job)
    await look('2026-03-02 09:00')
    await look('2026-03-02 10:45')
    expect(ticks).toEqual(['09:00', '09:30', '10:00', '10:30'])
  })

  test('slots beyond it are shown as missed and not run, the others are', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob({ windowMs: hour })
    const { look, logged } = makeLooker(store, job)
    await look('2026-03-02 09:00')
    await look('2026-03-02 11:00')
    expect(ticks).toEqual(['09:00', '10:00', '10:30', '11:00'])
    expect((await runs(store)).slice(1, 3)).toEqual([
      ['09:30', 'missed', null],
      ['10:00', 'done', '{"noted":1}'],
    ])
    expect(logged.filter((event) => event === 'job-missed')).toHaveLength(1)
    await look('2026-03-02 11:01')
    expect(ticks).toHaveLength(4)
  })

  test('a day missed is one missed slot of a daily job', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob({ schedule: { dailyAt: '09:00' } })
    const { look } = makeLooker(store, job)
    await look('2026-03-02 09:00')
    await look('2026-03-04 09:30')
    expect(ticks).toEqual(['09:00', '09:00'])
    expect((await runs(store)).map(([, status]) => status)).toEqual(['done', 'missed', 'done'])
  })

  test('a clock that went back runs nothing twice', async () => {
    const store = await testStore()
    const { job, ticks } = makeJob()
    const { look } = makeLooker(store, job)
    for (const time of ['10:00', '09:00', '09:40', '10:10']) await look(`2026-03-02 ${time}`)
    expect(ticks).toEqual(['10:00'])
  })

  test('a slot in whose middle the process died runs again', async () => {
    const store = await testStore()
    let die: () => void = () => undefined
    const dead = new Promise<never>((_, reject) => {
      die = () => reject(new Error('killed'))
    })
    const { look } = makeLooker(store, makeJob({ run: () => dead }).job)
    const hanging = look('2026-03-02 09:00')
    const { job, ticks } = makeJob()
    const next = makeLooker(store, job)
    await expect.poll(() => runs(store)).toEqual([['09:00', 'running', null]])
    await next.look('2026-03-02 09:05')
    expect(ticks).toEqual([])
    await store.tx((tx) => freeBrokenSlots(tx))
    await next.look('2026-03-02 09:10')
    expect(ticks).toEqual(['09:00'])
    die()
    await hanging
  })
})

describe('a run that fails', () => {
  test('is recorded by the name of its error, is not repeated, and stops no later slot', async () => {
    const store = await testStore()
    let tries = 0
    const { job } = makeJob({
      async run() {
        tries += 1
        if (tries === 1) throw new TypeError('张桂英 530123')
        return { noted: 2 }
      },
    })
    const { look, logged } = makeLooker(store, job)
    for (const time of ['09:00', '09:10', '09:30']) await look(`2026-03-02 ${time}`)
    expect(await runs(store)).toEqual([
      ['09:00', 'failed', 'TypeError'],
      ['09:30', 'done', '{"noted":2}'],
    ])
    expect(logged).toEqual(['job-failed', 'job-done'])
  })

  test('one that found nothing to do is recorded and not told', async () => {
    const store = await testStore()
    const { job } = makeJob({ run: async () => ({ queued: 0 }) })
    const { look, logged } = makeLooker(store, job)
    await look('2026-03-02 09:00')
    expect(await runs(store)).toEqual([['09:00', 'done', '{"queued":0}']])
    expect(logged).toEqual([])
  })
})
