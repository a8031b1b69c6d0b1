import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { inbox, settleFailed } from '../../db/messaging/inbox.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { openStore } from '../../db/open.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { testDatabase, testStore, testVault } from '../support.ts'
import { type Core, startCore } from './core.ts'
import { failingStore, type Mishap } from './failing-store.ts'

/** Runs of a property that starts a service each time. */
const runCount = dialect === 'pg' ? 4 : 10

const words = (n: number) => `投诉：第${n}件事，我叫张桂英，广通，13800138000`

/** A platform that hands a message over again until it is taken. */
async function handOver(core: Core, n: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++)
    try {
      await core.channel.says(words(n), { externalId: `m${n}`, peerId: `peer${n % 3}` })
      return
    } catch {
      core.clock.now += 100
    }
  throw new Error('never taken')
}

/** Moves the clock until every message is handled or on the staff list. */
async function settle(core: Core, store: Store): Promise<void> {
  await vi.waitFor(
    async () => {
      core.clock.now += 5_000
      const rows = await store.read.select({ status: inbox.status }).from(inbox)
      expect(rows.filter(({ status }) => status === 'new')).toEqual([])
    },
    { timeout: 20_000, interval: 50 },
  )
}

/** What the ledger holds, and what was said about it: one of each per message. */
async function expectOnce(store: Store, count: number): Promise<void> {
  const rows = await openPetitions(store.read, countyScope, 200)
  const told = rows.map((row) => petitionWords(store.read, row).content).toSorted()
  expect(told).toEqual(Array.from({ length: count }, (_, n) => words(n)).toSorted())
  expect(new Set(rows.map(({ serialNo }) => serialNo)).size).toBe(count)
  const replies = await store.read.select().from(outbox)
  const answered = replies.filter(({ kind }) => kind === 'reply').map(({ inboxId }) => inboxId)
  expect(new Set(answered).size).toBe(count)
  expect(answered).toHaveLength(count)
}

/** Staff press 再试一次 on everything that is on their list. */
async function retryFailed(core: Core, store: Store): Promise<void> {
  const rows = await store.read.select().from(inbox)
  for (const { id, status } of rows)
    if (status === 'failed') await store.tx((tx) => settleFailed(tx, id, 'new', core.clock.now))
}

describe('a database that fails now and then', () => {
  const mishaps = fc.constantFrom<Mishap | undefined>(
    'before',
    'undone',
    'unheard',
    undefined,
    undefined,
  )

  test('loses no message and does none twice, whenever and however it fails', async () => {
    const scripts = fc.array(mishaps, { minLength: 20, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const store = await testStore()
        const left = [...script]
        const core = await startCore({ store: failingStore(store, () => left.shift()) })
        for (let n = 0; n < 6; n++) await handOver(core, n)
        await settle(core, store)
        left.length = 0
        await retryFailed(core, store)
        await settle(core, store)
        await expectOnce(store, 6)
        await core.stop()
      }),
      { numRuns: runCount },
    )
  }, 120_000)

  test('in the middle of a talk keeps the talk: the next answer goes on where it was', async () => {
    const store = await testStore()
    const left: (Mishap | undefined)[] = []
    const core = await startCore({ store: failingStore(store, () => left.shift()) })
    await core.talk('我要投诉')
    for (const [answer, mishap] of [
      ['没有路灯', 'undone'],
      ['张桂英', 'unheard'],
      ['没有', 'before'],
    ] as const) {
      left.push(undefined, mishap)
      await core.channel.says(answer)
      await settle(core, store)
    }
    expect(await core.talk('广通')).toMatch(/编号 GT2026\d{4}/)
    const rows = await openPetitions(store.read, countyScope, 5)
    expect(rows).toMatchObject([{ name: '张桂英', stationId: 'guangtong', phone: null }])
  })

  test('is told in the log by class and code, never by words', async () => {
    const store = await testStore()
    const left: (Mishap | undefined)[] = [undefined, 'undone', 'undone']
    const core = await startCore({ store: failingStore(store, () => left.shift()) })
    await handOver(core, 0)
    await settle(core, store)
    const told = core.logged.join('\n')
    expect(told).toMatch(/message-failed|deliver-failed|fetch-failed|dispatch-failed/)
    expect(told).not.toMatch(/张桂英|第0件事|13800138000|connection terminated/)
  })
})

describe.runIf(dialect === 'pg')('a server whose connections are cut', () => {
  test('in the middle of a burst, again and again: nothing is lost and nothing is done twice', async () => {
    const { url = '', file } = await testDatabase()
    const store = await openStore({ file, url, vault: testVault })
    onTestFinished(() => store.close())
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    onTestFinished(() => other.end())
    const core = await startCore({ store })
    for (let n = 0; n < 12; n++) {
      await handOver(core, n)
      if (n % 3 !== 1) continue
      await other.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
      )
    }
    await vi.waitFor(() => settle(core, store), { timeout: 20_000 })
    await retryFailed(core, store)
    await settle(core, store)
    await expectOnce(store, 12)
    await core.stop()
  }, 60_000)
})
