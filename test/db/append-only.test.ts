import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditEntries, auditLinks, linkAudit } from '../../db/audit.ts'
import { dialect } from '../../db/columns.ts'
import { violation } from '../../db/errors.ts'
import { addPetitionEvent, petitionEvents } from '../../db/ledgers/petition-event.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import type { Store, Tx } from '../../db/store.ts'
import { monday, system, testStore } from '../support.ts'

const tables = { auditEntries, auditLinks, petitionEvents }
const names = Object.keys(tables) as (keyof typeof tables)[]

let petitionId = ''

async function filled(): Promise<Store> {
  const store = await testStore()
  await store.tx(async (tx) => {
    const petition = {
      stationId: 'guangtong',
      kind: 'help',
      source: 'letter',
      content: '看不清',
      name: '李秀英',
    } as const
    petitionId = (await registerPetition(tx, petition, system, monday)).id
    await linkAudit(tx, monday + 60_000)
  })
  return store
}

const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => violation(error),
  )

test.each(names)('the database refuses to change or remove a row of %s', async (name) => {
  const store = await filled()
  const t = tables[name]
  const before = await store.read.select().from(t)
  expect(before).toHaveLength(1)
  const column = { auditEntries: 'action', auditLinks: 'hash', petitionEvents: 'actorId' }[name]
  expect(await kindOf(store.tx((tx) => tx.update(t).set({ [column]: 'x' })))).toBe('trigger')
  expect(await kindOf(store.tx((tx) => tx.delete(t)))).toBe('trigger')
  expect(await store.read.select().from(t)).toEqual(before)
})

test('of an event the note may go, and nothing else with it', async () => {
  const store = await filled()
  await store.tx((tx) => addPetitionEvent(tx, petitionId, 'added', system, monday, '邻居说的话'))
  const t = petitionEvents
  const note = Buffer.from('x')
  for (const set of [{ note }, { note: null, at: 1 }, { note: null, actorId: 'x' }])
    expect(await kindOf(store.tx((tx) => tx.update(t).set(set)))).toBe('trigger')
  expect(await kindOf(store.tx((tx) => tx.update(t).set({ note: null })))).toBe('done')
  expect((await store.read.select({ note: t.note }).from(t)).map((row) => row.note)).toEqual([
    null,
    null,
  ])
})

test.runIf(dialect === 'pg').each(['audit_entries', 'audit_links', 'petition_events'])(
  'PostgreSQL refuses to empty %s at once',
  async (name) => {
    const store = await filled()
    // Cast: `execute` belongs to the driver, ledgers do not have it.
    const truncate = (tx: Tx) =>
      (tx as unknown as { execute(query: unknown): Promise<unknown> }).execute(
        sql.raw(`truncate ${name} cascade`),
      )
    expect(await kindOf(store.tx(truncate))).toBe('trigger')
  },
)
