import { and, eq } from 'drizzle-orm'
import type { SecondFact } from '../../policy/second-fact.ts'
import { countFailure, isThrottled, type Limit, throttledUntil } from '../access/throttle.ts'
import { audit } from '../audit.ts'
import { notifyStaff } from '../messaging/queue-message.ts'
import type { Db, Tx } from '../store.ts'
import { type ContactCard, contactCards, findCardByCode, mayHaveCard } from './contact-card.ts'
import { type Retiree, retirees } from './retiree.ts'
import { idNumberKeyOf } from './retiree-token.ts'
import { centerStation } from './station.ts'

const hourMs = 3_600_000

/** Five tries per sender and hour. */
const perSender: Limit = { failures: 5, windowMs: hourMs }
/** Ten wrong second facts per card and day, from however many senders. */
const perCard: Limit = { failures: 10, windowMs: 24 * hourMs }
/** As many wrong tries in an hour, of all senders together, are an attack: nobody can bind until it is over. */
export const brake: Limit = { failures: 200, windowMs: hourMs }

const senderKey = (accountId: string) => `code:${accountId}`
const cardKey = (cardId: string) => `card:${cardId}`
const brakeKey = 'code:all'

/** Whether somebody may try a code now: `wait`: this sender tried too often. `paused`: everybody together did. */
export async function mayGuess(
  db: Db,
  accountId: string,
  now: number,
): Promise<'yes' | 'wait' | 'paused'> {
  if (await isThrottled(db, brakeKey, brake, now)) return 'paused'
  return (await isThrottled(db, senderKey(accountId), perSender, now)) ? 'wait' : 'yes'
}

/** Counts a wrong code, or a wrong second fact of a card. At the brake the center is told, once in an hour. */
export async function countWrongGuess(
  tx: Tx,
  accountId: string,
  now: number,
  cardId?: string,
): Promise<void> {
  await countFailure(tx, senderKey(accountId), perSender, now)
  if (cardId !== undefined) await countFailure(tx, cardKey(cardId), perCard, now)
  await countFailure(tx, brakeKey, brake, now)
  const until = await throttledUntil(tx, brakeKey, brake, now)
  if (until !== undefined) await tellBrake(tx, until, now)
}

async function tellBrake(tx: Tx, until: number, now: number): Promise<void> {
  const { id } = await centerStation(tx)
  const text = '一小时里试错绑定码的太多，绑定已暂停，到点自动恢复。请查看操作记录。'
  const dedupeKey = `binding-brake:${until}`
  await notifyStaff(tx, { stationId: id, content: { text }, dedupeKey }, now)
  const system = { kind: 'system', id: 'binding' } as const
  await audit(tx, system, 'binding.brake', `stations:${id}`, now, { until })
}

/** The active card behind a code as `readCode` gives it; a wrong code is counted. The caller has asked `mayGuess`. */
export async function guessCard(
  tx: Tx,
  accountId: string,
  code: string,
  now: number,
): Promise<ContactCard | undefined> {
  const card = await findCardByCode(tx, code)
  if (card === undefined) await countWrongGuess(tx, accountId, now)
  return card
}

function agrees(db: Db, person: Retiree, fact: SecondFact): boolean {
  if (fact.kind === 'last4') return person.idLast4 === fact.value
  if (fact.kind === 'bornOn') return person.bornOn === fact.value
  return person.idNumberKey === idNumberKeyOf(db.vault, fact.value)
}

/** The person of a card by its id, while it is active and they can have one. */
export async function personOfCard(db: Db, cardId: string): Promise<Retiree | undefined> {
  const [row] = await db
    .select({ person: retirees })
    .from(contactCards)
    .innerJoin(retirees, eq(retirees.id, contactCards.retireeId))
    .where(and(eq(contactCards.id, cardId), eq(contactCards.status, 'active'), mayHaveCard()))
  return row?.person
}

/**
 * The person of a card when the second fact is theirs; a wrong one is counted. A card that was tried too often, or is void
 * meanwhile, proves nothing. The caller has asked `mayGuess`.
 */
export async function guessPerson(
  tx: Tx,
  accountId: string,
  cardId: string,
  fact: SecondFact,
  now: number,
): Promise<Retiree | undefined> {
  const person = await personOfCard(tx, cardId)
  const open = !(await isThrottled(tx, cardKey(cardId), perCard, now))
  if (open && person !== undefined && agrees(tx, person, fact)) return person
  await countWrongGuess(tx, accountId, now, cardId)
  return undefined
}
