import { describe, expect, test } from 'vitest'
import { registerPetition } from '../../../db/ledgers/register-petition.ts'
import { outbox } from '../../../db/messaging/outbox.ts'
import type { Store } from '../../../db/store.ts'
import { china } from '../../../policy/calendar.ts'
import { petitionDue } from '../../../scheduler/jobs/petition-due.ts'
import { runDue } from '../../../scheduler/run-job.ts'
import { act, register, wordsTo } from '../../db/ledgers/petitions.ts'
import { allRows } from '../../db/messaging/outbox.ts'
import { makeAccount, makeStaff, system, testStore } from '../../support.ts'

const run = (store: Store, at: string) => petitionDue.run({ store, tick: china(at) })

/** An account of a new staff member. */
async function seat(store: Store, role: 'station_clerk' | 'station_head' | 'center_clerk') {
  const stationId = role === 'center_clerk' ? 'center' : 'guangtong'
  const member = await makeStaff(store, { role, stationId })
  return (await makeAccount(store, { peerId: `${role}${member.login}` }, member)).id
}

async function office() {
  const store = await testStore()
  const clerk = await seat(store, 'station_clerk')
  const head = await seat(store, 'station_head')
  const center = await seat(store, 'center_clerk')
  return { store, clerk, head, center }
}

/** Runs at one moment after another; how many notices each queued. */
async function queuedAt(store: Store, times: readonly string[]) {
  const counts = []
  for (const time of times) counts.push((await run(store, time))['queued'])
  return counts
}

// Registered on Monday, 2 March 2026: to be told by the end of Tuesday, 17 March.
const before = china('2026-03-02 09:00')

/** Registers one; the notice of it goes, so that only recalls are counted. */
async function registerQuietly(store: Store, at = before) {
  const petition = await register(store, {}, at)
  await store.tx((tx) => tx.delete(outbox))
  return petition
}

describe('a petition that is registered and not accepted', () => {
  test('is recalled three days before, on the day, when it is late, and a day later to the head', async () => {
    const { store, clerk, head, center } = await office()
    await registerQuietly(store)
    const steps = [
      ['2026-03-13 17:00', undefined, 0],
      ['2026-03-16 08:30', '2026年3月17日到期，请及时告知受理情况', 2],
      ['2026-03-17 08:30', '今天到期，请今天告知受理情况', 2],
      ['2026-03-18 08:30', '已超过期限（2026年3月17日），请马上告知受理情况', 2],
    ] as const
    for (const [time, words, queued] of steps) {
      expect(await run(store, time)).toEqual({ queued })
      if (words !== undefined) {
        for (const account of [clerk, head])
          expect((await wordsTo(store, account)).at(-1)).toContain(words)
      }
    }
    const told = (await wordsTo(store, clerk)).length
    expect(await run(store, '2026-03-19 08:30')).toEqual({ queued: 1 })
    expect((await wordsTo(store, head)).at(-1)).toContain('已超过期限')
    expect(await wordsTo(store, clerk)).toHaveLength(told)
    expect(await wordsTo(store, center)).toEqual([])
    expect(
      await queuedAt(store, ['2026-03-19 09:00', '2026-03-20 09:00', '2026-04-20 09:00']),
    ).toEqual([0, 0, 0])
  })

  test('each recall goes once, however often the job runs', async () => {
    const { store } = await office()
    await registerQuietly(store)
    const times = ['2026-03-16 08:30', '2026-03-16 08:30', '2026-03-16 09:00', '2026-03-16 15:00']
    expect(await queuedAt(store, times)).toEqual([2, 0, 0, 0])
    await Promise.all([1, 2, 3].map(() => run(store, '2026-03-17 09:00')))
    expect(await allRows(store)).toHaveLength(4)
  })

  test('is recalled to the center where the station has nobody in chat', async () => {
    const store = await testStore()
    await registerQuietly(store)
    const center = await seat(store, 'center_clerk')
    expect(await run(store, '2026-03-18 09:00')).toEqual({ queued: 1 })
    expect(await wordsTo(store, center)).toHaveLength(1)
  })

  test('first seen when it is long late is told to the station and the head at once', async () => {
    const { store, clerk, head } = await office()
    await registerQuietly(store)
    expect(await run(store, '2026-04-20 09:00')).toEqual({ queued: 3 })
    expect(await wordsTo(store, clerk)).toHaveLength(1)
    expect(await wordsTo(store, head)).toHaveLength(2)
  })
})

describe('only in working time', () => {
  test.each([
    ['2026-03-16 08:29', 0],
    ['2026-03-16 08:30', 2],
    ['2026-03-16 11:29', 2],
    ['2026-03-16 11:30', 0],
    ['2026-03-16 14:29', 0],
    ['2026-03-16 14:30', 2],
    ['2026-03-16 17:29', 2],
    ['2026-03-16 17:30', 0],
    ['2026-03-14 09:00', 0],
    ['2026-03-15 09:00', 0],
  ])('at %s: %i notices', async (time, queued) => {
    const { store } = await office()
    await registerQuietly(store)
    expect(await run(store, time)).toEqual({ queued })
  })

  test.each([
    ['2026-10-01 09:00', 0, 'a holiday on a Thursday'],
    ['2026-10-07 15:00', 0, 'the last day of the holiday'],
    ['2026-10-08 08:30', 3, 'the first day after it'],
    ['2026-10-10 09:00', 3, 'a Saturday on which offices work instead'],
    ['2026-10-11 09:00', 0, 'the Sunday after'],
  ])('at %s: %i notices, %s', async (time, queued) => {
    const { store } = await office()
    await registerQuietly(store, china('2026-09-16 09:00'))
    expect(await run(store, time)).toEqual({ queued })
  })

  test('a stop over the day does not lead to notices in the evening', async () => {
    const { store } = await office()
    await registerQuietly(store)
    const look = (at: string) =>
      runDue(
        store,
        petitionDue,
        () => china(at),
        () => undefined,
      )
    await look('2026-03-15 09:00')
    await look('2026-03-16 20:10')
    expect(await allRows(store)).toEqual([])
    await look('2026-03-17 08:30')
    expect(await allRows(store)).toHaveLength(2)
  })
})

describe('a petition under way', () => {
  test('is recalled by its clock of sixty days, with the word that an answer is wanted', async () => {
    const { store, clerk } = await office()
    const { id } = await registerQuietly(store)
    await act(store, 'accept', id, before)
    expect(
      await queuedAt(store, ['2026-03-17 09:00', '2026-04-27 09:00', '2026-04-28 09:00']),
    ).toEqual([0, 0, 2])
    expect((await wordsTo(store, clerk)).at(-1)).toContain('2026年5月1日到期，请及时答复')
  })

  test('that was extended is recalled again by its new term', async () => {
    const { store } = await office()
    const { id } = await registerQuietly(store)
    await act(store, 'accept', id, before)
    expect(await run(store, '2026-04-28 09:00')).toEqual({ queued: 2 })
    await act(store, 'extend', id, china('2026-04-28 10:00'))
    expect(await queuedAt(store, ['2026-04-30 09:00', '2026-05-28 09:00'])).toEqual([0, 2])
  })

  test('is not recalled once it is answered', async () => {
    const { store } = await office()
    const { id } = await registerQuietly(store)
    await act(store, 'answer', id, before)
    expect(await queuedAt(store, ['2026-03-16 09:00', '2026-03-19 09:00'])).toEqual([0, 0])
  })

  test('that was transferred is recalled to its new station', async () => {
    const { store, clerk } = await office()
    const { id } = await registerQuietly(store)
    const there = await makeStaff(store, { stationId: 'bicheng' })
    const account = await makeAccount(store, { peerId: 'there' }, there)
    await act(store, 'transfer', id, before)
    expect(await run(store, '2026-03-16 09:00')).toEqual({ queued: 1 })
    expect((await wordsTo(store, account.id)).at(-1)).toContain('到期')
    expect(await wordsTo(store, clerk)).toEqual([])
  })
})

test('however many are due, each is recalled once, those of one moment too', async () => {
  const { store, clerk } = await office()
  const many = 430
  await store.tx(async (tx) => {
    for (let at = 0; at < many; at++)
      await registerPetition(
        tx,
        {
          stationId: 'guangtong',
          kind: 'help',
          source: 'walkIn',
          content: `第${at}件`,
          name: '张桂英',
        },
        system,
        before,
      )
    await tx.delete(outbox)
  })
  // To the clerk and to the head.
  expect(await run(store, '2026-03-17 08:30')).toEqual({ queued: many * 2 })
  const words = await wordsTo(store, clerk)
  expect(new Set(words.map((text) => /编号 (\S+)/.exec(text)?.[1])).size).toBe(many)
  expect(await run(store, '2026-03-17 09:00')).toEqual({ queued: 0 })
}, 60_000)
