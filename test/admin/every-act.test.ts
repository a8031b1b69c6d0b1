import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { extensions } from '../../admin/routes/index.ts'
import { handoverDifferences } from '../../db/ledgers/handover-difference.ts'
import { ledgers } from '../../db/ledgers/index.ts'
import { type ImportStatus, importStatusLabels } from '../../db/ledgers/retiree-import.ts'
import { staff } from '../../db/ledgers/staff.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { outboxStatuses } from '../../db/messaging/outbox-state.ts'
import type { Store } from '../../db/store.ts'
import { type Role, roles } from '../../policy/role.ts'
import { makeStaff, monday } from '../support.ts'
import { refusalFault } from './refusal.ts'
import { type Ask, signInAs, type TestServer, testServer } from './support.ts'
import {
  makeDifference,
  makeFailure,
  makeFile,
  makeImport,
  makeOutgoing,
  makePetition,
} from './world.ts'

const words = { name: '张桂英', phone: '', content: '说明' }

/** How a row of a ledger comes into each of its states. */
interface Course {
  readonly states: readonly string[]
  make(store: Store, state: string, verb: string): Promise<string>
  /** A body that every act of the ledger takes. */
  readonly body: object
}

const courses: Readonly<Record<string, Course>> = {
  petitions: {
    states: ['registered', 'accepted', 'answered'],
    make: async (store, state) =>
      // Cast: the states above.
      (await makePetition(store, 'guangtong', words, state as 'registered')).id,
    body: { answer: '已办', stationId: 'heijing', reason: '材料不全' },
  },
  outbox: {
    states: outboxStatuses,
    async make(store, state) {
      const id = await makeOutgoing(store, 'guangtong', '您好')
      // Cast: the states above.
      const status = state as (typeof outboxStatuses)[number]
      const leaseOwner = status === 'sending' ? 'somebody' : null
      await store.tx((tx) => tx.update(outbox).set({ status, leaseOwner }).where(eq(outbox.id, id)))
      return id
    },
    body: { as: 'drop' },
  },
  'personnel-files': {
    states: ['in', 'out'],
    make: (store, state) => makeFile(store, 'guangtong', words, state === 'out' ? 'out' : 'in'),
    body: { borrower: '王科长', purpose: '核对', dueOn: '2026-03-09' },
  },
  'handover-differences': {
    states: ['open', 'settled'],
    async make(store, state) {
      const id = await makeDifference(store, 'guangtong', words)
      const set = { status: 'settled', settlement: 'confirmed', settledAt: monday } as const
      if (state === 'settled')
        await store.tx((tx) =>
          tx.update(handoverDifferences).set(set).where(eq(handoverDifferences.id, id)),
        )
      return id
    },
    body: { settlement: 'confirmed', answer: '核实' },
  },
  'retiree-imports': {
    states: Object.keys(importStatusLabels),
    // Cast: the states above.
    make: (store, state, verb) =>
      makeImport(store, 'guangtong', state as ImportStatus, verb === 'decide' ? 'ask' : 'same'),
    body: { decision: 'keep' },
  },
  staff: {
    states: ['active', 'disabled'],
    async make(store, state) {
      const { id } = await makeStaff(store)
      if (state === 'disabled')
        await store.tx((tx) => tx.update(staff).set({ status: 'disabled' }).where(eq(staff.id, id)))
      return id
    },
    body: { password: '春风又绿江南岸2026' },
  },
  'inbox-failures': {
    states: ['failed'],
    make: (store) => makeFailure(store, '说明'),
    body: {},
  },
}

async function asksOf(site: TestServer): Promise<ReadonlyMap<Role, Ask>> {
  const asks = new Map<Role, Ask>()
  for (const role of roles) {
    const stationId = role.startsWith('station') ? 'guangtong' : null
    asks.set(role, await signInAs(site, await makeStaff(site.store, { role, stationId })))
  }
  return asks
}

const rowOf = (store: Store, ledger: string, id: string): Promise<unknown[]> => {
  const found = ledgers.find(({ name }) => name === ledger)
  if (found === undefined) throw new Error(`no ledger ${ledger}`)
  return Promise.resolve(store.read.select().from(found.table).where(eq(found.table.id, id)))
}

describe.each(Object.entries(courses))('%s', (ledger, { states, make, body }) => {
  const acts = extensions[ledger]?.acts ?? []
  const readers = ledgers.find(({ name }) => name === ledger)?.readers ?? []

  test('in every state, whatever is offered to a role is done and whatever is not changes nothing', async () => {
    const site = await testServer()
    const asks = await asksOf(site)
    const wrong: string[] = []
    for (const state of states)
      for (const { verb, roles: allowed } of acts)
        for (const [role, ask] of asks) {
          const id = await make(site.store, state, verb)
          const where = `${verb} of ${state} by ${role}`
          const before = await rowOf(site.store, ledger, id)
          const detail = await ask('GET', `/${ledger}/${id}`)
          const offered: string[] = detail.statusCode === 200 ? detail.json().may : []
          const reply = await ask('POST', `/${ledger}/${id}/${verb}`, body)
          const { statusCode } = reply
          if (!readers.includes(role) && detail.statusCode !== 403) wrong.push(`${where}: reads`)
          const after = await rowOf(site.store, ledger, id)
          const changed = JSON.stringify(before) !== JSON.stringify(after)
          if (offered.includes(verb) && statusCode !== 200)
            wrong.push(`${where}: offered, ${statusCode} ${reply.body}`)
          if (!offered.includes(verb) && changed) wrong.push(`${where}: not offered, and changed`)
          if (!allowed.includes(role) && statusCode !== 403) wrong.push(`${where}: ${statusCode}`)
          const fault = refusalFault(reply)
          if (fault !== undefined) wrong.push(`${where}: ${fault}`)
          if (statusCode >= 400 && changed) wrong.push(`${where}: refused and changed`)
        }
    expect(wrong).toEqual([])
  }, 90_000)

  test('done twice by two at the same moment is done once, and the other is told why', async () => {
    const site = await testServer()
    const asks = await asksOf(site)
    const twice = new Set(['reset', 'chat-code', 'disable', 'extend'])
    for (const state of states)
      for (const { verb, roles: allowed } of acts.filter((one) => !twice.has(one.verb))) {
        const role = allowed.includes('center_supervisor') ? 'center_supervisor' : allowed[0]
        const ask = asks.get(role ?? 'sysadmin')
        const id = await make(site.store, state, verb)
        const both = await Promise.all(
          [1, 2].map(async () => ask?.('POST', `/${ledger}/${id}/${verb}`, body)),
        )
        const done = both.filter((reply) => reply?.statusCode === 200)
        expect(done.length, `${verb} of ${state}`).toBeLessThanOrEqual(1)
        for (const reply of both)
          if (reply !== undefined) expect(refusalFault(reply), verb).toBeUndefined()
      }
  }, 60_000)

  test('of a row that is not there is not found', async () => {
    const site = await testServer()
    const asks = await asksOf(site)
    for (const { verb, roles: allowed } of acts)
      for (const role of allowed) {
        const reply = await asks.get(role)?.('POST', `/${ledger}/none/${verb}`, body)
        expect([verb, role, reply?.statusCode]).toEqual([verb, role, 404])
      }
  })
})
