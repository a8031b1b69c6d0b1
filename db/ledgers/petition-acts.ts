import { and, eq } from 'drizzle-orm'
import { chinaDate, formatDay } from '../../policy/calendar.ts'
import { extendedDueAt, settleDueAt } from '../../policy/petition.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { notifyStaff } from '../messaging/queue-message.ts'
import { countyScope } from '../scope.ts'
import type { Tx } from '../store.ts'
import { petitionById } from './find-petition.ts'
import {
  type Petition,
  type PetitionStatus,
  petitionPlace,
  petitionStatusLabels,
  petitions,
  type Satisfaction,
} from './petition.ts'
import { addPetitionEvent, type PetitionEventType } from './petition-event.ts'
import { tellPetitioner } from './petition-notice.ts'
import { centerStation, findStation } from './station.ts'

/** The petition is not in a state in which this can be done. */
export class PetitionStateError extends LedgerError {
  readonly code: string = 'petition_state'
}

/** The petition cannot be answered: it was answered already, or is closed. */
export class PetitionNotOpen extends PetitionStateError {
  override readonly code = 'petition_not_open'
}

/** One extension only, asked for before expiry, on a petition that is being worked on. */
export class ExtensionRefused extends PetitionStateError {
  override readonly code = 'petition_extension_refused'
}

interface Change {
  readonly petition: Petition
  readonly from: readonly PetitionStatus[]
  readonly set: Partial<typeof petitions.$inferInsert>
  readonly event: Exclude<PetitionEventType, 'registered' | 'added'>
  readonly note?: string
}

/** Every act: the row changes only from the state that was read, with its event and its audit entry. */
async function change(tx: Tx, actor: Actor, now: number, act: Change): Promise<Petition> {
  const { petition, from, set, event, note } = act
  if (!from.includes(petition.status)) {
    const status = petitionStatusLabels[petition.status]
    const Refusal = event === 'answered' ? PetitionNotOpen : PetitionStateError
    throw new Refusal(`编号 ${petition.serialNo} 现在是“${status}”，不能这样办理。`)
  }
  const [row] = await tx
    .update(petitions)
    .set(set)
    .where(and(eq(petitions.id, petition.id), eq(petitions.status, petition.status)))
    .returning()
  if (row === undefined) throw new NotFound('来信来访')
  await addPetitionEvent(tx, row.id, event, actor, now, note)
  await audit(tx, actor, `petition.${event}`, `petitions:${row.id}`, now, { status: row.status })
  return row
}

const handlerOf = (actor: Actor) => (actor.kind === 'staff' ? { handlerId: actor.id } : {})

/** 受理: starts the clock of settling and tells the person. */
export async function acceptPetition(tx: Tx, petitionId: string, actor: Actor, now: number) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const dueAt = settleDueAt(now)
  const set = { status: 'accepted' as const, acceptedAt: now, dueAt, ...handlerOf(actor) }
  const row = await change(tx, actor, now, {
    petition,
    from: ['registered'],
    set,
    event: 'accepted',
  })
  const day = formatDay(chinaDate(dueAt))
  await tellPetitioner(
    tx,
    row,
    'accepted',
    `您反映的事已受理，编号 ${row.serialNo}。最迟 ${day} 前答复您。`,
    now,
  )
  return row
}

/** 答复: reaches the person through the channel it came from. @throws {PetitionNotOpen} when it is already answered. */
export async function answerPetition(
  tx: Tx,
  petitionId: string,
  answer: string,
  actor: Actor,
  now: number,
) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const set = {
    status: 'answered' as const,
    answer: tx.vault.seal(petitionPlace('answer', petition.id), answer),
    answeredAt: now,
    acceptedAt: petition.acceptedAt ?? now,
    satisfaction: null,
    ...handlerOf(actor),
  }
  const from = ['registered', 'accepted'] as const
  const row = await change(tx, actor, now, { petition, from, set, event: 'answered', note: answer })
  await tellPetitioner(
    tx,
    row,
    `answered:${petition.reopened}`,
    `编号 ${row.serialNo} 有答复了：\n${answer}\n您满意吗？`,
    now,
    [
      { id: `rate:${row.serialNo}:satisfied`, label: '满意' },
      { id: `rate:${row.serialNo}:unsatisfied`, label: '不满意，再办一次' },
    ],
  )
  return row
}

/** 转办: to another station of the county; its staff and the person are told. */
export async function transferPetition(
  tx: Tx,
  petitionId: string,
  to: { readonly stationId: string; readonly reason: string },
  actor: Actor,
  now: number,
) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const station = await findStation(tx, countyScope, to.stationId)
  if (station === undefined) throw new NotFound('工作站')
  if (station.id === petition.stationId) throw new PetitionStateError(`已经在${station.name}办理。`)
  const row = await change(tx, actor, now, {
    petition,
    from: ['registered', 'accepted'],
    set: { stationId: station.id, handlerId: null },
    event: 'transferred',
    note: `转${station.name}。${to.reason}`,
  })
  const text = `转来一件来信来访，编号 ${row.serialNo}。回复“查看 ${row.serialNo}”看内容。`
  const dedupeKey = `petition:${row.id}:transferred:${now}`
  await notifyStaff(tx, { stationId: station.id, dedupeKey, content: { text } }, now)
  await tellPetitioner(
    tx,
    row,
    `transferred:${now}`,
    `编号 ${row.serialNo} 已转${station.name}办理。`,
    now,
  )
  return row
}

/**
 * 延期: a station asks, the center approves; an act of the center approves at once. One extension of 30 days, before expiry.
 * @throws {ExtensionRefused}
 */
export async function extendPetition(
  tx: Tx,
  petitionId: string,
  reason: string,
  actor: Actor,
  now: number,
) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const { serialNo } = petition
  if (petition.extendedAt !== null) throw new ExtensionRefused(`编号 ${serialNo} 已经延期过一次。`)
  if (petition.dueAt < now) throw new ExtensionRefused(`编号 ${serialNo} 已过期限，不能再延期。`)
  if (petition.status !== 'accepted')
    throw new ExtensionRefused(`编号 ${serialNo} 不在办理中，不能延期。`)
  const from = ['accepted'] as const
  if (actor.center) {
    const set = { extendedAt: now, dueAt: extendedDueAt(petition.dueAt) }
    const row = await change(tx, actor, now, {
      petition,
      from,
      set,
      event: 'extended',
      note: reason,
    })
    const day = formatDay(chinaDate(row.dueAt))
    await tellPetitioner(
      tx,
      row,
      `extended:${row.reopened}`,
      `编号 ${serialNo} 情况复杂，办理期限延到 ${day}。`,
      now,
    )
    return row
  }
  const set = { extensionAskedAt: now }
  const row = await change(tx, actor, now, {
    petition,
    from,
    set,
    event: 'extension_asked',
    note: reason,
  })
  const center = await centerStation(tx)
  const content = { text: `编号 ${serialNo} 申请延期三十天。同意请回复“延期 ${serialNo} 同意”。` }
  await notifyStaff(
    tx,
    { stationId: center.id, dedupeKey: `petition:${row.id}:extension:${row.reopened}`, content },
    now,
  )
  return row
}

/** 评价: what the person thinks of the answer. Unsatisfied asks for it to be worked on again. */
export async function ratePetition(
  tx: Tx,
  petitionId: string,
  satisfaction: Satisfaction,
  actor: Actor,
  now: number,
) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const from = ['answered', 'closed'] as const
  return change(tx, actor, now, {
    petition,
    from,
    set: { satisfaction },
    event: 'rated',
    note: satisfaction,
  })
}

/** 办结: after an answer. */
export async function closePetition(tx: Tx, petitionId: string, actor: Actor, now: number) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const set = { status: 'closed' as const, closedAt: now }
  return change(tx, actor, now, { petition, from: ['answered'], set, event: 'closed' })
}

/** 重新办理: with a new time limit; the earlier answer stays in the course of events. */
export async function reopenPetition(
  tx: Tx,
  petitionId: string,
  reason: string,
  actor: Actor,
  now: number,
) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  const row = await change(tx, actor, now, {
    petition,
    from: ['answered', 'closed'],
    set: {
      status: 'accepted',
      answer: null,
      answeredAt: null,
      closedAt: null,
      dueAt: settleDueAt(now),
      extendedAt: null,
      extensionAskedAt: null,
      reopened: petition.reopened + 1,
    },
    event: 'reopened',
    note: reason,
  })
  const content = { text: `编号 ${row.serialNo} 需要重新办理。回复“查看 ${row.serialNo}”看内容。` }
  const dedupeKey = `petition:${row.id}:reopened:${row.reopened}`
  await notifyStaff(tx, { stationId: row.stationId, dedupeKey, content }, now)
  return row
}

/** 补充: what a person adds later, such as a telephone number; in any state. */
export async function addToPetition(
  tx: Tx,
  petitionId: string,
  note: string,
  actor: Actor,
  now: number,
) {
  const petition = await petitionById(tx, actor.scope, petitionId)
  await addPetitionEvent(tx, petition.id, 'added', actor, now, note)
  await audit(tx, actor, 'petition.added', `petitions:${petition.id}`, now, {
    status: petition.status,
  })
  return petition
}
