import type { Actor } from '../../../db/actor.ts'
import { petitionById } from '../../../db/ledgers/find-petition.ts'
import type { Petition, PetitionStatus } from '../../../db/ledgers/petition.ts'
import {
  acceptPetition,
  addToPetition,
  answerPetition,
  closePetition,
  extendPetition,
  ratePetition,
  reopenPetition,
  transferPetition,
} from '../../../db/ledgers/petition-acts.ts'
import { type NewPetition, registerPetition } from '../../../db/ledgers/register-petition.ts'
import { readBody } from '../../../db/messaging/outbox.ts'
import { countyScope } from '../../../db/scope.ts'
import type { Store, Tx } from '../../../db/store.ts'
import { makeStaff, monday, system } from '../../support.ts'
import { allRows } from '../messaging/outbox.ts'

/** What everybody registers here. */
export const complaint: NewPetition = {
  stationId: 'guangtong',
  kind: 'complaint',
  source: 'walkIn',
  content: '办事大厅没有座位',
  name: '张桂英',
  phone: '13800138000',
}

/** Registers one, as the ledger has it then; default: the complaint at 广通 on Monday. */
export const register = (
  store: Store,
  values: Partial<NewPetition> = {},
  now = monday,
  actor: Actor = system,
): Promise<Petition> =>
  store.tx(async (tx) => {
    const { id } = await registerPetition(tx, { ...complaint, ...values }, actor, now)
    return petitionById(tx, countyScope, id)
  })

type Act = (tx: Tx, id: string, actor: Actor, now: number) => Promise<unknown>

/** Every act that a petition knows, with made-up words. */
const acts = {
  accept: acceptPetition,
  answer: (tx, id, actor, now) => answerPetition(tx, id, '已加座位', actor, now),
  transfer: (tx, id, actor, now) =>
    transferPetition(tx, id, { stationId: 'bicheng', reason: '属碧城' }, actor, now),
  extend: (tx, id, actor, now) => extendPetition(tx, id, '要查档案', actor, now),
  rate: (tx, id, actor, now) => ratePetition(tx, id, 'unsatisfied', actor, now),
  close: closePetition,
  reopen: (tx, id, actor, now) => reopenPetition(tx, id, '还是没有', actor, now),
  add: (tx, id, actor, now) => addToPetition(tx, id, '电话改了', actor, now),
} satisfies Record<string, Act>

/** The name of an act. */
export type ActName = keyof typeof acts
/** Every act by name. */
// Cast: the keys of the object above.
export const actNames = Object.keys(acts) as ActName[]

/** Does one act in a transaction of its own. */
export const act = (
  store: Store,
  name: ActName,
  petitionId: string,
  now = monday,
  actor: Actor = system,
): Promise<unknown> => store.tx((tx) => acts[name](tx, petitionId, actor, now))

/** What leads from registration to a status. */
const wayTo: Readonly<Record<PetitionStatus, readonly ActName[]>> = {
  registered: [],
  accepted: ['accept'],
  answered: ['answer'],
  closed: ['answer', 'close'],
}

/** A petition in a given status. */
export async function petitionIn(
  store: Store,
  status: PetitionStatus,
  values: Partial<NewPetition> = {},
): Promise<Petition> {
  const petition = await register(store, values)
  for (const name of wayTo[status]) await act(store, name, petition.id)
  return { ...petition, status }
}

/** A staff member of a station as an actor. */
export async function staffAt(store: Store, stationId: string): Promise<Actor> {
  const { id } = await makeStaff(store, { stationId })
  return { kind: 'staff', id, scope: { all: false, stationIds: [stationId] }, center: false }
}

/** What was queued for one account, oldest first. */
export async function wordsTo(store: Store, accountId: string): Promise<string[]> {
  const rows = await allRows(store)
  return rows
    .filter((row) => row.accountId === accountId)
    .map((row) => readBody(store.read, row).text)
}
