import { call, queryText } from './api.ts'
import type { Page, Row } from './types.ts'

/** A question that was not settled, as the list has it. */
export interface OpenQuestion extends Row {
  readonly question: string
  readonly reason: 'unanswered' | 'disliked'
  readonly takenFor: string
  readonly times: number
  readonly status: 'open' | 'attached' | 'outside' | 'curated' | 'dismissed'
  readonly topic: string
  readonly askedAt: number
}

/** Something that a question can be put to. */
export interface Topic {
  readonly kind: 'clause' | 'outside'
  readonly topic: string
  readonly label: string
  readonly verdict: string
}

/** What is answered. */
interface Said {
  readonly text: string
  readonly articles: readonly string[]
  readonly abstained: boolean
}

/** What is answered to a question now, and what would be. */
export interface Tried {
  readonly question: string
  readonly now: Said
  readonly would: Said
}

/** What a change would do. */
export interface Trial {
  readonly answers: readonly Tried[]
  readonly changed: {
    readonly count: number
    readonly more: boolean
    readonly of: number
    readonly items: readonly Tried[]
  }
}

/** A source on the list. */
export interface Source {
  readonly name: string
  readonly title: string
  readonly number: string
  readonly issuer: string
  readonly inForceFrom: string
  readonly repealedFrom: string
  readonly status: 'inForce' | 'future' | 'repealed'
  readonly clauses: number
  readonly questions: number
  readonly where: 'file' | 'database'
  readonly version: number
  readonly savedAt?: number
  readonly savedByName?: string
}

/** A source with its words and versions. */
export interface SourceText {
  readonly name: string
  readonly where: 'file' | 'database' | 'withdrawn'
  readonly version: number
  readonly text: string
  readonly questions: string
  readonly versions: readonly {
    readonly version: number
    readonly act: string
    readonly label: string
    readonly savedAt: number
    readonly savedByName: string
  }[]
}

/** A line of a weekly report. */
export interface WeekLine extends Row {
  readonly weekOn: string
  readonly kind: 'clause' | 'outside' | 'unclear' | 'action' | 'disliked'
  readonly topic: string
  readonly count: number
  readonly before: number
}

const questions = '/policy-questions'
const sources = '/policy-sources'

/** Questions in one state, newest first. */
export const listQuestions = async (status: string): Promise<readonly OpenQuestion[]> =>
  // Cast: rows of a ledger have its fields.
  (await call<Page>('GET', `${questions}?${queryText({ status, limit: 100 })}`))
    .items as readonly OpenQuestion[]

/** The likeliest topics of an open question. */
export const likelyOf = async (id: string) =>
  (await call<{ likely: readonly Topic[] }>('GET', `${questions}/${id}`)).likely

/** Everything that a question can be put to. */
export const listTopics = async () =>
  (await call<{ items: readonly Topic[] }>('GET', '/policy-topics')).items

/** Puts a question to something, dismisses, reviews or reopens it. */
export const actOn = (id: string, verb: string, body?: object) =>
  call('POST', `${questions}/${id}/${verb}`, body)

/** What would be answered if a question were put to a topic. */
export const tryTopic = (id: string, kind: Topic['kind'], topic: string) =>
  call<Trial>('POST', `${questions}/${id}/preview`, { kind, topic })

/** Every source, of files and of the database. */
export const listSources = async () =>
  (await call<{ items: readonly Source[] }>('GET', sources)).items

/** One source. */
export const readSource = (name: string) => call<SourceText>('GET', `${sources}/${name}`)

/** An older version of a source. */
export const readVersion = (name: string, version: number) =>
  call<SourceText>('GET', `${sources}/${name}/versions/${version}`)

/** Saves a source; `after`: the version that was read. */
export const saveSource = (
  name: string,
  draft: { readonly text: string; readonly questions: string; readonly after: number },
) => call('PUT', `${sources}/${name}`, draft)

/** What would be answered with a draft. */
export const trySource = (
  name: string,
  draft: { readonly text: string; readonly questions: string; readonly ask: readonly string[] },
) => call<Trial>('POST', `${sources}/${name}/preview`, draft)

/** Restores an older version, or takes a source out of the database. */
export const turnBack = (name: string, verb: 'restore' | 'withdraw', body: object) =>
  call('POST', `${sources}/${name}/${verb}`, body)

/** The lines of a week that begins on a Monday. */
export const readWeek = async (monday: string): Promise<readonly WeekLine[]> =>
  // Cast: rows of a ledger have its fields.
  (await call<Page>('GET', `/policy-weeks?${queryText({ from: monday, to: monday, limit: 200 })}`))
    .items as readonly WeekLine[]
