import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, ne, notInArray } from 'drizzle-orm'
import { keeps } from '../../policy/privacy.ts'
import { apiTokens } from '../access/api-token.ts'
import { oneUseCodes } from '../access/one-use-code.ts'
import { unstage } from '../ledgers/import-stage.ts'
import { retireeImports } from '../ledgers/retiree-import.ts'
import { attachments, fileSource } from '../messaging/attachment.ts'
import { conversations } from '../messaging/conversation.ts'
import { inbox } from '../messaging/inbox.ts'
import { outbox } from '../messaging/outbox.ts'
import { preparations } from '../messaging/preparation.ts'
import { markOf, setMark } from '../messaging/retention-mark.ts'
import type { Db, Store, Tx } from '../store.ts'
import { emptied } from './erase-rows.ts'
import { entryOf } from './register.ts'

/** Rows of one transaction: everybody else waits behind it. */
const rowsAtOnce = 100
const dayMs = 86_400_000

/** Before this instant the time of something is over. */
const endOf = (keep: { readonly days: number }, now: number) => now - keep.days * dayMs

/** One step of a rule, in a transaction: how many rows, and up to which id it has come; undefined when it is at its end. */
type Step = (
  tx: Tx,
  after: string,
) => Promise<{ readonly count: number; readonly upTo: string } | undefined>

async function repeat(store: Store, rule: string, step: Step, now: number): Promise<number> {
  let count = 0
  for (;;) {
    const done = await store.tx(async (tx) => {
      const mark = await markOf(tx, rule)
      const made = await step(tx, mark.upTo)
      const rowCount = mark.rowCount + (made?.count ?? 0)
      await setMark(tx, { rule, upTo: made?.upTo ?? mark.upTo, rowCount, ranAt: now })
      return made?.count
    })
    if (done === undefined) return count
    count += done
  }
}

const stepOf = (rows: readonly { readonly id: string }[]) => {
  const last = rows.at(-1)
  return last && { count: rows.length, upTo: last.id }
}

/** Messages that were handled keep their place and their time; their words go. */
const emptyInbox =
  (now: number): Step =>
  async (tx, after) => {
    const old = lt(inbox.receivedAt, endOf(keeps.message, now))
    const rows = await tx
      .select()
      .from(inbox)
      .where(and(gt(inbox.id, after), old, ne(inbox.status, 'new')))
      .orderBy(asc(inbox.id))
      .limit(rowsAtOnce)
    for (const row of rows) {
      const set = emptied(tx, entryOf(inbox), row, ['content'])
      await tx.delete(preparations).where(eq(preparations.inboxId, row.id))
      await tx.update(inbox).set(set).where(eq(inbox.id, row.id))
    }
    return stepOf(rows)
  }

const underWay = ['queued', 'retry_wait', 'sending'] as const

const emptyOutbox =
  (now: number): Step =>
  async (tx, after) => {
    const old = lt(outbox.createdAt, endOf(keeps.message, now))
    const rows = await tx
      .select()
      .from(outbox)
      .where(and(gt(outbox.id, after), old, notInArray(outbox.status, [...underWay])))
      .orderBy(asc(outbox.id))
      .limit(rowsAtOnce)
    for (const row of rows) {
      const set = emptied(tx, entryOf(outbox), row, ['body'])
      await tx.update(outbox).set(set).where(eq(outbox.id, row.id))
    }
    return stepOf(rows)
  }

/** What was said of a report that nobody finished. */
const dropDrafts =
  (now: number): Step =>
  async (tx) => {
    const { accountId, draft, updatedAt } = conversations
    const rows = await tx
      .select({ id: accountId })
      .from(conversations)
      .where(and(isNotNull(draft), lt(updatedAt, endOf(keeps.draft, now))))
      .limit(rowsAtOnce)
    if (rows.length === 0) return undefined
    const ids = rows.map(({ id }) => id)
    const idle = { status: 'idle' as const, dialogue: null, asked: null, draft: null }
    await tx.update(conversations).set(idle).where(inArray(accountId, ids))
    return { count: rows.length, upTo: '' }
  }

/** Lists that nobody confirmed. */
const dropImports =
  (now: number): Step =>
  async (tx) => {
    const { id, status, createdAt } = retireeImports
    const waiting = inArray(status, ['ready', 'reading'])
    const [row] = await tx
      .select({ id })
      .from(retireeImports)
      .where(and(waiting, lt(createdAt, endOf(keeps.staging, now))))
      .limit(1)
    if (row === undefined) return undefined
    await unstage(tx, row.id)
    await tx.update(retireeImports).set({ status: 'dropped' }).where(eq(id, row.id))
    return { count: 1, upTo: '' }
  }

const dropTokens =
  (now: number): Step =>
  async (tx) => {
    const end = endOf(keeps.token, now)
    const tokens = await tx.delete(apiTokens).where(lt(apiTokens.expiresAt, end)).returning()
    const codes = await tx.delete(oneUseCodes).where(lt(oneUseCodes.expiresAt, end)).returning()
    const count = tokens.length + codes.length
    return count === 0 ? undefined : { count, upTo: '' }
  }

/**
 * Deletes and empties what its time is over for, by the register, in small steps; begun anew it goes on where it was cut.
 * `now`: epoch milliseconds. Returns how many rows per kind. Source: 个人信息保护法 第十九条, 第四十七条.
 */
export async function deleteExpired(store: Store, now: number) {
  return {
    inbox: await repeat(store, 'inbox', emptyInbox(now), now),
    outbox: await repeat(store, 'outbox', emptyOutbox(now), now),
    drafts: await repeat(store, 'drafts', dropDrafts(now), now),
    imports: await repeat(store, 'imports', dropImports(now), now),
    tokens: await repeat(store, 'tokens', dropTokens(now), now),
  }
}

/** Files that came with messages and belong to no matter, whose time is over: their rows and their names on disk. */
export async function expiredFiles(db: Db, now: number) {
  const { id, petitionId, createdAt, status } = attachments
  const old = lt(createdAt, endOf(keeps.file, now))
  const rows = await db
    .select()
    .from(attachments)
    .where(and(isNull(petitionId), old, eq(status, 'stored')))
    .orderBy(asc(id))
    .limit(rowsAtOnce)
  return rows.map((row) => ({
    id: row.id,
    names: [
      ...(row.channel === 'webchat' ? [fileSource(db, row).ref] : []),
      ...(row.fileName === null ? [] : [row.fileName]),
    ],
  }))
}

/** Notes that these files are gone. */
export async function forgetFiles(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  const rows = await tx
    .select()
    .from(attachments)
    .where(inArray(attachments.id, [...ids]))
  for (const row of rows) {
    const set = { ...emptied(tx, entryOf(attachments), row), status: 'lost' as const }
    await tx.update(attachments).set(set).where(eq(attachments.id, row.id))
  }
  const mark = await markOf(tx, 'files')
  await setMark(tx, { rule: 'files', upTo: '', rowCount: mark.rowCount + rows.length, ranAt: now })
}
