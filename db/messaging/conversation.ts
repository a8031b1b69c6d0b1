import { and, asc, eq, isNull, lte, or, type SQLWrapper, sql } from 'drizzle-orm'
import { check, id, index, instant, int, oneOf, sealed, table, text } from '../columns.ts'
import { command, insertion } from '../command.ts'
import { query } from '../query.ts'
import type { Db, Tx } from '../store.ts'
import { channelAccounts } from './channel-account.ts'

/** `idle`: nothing under way. `open`: a dialogue waits for an answer. `kept`: unfinished, reminded once, left for staff. */
export const conversationStatuses = ['idle', 'open', 'kept'] as const

// A literal, so that the engines see that the partial index serves.
const isOpen = ({ status }: { readonly status: SQLWrapper }) => sql`${status} = 'open'`

/** Where the talk with one account stands, so that a restart in the middle of a report loses nothing. */
export const conversations = table(
  'conversations',
  {
    accountId: id()
      .primaryKey()
      .references(() => channelAccounts.id),
    status: text().notNull().$type<(typeof conversationStatuses)[number]>(),
    /** Name of the dialogue that is open. */
    dialogue: text(),
    /** Field that was asked last. */
    asked: text(),
    /** What was said so far, as JSON. */
    draft: sealed(),
    /** Messages in a row that were not understood. */
    misses: int().notNull(),
    /** Subject of the last answer or the last petition: what "那县外呢？" or 满意 refers to. */
    topic: text(),
    /** Ids of the options offered last, as JSON: a digit typed next means one of them. */
    offered: text(),
    updatedAt: instant().notNull(),
    remindedAt: instant(),
  },
  (t) => [
    check('conversations_status', oneOf(t.status, conversationStatuses)),
    index('conversations_open').on(t.updatedAt, t.accountId).where(isOpen(t)),
  ],
)

/** The state a handler reads and returns. */
export interface Conversation {
  readonly status: (typeof conversationStatuses)[number]
  readonly dialogue: string | undefined
  readonly asked: string | undefined
  readonly draft: Readonly<Record<string, unknown>>
  readonly misses: number
  readonly topic: string | undefined
  readonly offered: readonly string[]
  /** When something was said last, epoch milliseconds; 0: never. */
  readonly talkedAt: number
}

/** Nothing said yet. */
export const freshConversation: Conversation = {
  status: 'idle',
  dialogue: undefined,
  asked: undefined,
  draft: {},
  misses: 0,
  topic: undefined,
  offered: [],
  talkedAt: 0,
}

const place = (accountId: string) => `conversations.draft:${accountId}`

const selectConversation = query(conversations, (db) =>
  db
    .select()
    .from(conversations)
    .where(eq(conversations.accountId, sql.placeholder('accountId'))),
)

/** The state of one account. */
export async function loadConversation(db: Db, accountId: string): Promise<Conversation> {
  const [row] = await selectConversation(db, { accountId })
  if (row === undefined) return freshConversation
  return {
    status: row.status,
    dialogue: row.dialogue ?? undefined,
    asked: row.asked ?? undefined,
    // Cast: written by `saveConversation` as a JSON object.
    draft:
      row.draft === null
        ? {}
        : (JSON.parse(db.vault.open(place(accountId), row.draft)) as Record<string, unknown>),
    misses: row.misses,
    topic: row.topic ?? undefined,
    // Cast: written by `saveConversation` as a JSON array of ids.
    offered: row.offered === null ? [] : (JSON.parse(row.offered) as string[]),
    talkedAt: row.updatedAt,
  }
}

const column = (key: keyof typeof conversations.$inferSelect) => sql`${sql.placeholder(key)}`
const updateConversation = command((tx) =>
  tx
    .update(conversations)
    .set({
      status: column('status'),
      dialogue: column('dialogue'),
      asked: column('asked'),
      draft: column('draft'),
      misses: column('misses'),
      topic: column('topic'),
      offered: column('offered'),
      updatedAt: column('updatedAt'),
      remindedAt: null,
    })
    .where(eq(conversations.accountId, sql.placeholder('accountId'))),
)
const insertConversation = insertion(conversations)

/** Stores the state, in the transaction of the message that changed it. */
export async function saveConversation(
  tx: Tx,
  accountId: string,
  state: Conversation,
  now: number,
): Promise<void> {
  const hasDraft = Object.keys(state.draft).length > 0
  const values = {
    status: state.status,
    dialogue: state.dialogue ?? null,
    asked: state.asked ?? null,
    draft: hasDraft ? tx.vault.seal(place(accountId), JSON.stringify(state.draft)) : null,
    misses: state.misses,
    topic: state.topic ?? null,
    offered: state.offered.length > 0 ? JSON.stringify(state.offered) : null,
    updatedAt: now,
    accountId,
  }
  const updated = await updateConversation(tx, values)
  if (updated === 0) await insertConversation(tx, values)
}

/**
 * Offers choices with words that were not asked for: a digit said next means one of them. While a dialogue is open its own
 * question stands, and the words must say what to answer instead.
 */
export async function offerChoices(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  const state = await loadConversation(tx, accountId)
  if (state.status !== 'open')
    await saveConversation(tx, accountId, { ...state, offered: ids }, now)
}

/** An open dialogue as it stood when it was found. */
export type OpenConversation = Pick<typeof conversations.$inferSelect, 'accountId' | 'updatedAt'>

/**
 * Open dialogues of which something is due, oldest first: last touched at or before `keep`, or at or before `remind` and not
 * reminded since.
 */
export async function staleConversations(
  db: Db,
  { remind, keep }: { readonly remind: number; readonly keep: number },
  limit: number,
): Promise<OpenConversation[]> {
  const { accountId, status, updatedAt, remindedAt } = conversations
  const due = or(lte(updatedAt, keep), and(lte(updatedAt, remind), isNull(remindedAt)))
  return db
    .select({ accountId, updatedAt })
    .from(conversations)
    .where(and(isOpen({ status }), due))
    .orderBy(asc(updatedAt), asc(accountId))
    .limit(limit)
}

const stillAs = ({ accountId, updatedAt }: OpenConversation) =>
  and(
    eq(conversations.accountId, accountId),
    isOpen(conversations),
    eq(conversations.updatedAt, updatedAt),
  )

/** Notes the one reminder of an unfinished dialogue. False when it went on meanwhile, or was reminded already. */
export async function markReminded(tx: Tx, found: OpenConversation, now: number): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({ remindedAt: now })
    .where(and(stillAs(found), isNull(conversations.remindedAt)))
    .returning({ accountId: conversations.accountId })
  return rows.length === 1
}

/** Leaves an unfinished dialogue to staff: the draft stays, the person starts afresh. False when it went on meanwhile. */
export async function keepForStaff(tx: Tx, found: OpenConversation): Promise<boolean> {
  const rows = await tx
    .update(conversations)
    .set({ status: 'kept' })
    .where(stillAs(found))
    .returning({ accountId: conversations.accountId })
  return rows.length === 1
}
