import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { beginImport } from '../../db/ledgers/import-stage.ts'
import { saveConversation } from '../../db/messaging/conversation.ts'
import { jobRuns } from '../../db/messaging/job-run.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import type { Store } from '../../db/store.ts'
import { china, chinaDate, chinaTime } from '../../policy/calendar.ts'
import { jobs } from '../../scheduler/index.ts'
import { runDue } from '../../scheduler/run-job.ts'
import { slotsBetween } from '../../scheduler/slots.ts'
import type { Job } from '../../scheduler/types.ts'
import {
  makeBound,
  makeCardBatch,
  makeDifference,
  makeErasure,
  makeFailure,
  makeFile,
  makeImport,
  makeOutgoing,
  makePetition,
} from '../admin/world.ts'
import { allTables } from '../db/privacy/tables.ts'
import { makeAccount, makeStaff, system, testFolder, testStore } from '../support.ts'

/** Moments at which days, months, years and leap years change, all in China. */
const edges = [
  '2026-12-31 23:59',
  '2027-01-01 00:00',
  '2027-02-28 23:59',
  '2028-02-29 00:00',
  '2028-03-01 00:00',
  '2028-02-29 09:00',
]
const secrets = { name: '张桂英', phone: '13800138000', content: '路灯坏了' }

function filesIn() {
  const folder = testFolder()
  mkdirSync(join(folder, 'attachments'))
  return { attachments: join(folder, 'attachments'), erased: join(folder, 'erased.jsonl') }
}

/** A county in which something waits everywhere, since `at`. */
async function county(at: number): Promise<Store> {
  const store = await testStore()
  for (const role of ['station_clerk', 'station_head'] as const)
    await makeAccount(store, { peerId: role }, await makeStaff(store, { role }))
  const chief = await makeStaff(store, { role: 'center_clerk', stationId: 'center' })
  await makeAccount(store, { peerId: 'center' }, chief)
  for (const status of ['registered', 'accepted', 'answered'] as const)
    await makePetition(store, 'guangtong', secrets, status, at)
  await makeFailure(store, '你好')
  await makeOutgoing(store, 'guangtong', '您好')
  await makeImport(store, 'guangtong', 'reading')
  await makeImport(store, 'guangtong', 'ready', 'ask')
  const list = { stationId: 'guangtong', fileName: '名单.xlsx' }
  await store.tx((tx) => beginImport(tx, list, system, at))
  await makeCardBatch(store, 'guangtong', secrets)
  await makeDifference(store, 'guangtong', secrets)
  await makeFile(store, 'guangtong', secrets, 'out')
  await makeErasure(store, 'guangtong', secrets)
  await makeBound(store, 'guangtong', secrets)
  const { id } = await makeAccount(store, { peerId: 'half-way' })
  const open = { status: 'open', dialogue: 'report_petition', asked: 'name', draft: {} } as const
  const rest = { topic: undefined, misses: 0, offered: [], talkedAt: at }
  await store.tx((tx) =>
    saveConversation(tx, id, { ...rest, ...open, draft: { content: '灯坏了' } }, at),
  )
  return store
}

const tables = await allTables()

/** How many rows every table has, and how every message stands. */
async function state({ read }: Store) {
  const counts: Record<string, number> = {}
  for (const [name, table] of tables) counts[name] = await read.$count(table)
  const messages = await read
    .select({ id: outbox.id, status: outbox.status, attempts: outbox.attempts })
    .from(outbox)
  return { counts, messages: messages.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
}

test('jobs have names of their own, due times, and time to be late', () => {
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length)
  for (const { name, schedule, windowMs } of jobs) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(windowMs).toBeGreaterThan(0)
    const [from, until] = [china('2026-12-25'), china('2027-01-04')]
    expect([name, slotsBetween(schedule, from, until).length > 0]).toEqual([name, true])
  }
})

describe.each(jobs.map((job): [string, Job] => [job.name, job]))('%s', (_, job) => {
  test.each(edges)('at %s finds nothing to do where there is nothing', async (at) => {
    const store = await testStore()
    const before = await state(store)
    const counts = await job.run({ store, tick: china(at), files: filesIn() })
    // The chain of the audit has its own beginning: nothing else is made out of nothing.
    expect(Object.values(counts).every((count) => count === 0) || job.name === 'audit-links').toBe(
      true,
    )
    const after = await state(store)
    expect(after.messages).toEqual(before.messages)
    // How far somebody looked is noted, whatever there was to see.
    const { retention_marks: _, ...kept } = before.counts
    expect(after.counts).toMatchObject(kept)
  })

  test.each(edges)('at %s done twice is done once, and sends nothing itself', async (at) => {
    const tick = china(at)
    const store = await county(tick - 40 * 86_400_000)
    const files = filesIn()
    await job.run({ store, tick, files })
    const once = await state(store)
    const counts = await job.run({ store, tick, files })
    expect(await state(store)).toEqual(once)
    for (const [what, count] of Object.entries(counts)) expect([what, count]).toEqual([what, 0])
    for (const { status } of once.messages)
      expect(status).not.toMatch(/sending|accepted|retry_wait/)
  })

  test('two processes that tick over a New Year’s night run each of its due times once between them', async () => {
    const store = await county(china('2026-12-20 09:00'))
    const files = filesIn()
    const [from, until] = [china('2026-12-31 22:00'), china('2027-01-01 09:30')]
    const logged: string[] = []
    for (let now = from; now <= until; now += 30 * 60_000) {
      const tick = () =>
        runDue(
          store,
          job,
          () => now,
          (event) => logged.push(event),
          files,
        )
      await Promise.all([tick(), tick()])
    }
    const runs = await store.read.select().from(jobRuns).where(eq(jobRuns.job, job.name))
    const slots = runs.map(({ slot }) => slot)
    expect(new Set(slots).size).toBe(slots.length)
    expect(logged).not.toContain('job-failed')
    for (const slot of slotsBetween(job.schedule, from, until)) expect(slots).toContain(slot.key)
    for (const { slot, status } of runs) {
      expect(chinaTime(china(slot))).toBe(slot)
      expect(chinaDate(china(slot))).toBe(slot.slice(0, 10))
      expect(status).toMatch(/done|missed/)
    }
  })
})
