import { eq } from 'drizzle-orm'
import { type Category, staysWithCenter } from '../../policy/retiree.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import type { Tx } from '../store.ts'
import { contactCards, printAgain } from './contact-card.ts'
import { enterpriseId } from './enterprise.ts'
import { keepChanges } from './keep-change.ts'
import { managingUnit, retireeWithKey } from './register-retiree.ts'
import { type Retiree, retireeById, retireePlace, retirees, type SealedColumn } from './retiree.ts'
import { indexNames, unindexNames } from './retiree-name.ts'
import { RetireeKnown } from './retiree-refusal.ts'
import { type RetireeFacts, retireeValues } from './retiree-values.ts'
import { moveRetirees } from './transfer-retiree.ts'

/** Facts of a person that may change; what is not given stays. */
export interface RetireeUpdate extends RetireeFacts {
  readonly enterprise?: string | undefined
}

/** Columns whose changes are kept; blind indexes follow what they belong to. */
const kept = [
  'name',
  'sex',
  'bornOn',
  'idNumber',
  'workStartedOn',
  'retiredOn',
  'residence',
  'patch',
  'phone',
  'monthlyPensionFen',
  'enterpriseId',
  'personType',
  'category',
  'hardship',
] as const
/** A column whose changes are kept. */
export type KeptColumn = (typeof kept)[number]

/** What a column holds, in plain words; null for nothing. */
export function plainValue(tx: Tx, row: Retiree, column: KeptColumn): string | null {
  const value = row[column]
  if (value === null) return null
  // Cast: the only columns that hold bytes are the sealed ones.
  if (Buffer.isBuffer(value))
    return tx.vault.open(retireePlace(column as SealedColumn, row.id), value)
  return String(value)
}

/** What became different. */
function changesBetween(tx: Tx, before: Retiree, after: Retiree) {
  const both = (field: KeptColumn) => ({
    field,
    before: plainValue(tx, before, field),
    after: plainValue(tx, after, field),
  })
  return kept.map(both).filter((change) => change.before !== change.after)
}

async function refuseOther(tx: Tx, row: Retiree, idNumberKey: string | undefined) {
  if (idNumberKey === undefined || idNumberKey === row.idNumberKey) return
  if ((await retireeWithKey(tx, idNumberKey)) !== undefined)
    throw new RetireeKnown('这个身份证号码不能使用，请与县退管中心核对。')
}

/** With a new ID number come its birth date and sex. */
const withOwnBirth = (facts: RetireeFacts, row: Retiree): RetireeFacts =>
  facts.idNumber !== undefined || row.idNumber === null
    ? facts
    : { ...facts, bornOn: undefined, sex: undefined }

/** Why somebody is the center's whose category changed. */
export const movedByCategory = '类别变更，由县退管中心管理'

/** Whoever becomes the center's moves there, and stays. Source: 办法 第九条. */
async function moveByCategory(
  tx: Tx,
  row: Retiree,
  to: Category | undefined,
  actor: Actor,
  now: number,
) {
  if (to === undefined || to === row.category) return
  const unit = await managingUnit(tx, to, row.stationId, actor)
  if (staysWithCenter(to) && unit !== row.stationId)
    await moveRetirees(tx, eq(retirees.id, row.id), unit, movedByCategory, now)
}

type NewValues = { readonly [K in keyof Retiree]?: Retiree[K] | undefined }

/** Writes new values; somebody who gets another name is found by that one from then on. */
async function write(tx: Tx, retireeId: string, set: NewValues): Promise<Retiree> {
  const itself = eq(retirees.id, retireeId)
  if (set.name !== undefined) await unindexNames(tx, itself)
  const [after] = await tx.update(retirees).set(set).where(itself).returning()
  if (after === undefined) throw new Error('retiree was not updated')
  if (set.name !== undefined) await indexNames(tx, itself)
  return after
}

/**
 * 变更基本信息: what was there before is kept, field by field. Birth date and sex follow the ID number where there is one.
 * @throws {NotFound} @throws {RetireeRefused}
 */
export async function updateRetiree(
  tx: Tx,
  retireeId: string,
  update: RetireeUpdate,
  actor: Actor,
  now: number,
  importId?: string,
): Promise<Retiree> {
  const row = await retireeById(tx, actor.scope, retireeId)
  const { enterprise, ...facts } = update
  const values = retireeValues(tx.vault, row.id, withOwnBirth(facts, row), now)
  await refuseOther(tx, row, 'idNumberKey' in values ? values.idNumberKey : undefined)
  const firm = await enterpriseId(tx, enterprise ?? '', now)
  const set = firm === null ? values : { ...values, enterpriseId: firm }
  await moveByCategory(tx, row, facts.category, actor, now)
  if (Object.keys(set).length === 0) return row
  const after = await write(tx, row.id, set)
  const changes = changesBetween(tx, row, after)
  await keepChanges(tx, row.id, changes, { actor, now, importId })
  const fields = changes.map(({ field }) => field)
  if (fields.includes('name')) {
    const cards = eq(contactCards.retireeId, row.id)
    await tx.update(contactCards).set({ retireeName: after.name }).where(cards)
    await printAgain(tx, cards)
  }
  const detail = { fields: fields.join(',') }
  if (fields.length > 0) await audit(tx, actor, 'retiree.update', `retirees:${row.id}`, now, detail)
  return after
}
