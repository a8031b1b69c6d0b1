import { asc, eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { audit, auditEntries, auditLinks, firstBrokenLink, linkAudit } from '../../db/audit.ts'
import { dialect } from '../../db/columns.ts'
import type { Store, Tx } from '../../db/store.ts'
import { monday, system, testStore } from '../support.ts'

const later = monday + 60_000

async function write(store: Store, count: number, at = monday): Promise<void> {
  await store.tx(async (tx) => {
    for (let n = 0; n < count; n++) await audit(tx, system, 'staff.add', `rows:${n}`, at + n, { n })
  })
}

const link = (store: Store, now = later, limit?: number) =>
  store.tx((tx) => linkAudit(tx, now, limit))

/** A statement outside the ledger functions, as somebody with the file in hand runs it. Cast: the driver's own methods. */
const raw = (tx: Tx, query: string) => {
  const driver = tx as unknown as Record<'run' | 'execute', (q: unknown) => Promise<unknown>>
  return dialect === 'pg' ? driver.execute(sql.raw(query)) : driver.run(sql.raw(query))
}

async function bypassTriggers(store: Store): Promise<void> {
  const names = ['audit_entries', 'audit_links']
  const statements =
    dialect === 'pg'
      ? names.map((name) => `drop trigger ${name}_only_grows on ${name}`)
      : names.flatMap((name) => [
          `drop trigger ${name}_no_update`,
          `drop trigger ${name}_no_delete`,
        ])
  const noReference =
    dialect === 'pg'
      ? ['alter table audit_links drop constraint audit_links_entry_id_audit_entries_id_fk']
      : [
          'alter table audit_links rename to l',
          'create table audit_links as select * from l',
          'drop table l',
        ]
  await store.tx(async (tx) => {
    for (const statement of [...statements, ...noReference]) await raw(tx, statement)
  })
}

describe('an entry', () => {
  test('says who did what to which row and when, its facts with sorted keys', async () => {
    const store = await testStore()
    await store.tx((tx) =>
      audit(tx, system, 'petition.answered', 'petitions:1', monday, { z: 1, a: 'x', m: null }),
    )
    expect(await store.read.select().from(auditEntries)).toEqual([
      {
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        at: monday,
        actorKind: 'system',
        actorId: 'test',
        action: 'petition.answered',
        subject: 'petitions:1',
        detail: '{"a":"x","m":null,"z":1}',
      },
    ])
  })

  test('goes with its transaction', async () => {
    const store = await testStore()
    const failing = store.tx(async (tx) => {
      await audit(tx, system, 'staff.add', 's', monday)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await store.read.$count(auditEntries)).toBe(0)
  })
})

describe('the chain', () => {
  test('links entries older than ten seconds, once, in order of time', async () => {
    const store = await testStore()
    await store.tx(async (tx) => {
      await audit(tx, system, 'staff.reset', 's', monday + 2)
      await audit(tx, system, 'staff.add', 's', monday + 1)
      await audit(tx, system, 'staff.code', 's', monday + 3)
    })
    expect(await link(store, monday + 10_002)).toBe(2)
    expect(await link(store, monday + 10_002)).toBe(0)
    expect(await link(store, monday + 10_003)).toBe(1)
    const rows = await store.read
      .select({ seq: auditLinks.seq, action: auditEntries.action })
      .from(auditLinks)
      .innerJoin(auditEntries, eq(auditEntries.id, auditLinks.entryId))
      .orderBy(asc(auditLinks.seq))
    expect(rows).toEqual([
      { seq: 1, action: 'staff.add' },
      { seq: 2, action: 'staff.reset' },
      { seq: 3, action: 'staff.code' },
    ])
  })

  test('each link holds the hash before it, beginning with zeros', async () => {
    const store = await testStore()
    await write(store, 5)
    await link(store)
    const links = await store.read.select().from(auditLinks).orderBy(asc(auditLinks.seq))
    expect(links.map(({ prevHash }) => prevHash)).toEqual([
      '0'.repeat(64),
      ...links.slice(0, -1).map(({ hash }) => hash),
    ])
    expect(await firstBrokenLink(store.read)).toBeUndefined()
  })

  test('is the same whether linked at once, in portions, or with more than a page', async () => {
    const [whole, portions] = [await testStore(), await testStore()]
    await write(whole, 1203)
    expect([await link(whole), await link(whole)]).toEqual([1000, 203])
    expect(await firstBrokenLink(whole.read)).toBeUndefined()
    const entries = await whole.read.select().from(auditEntries)
    await portions.tx(async (tx) => {
      for (let at = 0; at < entries.length; at += 100) {
        await tx.insert(auditEntries).values(entries.slice(at, at + 100))
      }
    })
    while ((await link(portions, later, 250)) > 0);
    const heads = [whole, portions].map((store) =>
      store.read.select().from(auditLinks).where(eq(auditLinks.seq, 1203)),
    )
    expect(await heads[0]).toEqual(await heads[1])
  })

  test('an entry that commits late is linked after those before it', async () => {
    const store = await testStore()
    await write(store, 2, monday + 100)
    await link(store)
    await write(store, 1, monday)
    expect(await link(store)).toBe(1)
    expect(await firstBrokenLink(store.read)).toBeUndefined()
  })

  test('writers beside each other and beside the linker leave no gap', async () => {
    const store = await testStore()
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 10; n++) await write(store, 1, monday + writer * 100 + n)
    })
    const linking = Promise.all(Array.from({ length: 5 }, () => link(store)))
    await Promise.all([...writers, linking])
    while ((await link(store)) > 0);
    expect(await store.read.$count(auditLinks)).toBe(80)
    expect(await firstBrokenLink(store.read)).toBeUndefined()
  })

  test('an empty one is whole', async () => {
    const store = await testStore()
    expect(await link(store)).toBe(0)
    expect(await firstBrokenLink(store.read)).toBeUndefined()
  })

  const columns = ['at', 'actor_kind', 'actor_id', 'action', 'subject', 'detail']
  test.each(
    columns,
  )('tells at which link an altered %s breaks it, wherever it is', async (column) => {
    const store = await testStore()
    await write(store, 4)
    await link(store)
    await bypassTriggers(store)
    for (let seq = 4; seq >= 1; seq--) {
      const value = column === 'at' ? '7' : "'forged'"
      await store.tx((tx) =>
        raw(
          tx,
          `update audit_entries set ${column} = ${value} where id = (select entry_id from audit_links where seq = ${seq})`,
        ),
      )
      expect(await firstBrokenLink(store.read)).toBe(seq)
    }
  })

  test.each([
    ['an altered hash', (seq: number) => `update audit_links set hash = 'f' where seq = ${seq}`],
    [
      'an altered link back',
      (seq: number) => `update audit_links set prev_hash = 'f${seq}' where seq = ${seq}`,
    ],
    [
      'an entry that was removed',
      (seq: number) =>
        `delete from audit_entries where id = (select entry_id from audit_links where seq = ${seq})`,
    ],
    [
      'a renumbered link',
      (seq: number) => `update audit_links set seq = seq + 100 where seq = ${seq}`,
    ],
  ])('notices %s at every link, the last included', async (_, forge) => {
    const store = await testStore()
    await write(store, 4)
    await link(store)
    await bypassTriggers(store)
    for (let seq = 4; seq >= 1; seq--) {
      await store.tx((tx) => raw(tx, forge(seq)))
      expect(await firstBrokenLink(store.read)).toBe(seq)
    }
  })

  test.each([1, 2, 3])('notices that link %i and its entry were removed', async (seq) => {
    const store = await testStore()
    await write(store, 4)
    await link(store)
    await bypassTriggers(store)
    await store.tx(async (tx) => {
      await raw(
        tx,
        `delete from audit_entries where id = (select entry_id from audit_links where seq = ${seq})`,
      )
      await raw(tx, `delete from audit_links where seq = ${seq}`)
    })
    expect(await firstBrokenLink(store.read)).toBe(seq)
  })
})
