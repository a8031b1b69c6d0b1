import { and, eq, getTableColumns, getTableName, inArray, ne, or } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { ErasureGround } from '../../policy/privacy.ts'
import { bindings } from '../ledgers/binding.ts'
import { retirees } from '../ledgers/retiree.ts'
import { attachments, fileSource } from '../messaging/attachment.ts'
import { channelAccounts } from '../messaging/channel-account.ts'
import { outbox, waits } from '../messaging/outbox.ts'
import type { Db, Store, Tx } from '../store.ts'
import type { PersonalTable, RawRow } from './field.ts'
import { placeOf } from './person-data.ts'
import { entryOf, isSealed, personalTables } from './register.ts'

/** Rows of one transaction: everybody else waits behind it. */
const rowsAtOnce = 50

/** What a row becomes: the columns that change, sealed where they are. `only`: of these columns; default: all. */
export function emptied(
  tx: Tx,
  entry: PersonalTable,
  row: RawRow,
  only?: readonly string[],
): Record<string, unknown> {
  const columns = getTableColumns(entry.table)
  const set: Record<string, unknown> = {}
  for (const [key, { erase }] of Object.entries(entry.columns)) {
    const held = row[key]
    const asked = only === undefined || only.some((one) => one === key)
    if (!asked || erase === 'keep' || held === null) continue
    if (erase === 'empty') {
      const column = columns[key]
      if (column?.notNull !== true) set[key] = null
      else set[key] = column.dataType === 'json' ? [] : ''
      continue
    }
    const text = typeof erase.as === 'string' ? erase.as : erase.as(row)
    set[key] = isSealed(entry.table, key) ? tx.vault.seal(placeOf(entry, key, row), text) : text
  }
  return set
}

function columnsOf({ table, key = ['id'] }: PersonalTable): PgColumn[] {
  const columns = getTableColumns(table)
  return key.map((name) => {
    const column = columns[name]
    if (column === undefined) throw new Error(`${getTableName(table)} has no column ${name}`)
    return column
  })
}

/** Which rows of a table go: on a withdrawn consent only what rests on it. */
function conditionOf(entry: PersonalTable, person: string, ground: ErasureGround) {
  if (ground !== 'consent') return entry.of?.(person)
  return entry.basis === 'consent' ? (entry.consented ?? entry.of)?.(person) : undefined
}

async function emptyRows(store: Store, entry: PersonalTable, rows: readonly RawRow[]) {
  const keys = columnsOf(entry)
  const names = entry.key ?? ['id']
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await store.tx(async (tx) => {
      for (const row of rows.slice(at, at + rowsAtOnce)) {
        const same = and(...keys.map((column, index) => eq(column, row[names[index] ?? ''])))
        const set = emptied(tx, entry, row)
        if (Object.keys(set).length > 0) await tx.update(entry.table).set(set).where(same)
      }
    })
}

/** Takes a person out of one table. Returns how many rows were removed or emptied; again and again is as once. */
async function eraseIn(store: Store, entry: PersonalTable, person: string, ground: ErasureGround) {
  const condition = conditionOf(entry, person, ground)
  const changes = Object.values(entry.columns).some(({ erase }) => erase !== 'keep')
  if (condition === undefined || !changes) return 0
  const rows: RawRow[] = await store.read
    .select(getTableColumns(entry.table))
    .from(entry.table)
    .where(condition)
  if (rows.length === 0) return 0
  if (entry.rows === 'remove') await store.tx((tx) => tx.delete(entry.table).where(condition))
  else await emptyRows(store, entry, rows)
  return rows.length
}

/** No account speaks for a person any more; the rows stay, as proof of what was agreed to and when that ended. */
async function endBindings(tx: Tx, person: string, now: number): Promise<void> {
  const ended = { status: 'ended', until: now, endReason: 'by_staff' } as const
  const by = { endedByKind: 'system', endedById: 'erase-approved' }
  await tx
    .update(bindings)
    .set({ ...ended, ...by })
    .where(and(eq(bindings.retireeId, person), ne(bindings.status, 'ended')))
  await tx
    .update(channelAccounts)
    .set({ retireeId: null })
    .where(eq(channelAccounts.retireeId, person))
}

/** What waits to be sent to a person is not sent any more. */
async function stopMessages(tx: Tx, person: string): Promise<void> {
  const accounts = tx
    .select({ id: channelAccounts.id })
    .from(channelAccounts)
    .where(eq(channelAccounts.retireeId, person))
  const theirs = or(eq(outbox.retireeId, person), inArray(outbox.accountId, accounts))
  await tx
    .update(outbox)
    .set({ status: 'cancelled' })
    .where(and(theirs, waits(outbox)))
}

/** Names of the files on disk that go with a person: the stored ones, and what the web chat keeps for its page. */
export async function filesOf(db: Db, person: string, ground: ErasureGround): Promise<string[]> {
  const condition = conditionOf(entryOf(attachments), person, ground)
  if (condition === undefined) return []
  const rows = await db.select().from(attachments).where(condition)
  return rows.flatMap((row) => {
    const kept = row.channel === 'webchat' ? [fileSource(db, row).ref] : []
    return [...kept, ...(row.fileName === null ? [] : [row.fileName])].filter(Boolean)
  })
}

async function loseFiles(tx: Tx, person: string, ground: ErasureGround): Promise<void> {
  const condition = conditionOf(entryOf(attachments), person, ground)
  if (condition !== undefined) await tx.update(attachments).set({ status: 'lost' }).where(condition)
}

/**
 * Takes a person out of every table, the last of the register first, because rows are found by those before them. Safe to
 * begin anew wherever it was cut. The files must be gone already. Returns how many rows were removed or emptied.
 */
export async function eraseRows(store: Store, person: string, ground: ErasureGround, now: number) {
  await store.tx((tx) => stopMessages(tx, person))
  await store.tx((tx) => loseFiles(tx, person, ground))
  let count = 0
  for (const entry of personalTables.toReversed())
    count += await eraseIn(store, entry, person, ground)
  await store.tx((tx) => endBindings(tx, person, now))
  if (ground !== 'consent')
    await store.tx((tx) =>
      tx.update(retirees).set({ status: 'left' }).where(eq(retirees.id, person)),
    )
  return count
}
