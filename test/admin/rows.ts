import { auditEntries } from '../../db/audit.ts'
import { notePolicyQuestion, policyQuestions } from '../../db/ledgers/policy-question.ts'
import type { Store } from '../../db/store.ts'
import { makeStaff, monday } from '../support.ts'
import {
  makeDifference,
  makeEnterprise,
  makeFailure,
  makeFile,
  makeImport,
  makeOutgoing,
  makePerson,
  makePetition,
  type Secrets,
} from './world.ts'

/** Makes one row of a ledger for a station, with these words where it has any; returns its id. */
export type RowMaker = (store: Store, stationId: string, words: Secrets) => Promise<string>

let asked = 0

async function makeQuestion(store: Store, question: string): Promise<string> {
  const note = { question, takenFor: '待遇标准', reason: 'unanswered' as const }
  await store.tx((tx) => notePolicyQuestion(tx, note, monday))
  const rows = await store.read.select().from(policyQuestions)
  const known = rows.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]
  if (known === undefined) throw new Error('no question was noted')
  return known.id
}

/** How a row of each ledger is made; a ledger without an entry is met empty. */
export const rowMakers: Readonly<Record<string, RowMaker>> = {
  petitions: async (store, stationId, words) => (await makePetition(store, stationId, words)).id,
  'policy-questions': (store, _, { content }) => makeQuestion(store, `${content}问${++asked}`),
  outbox: (store, stationId, { content }) => makeOutgoing(store, stationId, content),
  'inbox-failures': (store, _, { content }) => makeFailure(store, content),
  stations: async (_, stationId) => stationId,
  staff: async (store, stationId, { name }) => (await makeStaff(store, { stationId, name })).id,
  retirees: async (store, stationId, words) => (await makePerson(store, stationId, words)).id,
  'handover-differences': makeDifference,
  'personnel-files': (store, stationId, words) => makeFile(store, stationId, words),
  'retiree-imports': (store, stationId) => makeImport(store, stationId, 'ready', 'ask'),
  enterprises: (store) => makeEnterprise(store),
  'audit-entries': async (store) => {
    const [entry] = await store.read.select().from(auditEntries).limit(1)
    return entry?.id ?? 'none'
  },
}
