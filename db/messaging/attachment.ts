import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm'
import { check, id, index, instant, int, oneOf, sealed, table, text } from '../columns.ts'
import { newId } from '../id.ts'
import { petitions } from '../ledgers/petition.ts'
import { fixedLimit, statement } from '../statement.ts'
import type { Db, Tx } from '../store.ts'
import { inbox } from './inbox.ts'
import { type ChannelName, channelNames, type IncomingFile } from './message.ts'

/** `wanted`: to be fetched. `refused`: too large or of no use. `lost`: the platform no longer has it. */
export const attachmentStatuses = ['wanted', 'stored', 'refused', 'lost'] as const

/** Largest file kept, bytes. */
export const maxAttachmentBytes = 20 * 1024 * 1024

/** A voice note, picture or document that came with a message, fetched after the message was stored. */
export const attachments = table(
  'attachments',
  {
    id: id().primaryKey(),
    inboxId: id()
      .notNull()
      .references(() => inbox.id),
    petitionId: id().references(() => petitions.id),
    channel: text().notNull().$type<ChannelName>(),
    kind: text().notNull().$type<IncomingFile['kind']>(),
    /** `IncomingFile` as JSON: how to ask the platform for it. */
    source: sealed().notNull(),
    status: text().notNull().$type<(typeof attachmentStatuses)[number]>(),
    /** Generated name below `DATA_DIR/attachments`. */
    fileName: text(),
    mediaType: text(),
    bytes: int(),
    sha256: text(),
    attempts: int().notNull(),
    dueAt: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    check('attachments_status', oneOf(t.status, attachmentStatuses)),
    check('attachments_channel', oneOf(t.channel, channelNames)),
    index('attachments_by_status').on(t.status, t.channel, t.dueAt),
    index('attachments_by_inbox').on(t.inboxId),
    index('attachments_by_petition').on(t.petitionId),
  ],
)

/** A row of `attachments`. */
export type Attachment = typeof attachments.$inferSelect

const place = (rowId: string) => `attachments.source:${rowId}`

/** Where a stored file of this name belongs in the vault. */
export const filePlace = (fileName: string) => `attachments:${fileName}`

/** Notes the files of a message; returns their ids. */
/** Files of a message, in the order they came. */
export async function attachmentsOfMessage(db: Db, inboxId: string): Promise<Attachment[]> {
  return db
    .select()
    .from(attachments)
    .where(eq(attachments.inboxId, inboxId))
    .orderBy(asc(attachments.id))
}

/** Notes the files of a message, unless that was done before; returns their ids. */
export async function wantFiles(
  tx: Tx,
  message: { readonly id: string; readonly channel: ChannelName },
  files: readonly IncomingFile[],
  now: number,
): Promise<string[]> {
  if (files.length === 0) return []
  const noted = await attachmentsOfMessage(tx, message.id)
  if (noted.length > 0) return noted.map((row) => row.id)
  const rows = files.map((file) => {
    const rowId = newId(now)
    return {
      id: rowId,
      inboxId: message.id,
      channel: message.channel,
      kind: file.kind,
      source: tx.vault.seal(place(rowId), JSON.stringify(file)),
      status: 'wanted' as const,
      attempts: 0,
      dueAt: now,
      createdAt: now,
    }
  })
  await tx.insert(attachments).values(rows)
  return rows.map((row) => row.id)
}

/** How to ask the platform for a file. */
export function fileSource(db: Db, row: Pick<Attachment, 'id' | 'source'>): IncomingFile {
  // Cast: written by `wantFiles`, sealed since.
  return JSON.parse(db.vault.open(place(row.id), row.source)) as IncomingFile
}

/** Files that are fetched one after the other before others are looked for. */
const wantedAtOnce = 20

const selectWanted = statement((db: Db, name) =>
  db
    .select()
    .from(attachments)
    .where(
      and(
        eq(attachments.status, 'wanted'),
        eq(attachments.channel, sql.placeholder('channel')),
        lte(attachments.dueAt, sql.placeholder('now')),
      ),
    )
    .orderBy(asc(attachments.dueAt))
    .limit(fixedLimit(wantedAtOnce))
    .prepare(name),
)

/** The first files of a channel that are due to be fetched. */
export async function wantedFiles(db: Db, channel: ChannelName, now: number) {
  return selectWanted(db).execute({ channel, now })
}

/** Records what became of a file, or when to ask for it again. */
export async function updateFile(
  tx: Tx,
  rowId: string,
  change: Partial<Omit<Attachment, 'id' | 'source'>>,
): Promise<void> {
  await tx.update(attachments).set(change).where(eq(attachments.id, rowId))
}

/** Puts the files of messages onto a petition. */
export async function attachToPetition(
  tx: Tx,
  attachmentIds: readonly string[],
  petitionId: string,
): Promise<void> {
  for (const attachmentId of attachmentIds) {
    await tx
      .update(attachments)
      .set({ petitionId })
      .where(and(eq(attachments.id, attachmentId), isNull(attachments.petitionId)))
  }
}

/** Files of a petition, in the order they came. */
export async function attachmentsOfPetition(db: Db, petitionId: string): Promise<Attachment[]> {
  return db
    .select()
    .from(attachments)
    .where(eq(attachments.petitionId, petitionId))
    .orderBy(asc(attachments.id))
}
