import { and, eq, sql } from 'drizzle-orm'
import { chinaYear } from '../../policy/calendar.ts'
import { type PetitionKind, type PetitionSource, tellDueAt } from '../../policy/petition.ts'
import type { Actor } from '../actor.ts'
import { type AuditDetail, audit } from '../audit.ts'
import { command, insertion } from '../command.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { attachToPetition } from '../messaging/attachment.ts'
import { notifyStaff } from '../messaging/queue-message.ts'
import { query } from '../query.ts'
import { storable } from '../storable.ts'
import type { Tx } from '../store.ts'
import { type Petition, petitionNumbers, petitionPlace, petitions } from './petition.ts'
import { addPetitionEvent } from './petition-event.ts'
import { knownStation, type Station } from './station.ts'

/** What is known when a petition is registered. */
export interface NewPetition {
  readonly stationId: string
  readonly kind: PetitionKind
  readonly source: PetitionSource
  readonly content: string
  readonly name: string
  readonly phone?: string | undefined
  readonly community?: string | undefined
  readonly retireeId?: string | undefined
  readonly accountId?: string | undefined
  /** What whoever reports is to the person, where it is not the person: 女儿. */
  readonly proxy?: string | undefined
  readonly attachmentIds?: readonly string[] | undefined
}

const insertPetition = insertion(petitions)
const which = and(
  eq(petitionNumbers.stationId, sql.placeholder('stationId')),
  eq(petitionNumbers.year, sql.placeholder('year')),
)
// Two short statements: `returning` makes an update ten times as long on SQLite.
const countOn = command((tx) =>
  tx
    .update(petitionNumbers)
    .set({ last: sql`${petitionNumbers.last} + 1` })
    .where(which),
)
const countFrom = command((tx) =>
  tx
    .insert(petitionNumbers)
    .values({ stationId: sql.placeholder('stationId'), year: sql.placeholder('year'), last: 1 })
    .onConflictDoUpdate({
      target: [petitionNumbers.stationId, petitionNumbers.year],
      set: { last: sql`${petitionNumbers.last} + 1` },
    }),
)
const selectNumber = query(petitionNumbers, (db) => db.select().from(petitionNumbers).where(which))

/** The next number of a station in a China year: station code, year, four digits or more. */
async function nextSerialNo(tx: Tx, station: Station, now: number): Promise<string> {
  const counter = { stationId: station.id, year: chinaYear(now) }
  if ((await countOn(tx, counter)) === 0) await countFrom(tx, counter)
  const [row] = await selectNumber(tx, counter)
  return `${station.code}${counter.year}${String(row?.last ?? 0).padStart(4, '0')}`
}

/** A petition with the name of the station that has it. */
export interface RegisteredPetition extends Petition {
  readonly stationName: string
}

/**
 * 登记来信来访: gives it a number, starts the clock of telling, and tells the station.
 * @throws {NotFound} when the station is not within the actor's scope.
 */
export async function registerPetition(
  tx: Tx,
  petition: NewPetition,
  actor: Actor,
  now: number,
): Promise<RegisteredPetition> {
  const station = await knownStation(tx, actor.scope, petition.stationId)
  if (station === undefined) throw new NotFound('工作站')
  const rowId = newId(now)
  const seal = (column: 'phone' | 'content', plain: string) =>
    tx.vault.seal(petitionPlace(column, rowId), plain)
  const row: RegisteredPetition = {
    id: rowId,
    serialNo: await nextSerialNo(tx, station, now),
    stationId: station.id,
    stationName: station.name,
    kind: petition.kind,
    source: petition.source,
    status: 'registered',
    name: storable(petition.name),
    phone: petition.phone === undefined ? null : seal('phone', petition.phone),
    community: storable(petition.community ?? ''),
    content: seal('content', petition.content),
    retireeId: petition.retireeId ?? null,
    accountId: petition.accountId ?? null,
    receivedAt: now,
    tellDueAt: tellDueAt(now),
    acceptedAt: null,
    dueAt: tellDueAt(now),
    extensionAskedAt: null,
    extendedAt: null,
    handlerId: null,
    answer: null,
    answeredAt: null,
    satisfaction: null,
    closedAt: null,
    reopened: 0,
  }
  await insertPetition(tx, row)
  await attachToPetition(tx, petition.attachmentIds ?? [], rowId)
  const { proxy, retireeId = null } = petition
  const by = proxy === undefined ? '' : `家属（${proxy}）代为反映`
  await addPetitionEvent(tx, rowId, 'registered', actor, now, by)
  const detail: AuditDetail =
    proxy === undefined ? { source: row.source } : { source: row.source, for: retireeId }
  await audit(tx, actor, 'petition.register', `petitions:${rowId}`, now, detail)
  await notifyStaff(
    tx,
    {
      stationId: station.id,
      dedupeKey: `petition:${rowId}:registered`,
      content: {
        text: `新登记一件来信来访，编号 ${row.serialNo}。回复“查看 ${row.serialNo}”看内容。`,
      },
    },
    now,
  )
  return row
}
