import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import { newId } from '../../db/id.ts'
import type { Binding } from '../../db/ledgers/binding.ts'
import { issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { startCardBatch } from '../../db/ledgers/contact-card-batch-acts.ts'
import { curatedQuestions } from '../../db/ledgers/curated-question.ts'
import {
  decidePolicyQuestion,
  type PolicyDecision,
} from '../../db/ledgers/decide-policy-question.ts'
import { enterprises } from '../../db/ledgers/enterprise.ts'
import { differencePlace, handoverDifferences } from '../../db/ledgers/handover-difference.ts'
import { personExports } from '../../db/ledgers/person-export.ts'
import { makeRequest } from '../../db/ledgers/personal-request-acts.ts'
import { personnelFiles } from '../../db/ledgers/personnel-file.ts'
import { type Petition, petitions } from '../../db/ledgers/petition.ts'
import { acceptPetition, answerPetition } from '../../db/ledgers/petition-acts.ts'
import { notePolicyQuestion, policyQuestions } from '../../db/ledgers/policy-question.ts'
import { saveSource } from '../../db/ledgers/policy-source.ts'
import { policyWeeks } from '../../db/ledgers/policy-week.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { retireeById } from '../../db/ledgers/retiree.ts'
import {
  type ImportStatus,
  importedRows,
  type RowOutcome,
  retireeImports,
} from '../../db/ledgers/retiree-import.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { attachments, filePlace, updateFile, wantFiles } from '../../db/messaging/attachment.ts'
import { failMessage, inbox, maxInboxAttempts, storeIncoming } from '../../db/messaging/inbox.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { queueMessages } from '../../db/messaging/queue-message.ts'
import { askErasure } from '../../db/privacy/erasure-acts.ts'
import { countyScope } from '../../db/scope.ts'
import { sealStream } from '../../db/sealed-file.ts'
import type { Store } from '../../db/store.ts'
import { allRights, noRights } from '../../policy/proxy.ts'
import { withoutPersonal } from '../../policy/without-personal.ts'
import { age } from '../policy/learning/sources.ts'
import {
  actorOf,
  incoming,
  makeAccount,
  makeBinding,
  makeRetiree,
  makeStaff,
  monday,
  system,
} from '../support.ts'

/** Words that only one place may let out. */
export interface Secrets {
  readonly name: string
  readonly phone: string
  readonly content: string
}

let made = 0

/** A petition of a station, in the state asked for. */
export async function makePetition(
  store: Store,
  stationId: string,
  secrets: Secrets,
  status: 'registered' | 'accepted' | 'answered' = 'registered',
  now = monday,
): Promise<Petition> {
  return store.tx(async (tx) => {
    const values = { stationId, kind: 'help', source: 'walkIn', ...secrets } as const
    const row = await registerPetition(tx, values, system, now)
    if (status === 'accepted') return acceptPetition(tx, row.id, system, now)
    if (status === 'answered') return answerPetition(tx, row.id, secrets.content, system, now)
    return row
  })
}

/** A message to somebody in a matter of a station. */
export async function makeOutgoing(
  store: Store,
  stationId: string,
  text: string,
  status: 'queued' | 'uncertain' = 'queued',
): Promise<string> {
  const account = await makeAccount(store, { peerId: `peer${++made}` })
  const message = { to: account, kind: 'answer', content: { text }, stationId } as const
  await store.tx((tx) => queueMessages(tx, [message], monday))
  const [row] = await store.read.select().from(outbox).where(eq(outbox.accountId, account.id))
  if (row === undefined) throw new Error('nothing was queued')
  await store.tx((tx) => tx.update(outbox).set({ status }).where(eq(outbox.id, row.id)))
  return row.id
}

/** A message that could not be handled three times. */
export async function makeFailure(store: Store, text: string): Promise<string> {
  const message = incoming(text)
  await store.tx((tx) => storeIncoming(tx, [message], monday))
  const [row] = await store.read
    .select()
    .from(inbox)
    .where(eq(inbox.externalId, message.externalId))
  if (row === undefined) throw new Error('nothing was stored')
  for (let tries = 0; tries < maxInboxAttempts; tries++)
    await store.tx((tx) => failMessage(tx, row.id, 'TypeError', monday))
  return row.id
}

/** A file of a petition; stored in `folder` with these bytes. */
export async function makeAttachment(
  store: Store,
  folder: string,
  petitionId: string,
  file: { mediaType: string; bytes: string },
): Promise<string> {
  const inboxId = await makeFailure(store, '')
  const [id = ''] = await store.tx((tx) =>
    wantFiles(tx, { id: inboxId, channel: 'telegram' }, [{ ref: 'r', kind: 'image' }], monday),
  )
  const fileName = `file${++made}`
  const sealing = sealStream(store.vault, filePlace(fileName))
  sealing.end(file.bytes)
  writeFileSync(join(folder, fileName), await buffer(sealing))
  const { mediaType } = file
  await store.tx((tx) =>
    updateFile(tx, id, { status: 'stored', fileName, mediaType, petitionId, bytes: 1 }),
  )
  return id
}

/** How many petitions and files there are: what a refused request must not change. */
export async function countRows(store: Store) {
  return [await store.read.$count(petitions), await store.read.$count(attachments)]
}

/** A person of a station in the register. */
export const makePerson = (store: Store, stationId: string, { name, phone }: Secrets) =>
  makeRetiree(store, { name, stationId }, phone)

/** A difference that a station found with one of its people. */
export async function makeDifference(
  store: Store,
  stationId: string,
  secrets: Secrets,
): Promise<string> {
  const { id: retireeId, name } = await makePerson(store, stationId, secrets)
  const id = newId(monday)
  const note = store.vault.seal(differencePlace('note', id), secrets.content)
  const fixed = { kind: 'moved', status: 'open', reportedAt: monday } as const
  const row = { id, retireeId, retireeName: name, stationId, note, ...fixed }
  await store.tx((tx) => tx.insert(handoverDifferences).values(row))
  return id
}

/** The contact card of a person. */
export async function makeCard(store: Store, stationId: string, secrets: Secrets): Promise<string> {
  const { id: retireeId } = await makePerson(store, stationId, secrets)
  return (await store.tx((tx) => issueContactCard(tx, system, retireeId, monday))).id
}

/** A batch of cards that nobody has begun. */
export async function makeCardBatch(
  store: Store,
  stationId: string,
  secrets: Secrets,
): Promise<string> {
  await makePerson(store, stationId, secrets)
  const actor = actorOf(await makeStaff(store, { role: 'center_clerk', stationId: null }))
  return (await store.tx((tx) => startCardBatch(tx, actor, { stationId }, monday))).id
}

/** A binding of a person of a station, in the state asked for; default: a daughter who waits for consent. */
export async function makeBound(
  store: Store,
  stationId: string,
  secrets: Secrets,
  values: Partial<Binding> = {},
): Promise<string> {
  const { id } = await makePerson(store, stationId, secrets)
  const account = await makeAccount(store, { peerId: `peer${++made}` })
  const family = { role: 'family', relation: '女儿', status: 'asked', ...noRights } as const
  return (await makeBinding(store, account, { id, stationId }, { ...family, ...values })).id
}

/** Somebody who says to be the person and proved nothing. */
export const makeUnproven = (store: Store, stationId: string, secrets: Secrets): Promise<string> =>
  makeBound(store, stationId, secrets, {
    role: 'self',
    relation: '',
    status: 'unproven',
    proof: 'none',
  })

/** The same, agreed to. */
export const makeFamily = (store: Store, stationId: string, secrets: Secrets): Promise<string> =>
  makeBound(store, stationId, secrets, { status: 'active', ...allRights, grantedAt: monday })

/** A request of a person of a station. */
export async function makeAsked(
  store: Store,
  stationId: string,
  secrets: Secrets,
): Promise<string> {
  const { id } = await makePerson(store, stationId, secrets)
  const account = await makeAccount(store, { peerId: `peer${++made}` })
  const binding = await makeBinding(store, account, { id, stationId })
  const person = await retireeById(store.read, countyScope, id)
  const asked = { kind: 'correction', words: secrets.content } as const
  const row = await store.tx((tx) => makeRequest(tx, { binding, person }, asked, system, monday))
  return row?.id ?? ''
}

/** The place of a personnel file. */
export async function makeFile(
  store: Store,
  stationId: string,
  secrets: Secrets,
  status: 'in' | 'out' = 'in',
): Promise<string> {
  const { id: retireeId, name } = await makePerson(store, stationId, secrets)
  const id = newId(monday)
  const fixed = { place: 'center', status, createdAt: monday } as const
  const borrower = status === 'out' ? '王科长' : ''
  const row = { id, retireeId, retireeName: name, stationId, borrower, ...fixed }
  await store.tx((tx) => tx.insert(personnelFiles).values(row))
  return id
}

/** A list of a firm, with one row where an outcome is named. */
export async function makeImport(
  store: Store,
  stationId: string,
  status: ImportStatus = 'ready',
  outcome?: RowOutcome,
): Promise<string> {
  const id = newId(monday)
  const file = { fileName: '名单.xlsx', fileHash: 'hash', mapping: {}, newEnterprises: [] }
  const line = { importId: id, rowNo: 2, name: '张桂英', remarks: [] }
  await store.tx(async (tx) => {
    await tx.insert(retireeImports).values({ id, stationId, status, createdAt: monday, ...file })
    if (outcome !== undefined) await tx.insert(importedRows).values({ ...line, outcome })
  })
  return id
}

/** A firm. */
export async function makeEnterprise(store: Store): Promise<string> {
  const id = newId(monday)
  await store.tx((tx) =>
    tx.insert(enterprises).values({ id, name: `企业${id}`, createdAt: monday }),
  )
  return id
}

/** A copy of somebody's data, asked for by a member who can fetch it; default: by somebody else. */
export const makeCopy =
  (member?: Staff) =>
  async (store: Store, stationId: string, secrets: Secrets): Promise<string> => {
    const { id: retireeId } = await makePerson(store, stationId, secrets)
    const staffId =
      member?.id ?? (await makeStaff(store, { role: 'center_supervisor', stationId: null })).id
    const id = newId(monday)
    const fixed = { reason: 'request', masked: 'no', createdAt: monday } as const
    const row = { id, retireeId, stationId, staffId, ...fixed, expiresAt: monday + 60_000 }
    await store.tx((tx) => tx.insert(personExports).values(row))
    return id
  }

/** A request to erase somebody's data, by nobody who is signed in. */
export async function makeErasure(store: Store, stationId: string, secrets: Secrets) {
  const { id: retireeId } = await makePerson(store, stationId, secrets)
  const asked = { ground: 'consent', reason: secrets.content } as const
  const { id } = await store.tx((tx) => askErasure(tx, retireeId, asked, system, monday))
  return id
}

/** A question that was not settled, put to a clause or outside where that is said. */
export async function makeQuestion(
  store: Store,
  question = '丧葬费发多少',
  decision?: PolicyDecision,
): Promise<string> {
  const asked = { question, takenFor: '待遇标准', reason: 'unanswered' as const }
  await store.tx((tx) => notePolicyQuestion(tx, asked, monday))
  const [row] = await store.read
    .select()
    .from(policyQuestions)
    .where(eq(policyQuestions.question, withoutPersonal(question)))
  if (row === undefined) throw new Error('nothing was noted')
  // A row of an earlier test in the same database is brought back first.
  await store.tx((tx) =>
    tx.update(policyQuestions).set({ status: 'open' }).where(eq(policyQuestions.id, row.id)),
  )
  if (decision !== undefined)
    await store.tx((tx) => decidePolicyQuestion(tx, row.id, decision, system, monday))
  return row.id
}

/** A reviewed way to ask. */
export async function makeCurated(store: Store, question = '丧葬费发几多'): Promise<string> {
  const id = newId(monday)
  const row = { kind: 'outside', topic: '', status: 'used', addedAt: monday } as const
  await store.tx((tx) => tx.insert(curatedQuestions).values({ id, question, ...row }))
  return id
}

/** A line of a weekly report. */
export async function makeWeek(store: Store, topic = `第八条${newId(monday)}`): Promise<string> {
  const id = newId(monday)
  const row = { weekOn: '2026-02-23', kind: 'clause', count: 3, before: 1 } as const
  await store.tx((tx) => tx.insert(policyWeeks).values({ id, topic, ...row }))
  return id
}

/** A source in the database, in its first version; its name. */
export async function makeSource(store: Store): Promise<string> {
  const name = `age-${++made}`
  const change = { ...age, name, after: 0, act: 'saved' } as const
  await store.tx((tx) => saveSource(tx, change, system, monday))
  return name
}
