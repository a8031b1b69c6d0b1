import { eq, inArray, sql } from 'drizzle-orm'
import { check, id, instant, int, oneOf, sealed, table, text } from '../columns.ts'
import { insertionOnce } from '../command.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import { inbox } from './inbox.ts'

/** Who wrote down what was said in a recording: the platform it came from, or the speech endpoint. */
export const transcribers = ['platform', 'machine'] as const

/**
 * What was found out about a message before it was handled: what a recording says, or what a model took a question for. It
 * outlives a kill in the middle: what was asked is counted, what was answered is kept.
 */
export const preparations = table(
  'preparations',
  {
    inboxId: id()
      .primaryKey()
      .references(() => inbox.id),
    /** `open`: still to be found out, until `giveUpAt`. */
    status: text().notNull().$type<'open' | 'done'>(),
    /** Calls that were begun: counted before they are made. */
    attempts: int().notNull(),
    /** From then on the message is handled as it is. */
    giveUpAt: instant().notNull(),
    /** 机器转写. */
    transcript: sealed(),
    transcribedBy: text().$type<(typeof transcribers)[number]>(),
    /** Name of a topic of the answers. */
    sortedAs: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    check('preparations_status', oneOf(t.status, ['open', 'done'])),
    check('preparations_transcribed_by', oneOf(t.transcribedBy, transcribers)),
  ],
)

/** A row of `preparations`. */
export type Preparation = typeof preparations.$inferSelect

const place = (inboxId: string) => `preparations.transcript:${inboxId}`
const insertPreparation = insertionOnce(preparations)

/** The preparation of a message, if one was begun. */
export async function findPreparation(db: Db, inboxId: string): Promise<Preparation | undefined> {
  const [row] = await db.select().from(preparations).where(eq(preparations.inboxId, inboxId))
  return row
}

/** Begins one, or finds what was begun before a restart. */
export async function beginPreparation(
  tx: Tx,
  inboxId: string,
  giveUpAt: number,
  now: number,
): Promise<Preparation> {
  const fresh = {
    inboxId,
    status: 'open' as const,
    attempts: 0,
    giveUpAt,
    transcript: null,
    transcribedBy: null,
    sortedAs: null,
    createdAt: now,
  }
  if (await insertPreparation(tx, fresh)) return fresh
  return (await findPreparation(tx, inboxId)) ?? fresh
}

/** Counts a call before it is made. */
export async function countTry(tx: Tx, inboxId: string): Promise<void> {
  await tx
    .update(preparations)
    .set({ attempts: sql`${preparations.attempts} + 1` })
    .where(eq(preparations.inboxId, inboxId))
}

/** What was found out; nothing where the message goes on as it is. */
export interface Finding {
  readonly transcript?: string | undefined
  readonly sortedAs?: string | undefined
}

/** Ends a preparation with what was found out. */
export async function endPreparation(tx: Tx, inboxId: string, found: Finding): Promise<void> {
  const { transcript, sortedAs } = found
  const said = transcript === undefined ? {} : sealedTranscript(tx, inboxId, transcript, 'machine')
  await tx
    .update(preparations)
    .set({ status: 'done', sortedAs: sortedAs ?? null, ...said })
    .where(eq(preparations.inboxId, inboxId))
}

function sealedTranscript(
  tx: Tx,
  inboxId: string,
  transcript: string,
  transcribedBy: (typeof transcribers)[number],
) {
  return { transcript: tx.vault.seal(place(inboxId), storable(transcript)), transcribedBy }
}

/** Keeps the transcript that a platform sent with its recording. */
export async function keepTranscript(
  tx: Tx,
  inboxId: string,
  transcript: string,
  now: number,
): Promise<void> {
  const row = { inboxId, status: 'done' as const, attempts: 0, giveUpAt: now, createdAt: now }
  const said = sealedTranscript(tx, inboxId, transcript, 'platform')
  await insertPreparation(tx, { ...row, sortedAs: null, ...said })
}

/** What a recording says, where it is known. */
export function transcriptOf(db: Db, row: Preparation): string | undefined {
  return row.transcript === null ? undefined : db.vault.open(place(row.inboxId), row.transcript)
}

/** Transcripts by message, of those that have one. */
export async function transcriptsOf(
  db: Db,
  inboxIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (inboxIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(preparations)
    .where(inArray(preparations.inboxId, [...inboxIds]))
  return new Map(
    rows.flatMap((row) => {
      const said = transcriptOf(db, row)
      return said === undefined ? [] : [[row.inboxId, said] as const]
    }),
  )
}
