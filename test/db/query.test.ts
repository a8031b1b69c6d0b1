import { and, asc, eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { insertion } from '../../db/command.ts'
import { enterprises } from '../../db/ledgers/enterprise.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { retireeImports } from '../../db/ledgers/retiree-import.ts'
import { inbox } from '../../db/messaging/inbox.ts'
import { query } from '../../db/query.ts'
import { monday, testStore } from '../support.ts'

const addMessage = insertion(inbox)
const byPeer = query(inbox, (db) =>
  db
    .select()
    .from(inbox)
    .where(and(eq(inbox.channel, 'telegram'), eq(inbox.peerId, sql.placeholder('peerId'))))
    .orderBy(asc(inbox.id)),
)

const printable = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replaceAll('\0', '').toWellFormed())
const instants = fc.integer({ min: 0, max: 4_102_444_800_000 })
const messages = fc.array(
  fc.record({
    account: printable,
    peerId: fc.constantFrom('一', '二'),
    idLife: fc.constantFrom('permanent' as const, 'session' as const),
    content: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    sentAt: fc.option(instants),
    receivedAt: instants,
    status: fc.constantFrom('new' as const, 'done' as const, 'failed' as const),
    attempts: fc.integer({ min: 0, max: 3 }),
    dueAt: instants,
    error: fc.option(printable),
    doneAt: fc.option(instants),
  }),
  { maxLength: 6 },
)

describe('rows that are read past the mapper', () => {
  test('are those that the builder reads, whatever stands in them', async () => {
    const store = await testStore()
    let made = 0
    await fc.assert(
      fc.asyncProperty(messages, async (batch) => {
        await store.tx(async (tx) => {
          for (const message of batch) {
            made += 1
            const key = String(made).padStart(6, '0')
            await addMessage(tx, { ...message, id: key, channel: 'telegram', externalId: key })
          }
        })
        for (const peerId of ['一', '二', '三']) {
          const built = await store.read
            .select()
            .from(inbox)
            .where(eq(inbox.peerId, peerId))
            .orderBy(asc(inbox.id))
          expect(await byPeer(store.read, { peerId })).toEqual(built)
          expect(await store.tx((tx) => byPeer(tx, { peerId }))).toEqual(built)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('share nothing: a row that is changed leaves the next as it was', async () => {
    const store = await testStore()
    const firm = { id: 'firm', name: '企业', contactName: '', phone: '', createdAt: monday }
    await store.tx((tx) => insertion(enterprises)(tx, firm))
    const all = query(enterprises, (db) => db.select().from(enterprises))
    const [first] = await all(store.read, {})
    Object.assign(first ?? {}, { name: '改过' })
    expect(await all(store.read, {})).toEqual([firm])
  })

  test('see what their own transaction wrote, and what another has not committed is not read', async () => {
    const store = await testStore()
    const all = query(enterprises, (db) => db.select().from(enterprises))
    const firm = { id: 'firm', name: '企业', contactName: '', phone: '', createdAt: monday }
    await store.tx(async (tx) => {
      await insertion(enterprises)(tx, firm)
      expect(await all(tx, {})).toEqual([firm])
      expect(await all(store.read, {})).toEqual([])
    })
    expect(await all(store.read, {})).toEqual([firm])
  })
})

test('a table with JSON is refused when the read is written', () => {
  expect(() => query(retireeImports, (db) => db.select().from(retireeImports))).toThrow(/column/)
})

test.runIf(dialect === 'pg')('a table with a date is refused when the read is written', () => {
  expect(() => query(retirees, (db) => db.select().from(retirees))).toThrow(/bornOn/)
})
