import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { auditEntries, auditLinks, linkAudit } from '../../db/audit.ts'
import { dialect } from '../../db/columns.ts'
import { violation } from '../../db/errors.ts'
import { petitionEvents } from '../../db/ledgers/petition-event.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import type { Store, Tx } from '../../db/store.ts'
import { monday, system, testStore } from '../support.ts'

const tables = { auditEntries, auditLinks, petitionEvents }
const names = Object.keys(tables) as (keyof typeof tables)[]

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
    await registerPetition(tx, petition, system, monday)
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
