import { and, desc, eq, sql } from 'drizzle-orm'
import type { AddedSource, Additions } from '../../policy/learning/additions.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { check, id, instant, int, oneOf, table, text, unique } from '../columns.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import { curatedQuestions } from './curated-question.ts'
import { staff } from './staff.ts'

/** How a version came to be. `withdrawn`: from then on the database has no such source. */
export const sourceActLabels = { saved: '保存', restored: '恢复', withdrawn: '撤下' } as const

/** 政策文件: every version of every source that staff keep in the database. Rows are only added. */
export const policySourceVersions = table(
  'policy_source_versions',
  {
    id: id().primaryKey(),
    /** Name of the source, as a file would have it. */
    name: text().notNull(),
    /** 1, 2, 3 … of a name; the highest counts. */
    version: int().notNull(),
    act: text().notNull().$type<keyof typeof sourceActLabels>(),
    text: text().notNull(),
    questions: text().notNull(),
    savedAt: instant().notNull(),
    savedBy: id().references(() => staff.id),
  },
  (t) => [
    check('policy_source_versions_act', oneOf(t.act, Object.keys(sourceActLabels))),
    unique('policy_source_versions_version').on(t.name, t.version),
  ],
)

/** A row of `policySourceVersions`. */
export type PolicySourceVersion = typeof policySourceVersions.$inferSelect

/** Somebody else saved in between: what was read is not what is now. */
export class PolicySourceChanged extends LedgerError {
  readonly code = 'policy_source_changed'
  constructor() {
    super('别人刚刚改过这份文件。请重新打开，再改一次。')
  }
}

/** Every version of a source, newest first. */
export function versionsOfSource(db: Db, name: string): Promise<PolicySourceVersion[]> {
  const { name: column, version } = policySourceVersions
  return db.select().from(policySourceVersions).where(eq(column, name)).orderBy(desc(version))
}

/** One version of a source. @throws {NotFound} */
export async function sourceVersion(
  db: Db,
  name: string,
  version: number,
): Promise<PolicySourceVersion> {
  const same = and(eq(policySourceVersions.name, name), eq(policySourceVersions.version, version))
  const [row] = await db.select().from(policySourceVersions).where(same)
  if (row === undefined) throw new NotFound('版本')
  return row
}

/** The version that counts of each source, withdrawn ones too. */
export async function currentSources(db: Db): Promise<PolicySourceVersion[]> {
  const { name, version } = policySourceVersions
  const newest = db
    .select({ name, version: sql<number>`max(${version})`.as('newest') })
    .from(policySourceVersions)
    .groupBy(name)
    .as('newest')
  const rows = await db
    .select({ row: policySourceVersions })
    .from(policySourceVersions)
    .innerJoin(newest, and(eq(newest.name, name), eq(newest.version, version)))
    .orderBy(name)
  return rows.map(({ row }) => row)
}

/** How a new version is saved. `after`: the version that was read, 0 for none. */
export interface SourceChange extends AddedSource {
  readonly after: number
  readonly act: PolicySourceVersion['act']
}

/** Saves a version; what it says was checked before. @throws {PolicySourceChanged} when `after` is not the newest. */
export async function saveSource(
  tx: Tx,
  { after, ...change }: SourceChange,
  actor: Actor,
  now: number,
): Promise<PolicySourceVersion> {
  const [newest] = await tx
    .select({ version: policySourceVersions.version })
    .from(policySourceVersions)
    .where(eq(policySourceVersions.name, change.name))
    .orderBy(desc(policySourceVersions.version))
    .limit(1)
  if ((newest?.version ?? 0) !== after) throw new PolicySourceChanged()
  const version = after + 1
  const by = actor.kind === 'staff' ? actor.id : null
  const row = {
    id: newId(now),
    ...change,
    text: storable(change.text),
    questions: storable(change.questions),
    version,
    savedAt: now,
    savedBy: by,
  }
  await tx.insert(policySourceVersions).values(row)
  const about = { act: change.act, version }
  await audit(tx, actor, 'policy-source.save', `policy_sources:${change.name}`, now, about)
  return row
}

/** 恢复: an older version becomes the newest. @throws {NotFound | PolicySourceChanged} */
export async function restoreSource(
  tx: Tx,
  name: string,
  { version, after }: { readonly version: number; readonly after: number },
  actor: Actor,
  now: number,
): Promise<PolicySourceVersion> {
  const { text: words, questions, act } = await sourceVersion(tx, name, version)
  if (act === 'withdrawn') throw new NotFound('可以恢复的版本')
  return saveSource(tx, { name, text: words, questions, after, act: 'restored' }, actor, now)
}

/** All that staff added, as answers are made from it. */
export async function readAdditions(db: Db): Promise<Additions> {
  const sources = await currentSources(db)
  const questions = await db
    .select({
      question: curatedQuestions.question,
      kind: curatedQuestions.kind,
      topic: curatedQuestions.topic,
    })
    .from(curatedQuestions)
    .where(eq(curatedQuestions.status, 'used'))
    .orderBy(curatedQuestions.addedAt, curatedQuestions.id)
  return {
    sources: sources
      .filter(({ act }) => act !== 'withdrawn')
      .map(({ name, text: words, questions: asked }) => ({ name, text: words, questions: asked })),
    questions,
  }
}

/** Changes whenever `readAdditions` would tell something new; cheap, asked every few seconds by every process. */
export async function additionsMark(db: Db): Promise<string> {
  const [asked] = await db
    .select({
      added: sql<number>`count(*)`,
      withdrawn: sql<number>`count(${curatedQuestions.withdrawnAt})`,
    })
    .from(curatedQuestions)
  const versions = await db.$count(policySourceVersions)
  return [versions, asked?.added ?? 0, asked?.withdrawn ?? 0].join()
}
