import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../../db/actor.ts'
import { auditEntries } from '../../../db/audit.ts'
import { dialect } from '../../../db/columns.ts'
import { LedgerError } from '../../../db/errors.ts'
import { petitionById } from '../../../db/ledgers/find-petition.ts'
import type { PetitionStatus, Satisfaction } from '../../../db/ledgers/petition.ts'
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
import { petitionHistory } from '../../../db/ledgers/petition-event.ts'
import { countyScope } from '../../../db/scope.ts'
import type { Store, Tx } from '../../../db/store.ts'
import { addDays, china, chinaDate, endOfDay } from '../../../policy/calendar.ts'
import { makeAccount, makeStaff, testStore } from '../../support.ts'
import { allRows } from '../messaging/outbox.ts'
import { register } from './petitions.ts'

const stationIds = ['guangtong', 'bicheng', 'heijing'] as const
type StationId = (typeof stationIds)[number]
const codes: Readonly<Record<StationId, string>> = { guangtong: 'GT', bicheng: 'BC', heijing: 'HJ' }

/** Who acts: a clerk of a station, a clerk of the center, or the person who reported. */
const whos = ['guangtong', 'bicheng', 'center', 'person'] as const
type Who = (typeof whos)[number]

type Verb = 'accept' | 'answer' | 'extend' | 'rate' | 'close' | 'reopen' | 'add'
const verbs: readonly Verb[] = ['accept', 'answer', 'extend', 'rate', 'close', 'reopen', 'add']

type Step =
  | { readonly do: 'register'; readonly at: StationId; readonly chat: boolean }
  | { readonly do: Verb; readonly which: number; readonly who: Who }
  | { readonly do: 'transfer'; readonly which: number; readonly who: Who; readonly to: StationId }
  | { readonly do: 'wait'; readonly days: number }

const which = fc.nat(4)
const who = fc.constantFrom(...whos)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      at: fc.constantFrom(...stationIds),
      chat: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom(...verbs), which, who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('transfer' as const),
      which,
      who,
      to: fc.constantFrom(...stationIds),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      days: fc.constantFrom(0, 1, 14, 59, 90),
    }),
  },
)

/** A petition as the notice and the regulation say it must stand. */
interface Model {
  id: string
  serialNo: string
  stationId: string
  status: PetitionStatus
  receivedAt: number
  tellDueAt: number
  acceptedAt: number | null
  dueAt: number
  extensionAskedAt: number | null
  extendedAt: number | null
  answeredAt: number | null
  satisfaction: Satisfaction | null
  closedAt: number | null
  reopened: number
  events: string[]
  chat: boolean
  told: Set<string>
}

const endAfter = (at: number, days: number) => endOfDay(addDays(chinaDate(at), days))

/** What an act does to a petition; the code of the refusal when it may not be done. */
type Effect = (petition: Model, now: number, center: boolean) => string | undefined

const onlyFrom = (
  from: readonly PetitionStatus[],
  code: string,
  change: (petition: Model, now: number) => void,
): Effect => {
  return (petition, now) => {
    if (!from.includes(petition.status)) return code
    change(petition, now)
    return undefined
  }
}

const effects: Readonly<Record<Verb, Effect>> = {
  accept: onlyFrom(['registered'], 'petition_state', (petition, now) => {
    const dueAt = endAfter(now, 60)
    Object.assign(petition, { status: 'accepted', acceptedAt: now, dueAt })
    petition.events.push('accepted')
    petition.told.add('accepted')
  }),
  answer: onlyFrom(['registered', 'accepted'], 'petition_not_open', (petition, now) => {
    const acceptedAt = petition.acceptedAt ?? now
    Object.assign(petition, { status: 'answered', answeredAt: now, acceptedAt, satisfaction: null })
    petition.events.push('answered')
    petition.told.add(`answered:${petition.reopened}`)
  }),
  extend(petition, now, center) {
    const over = petition.extendedAt !== null || petition.dueAt < now
    if (over || petition.status !== 'accepted') return 'petition_extension_refused'
    petition.events.push(center ? 'extended' : 'extension_asked')
    if (!center) petition.extensionAskedAt = now
    else {
      petition.extendedAt = now
      petition.dueAt = endAfter(petition.dueAt, 30)
      petition.told.add(`extended:${petition.reopened}`)
    }
    return undefined
  },
  rate: onlyFrom(['answered', 'closed'], 'petition_state', (petition) => {
    petition.satisfaction = 'unsatisfied'
    petition.events.push('rated')
  }),
  close: onlyFrom(['answered'], 'petition_state', (petition, now) => {
    Object.assign(petition, { status: 'closed', closedAt: now })
    petition.events.push('closed')
  }),
  reopen: onlyFrom(['answered', 'closed'], 'petition_state', (petition, now) => {
    const cleared = { answeredAt: null, closedAt: null, extendedAt: null, extensionAskedAt: null }
    const reopened = petition.reopened + 1
    Object.assign(petition, { status: 'accepted', dueAt: endAfter(now, 60), reopened, ...cleared })
    petition.events.push('reopened')
  }),
  add(petition) {
    petition.events.push('added')
    return undefined
  },
}

const acts: Readonly<
  Record<Verb, (tx: Tx, id: string, actor: Actor, now: number) => Promise<unknown>>
> = {
  accept: acceptPetition,
  answer: (tx, id, actor, now) => answerPetition(tx, id, '已办', actor, now),
  extend: (tx, id, actor, now) => extendPetition(tx, id, '要查', actor, now),
  rate: (tx, id, actor, now) => ratePetition(tx, id, 'unsatisfied', actor, now),
  close: closePetition,
  reopen: (tx, id, actor, now) => reopenPetition(tx, id, '再办', actor, now),
  add: (tx, id, actor, now) => addToPetition(tx, id, '补充', actor, now),
}

const codeOf = (act: Promise<unknown>): Promise<string | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof LedgerError) return error.code
      throw error
    },
  )

let peers = 0

/** The ledger and its model side by side. */
async function makeWorld(store: Store) {
  const actors = new Map<Who, Actor>()
  for (const one of ['guangtong', 'bicheng'] as const) {
    const { id } = await makeStaff(store, { stationId: one })
    const scope = { all: false, stationIds: [one] } as const
    actors.set(one, { kind: 'staff', id, scope, center: false })
  }
  const chief = await makeStaff(store, { role: 'center_clerk', stationId: null })
  actors.set('center', { kind: 'staff', id: chief.id, scope: countyScope, center: true })
  const account = await makeAccount(store, { peerId: `peer${++peers}` })
  actors.set('person', { kind: 'person', id: account.id, scope: countyScope, center: false })
  const petitions: Model[] = []
  const given = new Map<string, number>()
  let audited = 0
  let now = china('2026-12-20 10:00')

  async function registerOne(at: StationId, chat: boolean): Promise<void> {
    const values = chat ? { accountId: account.id } : {}
    const row = await register(store, { stationId: at, ...values }, now)
    const counter = `${codes[at]}${chinaDate(now).slice(0, 4)}`
    const last = (given.get(counter) ?? 0) + 1
    given.set(counter, last)
    audited += 1
    petitions.push({
      id: row.id,
      serialNo: `${counter}${String(last).padStart(4, '0')}`,
      stationId: at,
      status: 'registered',
      receivedAt: now,
      tellDueAt: endAfter(now, 15),
      acceptedAt: null,
      dueAt: endAfter(now, 15),
      extensionAskedAt: null,
      extendedAt: null,
      answeredAt: null,
      satisfaction: null,
      closedAt: null,
      reopened: 0,
      events: ['registered'],
      chat,
      told: new Set(),
    })
  }

  function expectedOf(one: Exclude<Step, { do: 'register' | 'wait' }>, petition: Model) {
    const actor = actors.get(one.who)
    const sees = actor?.scope.all === true || one.who === petition.stationId
    if (!sees) return 'not_found'
    if (one.do !== 'transfer') return effects[one.do](petition, now, one.who === 'center')
    const open = petition.status === 'registered' || petition.status === 'accepted'
    if (!open || one.to === petition.stationId) return 'petition_state'
    petition.stationId = one.to
    petition.events.push('transferred')
    petition.told.add(`transferred:${now}`)
    return undefined
  }

  async function take(one: Step): Promise<void> {
    if (one.do === 'wait') now += one.days * 86_400_000 + 1
    if (one.do === 'register') await registerOne(one.at, one.chat)
    if (one.do === 'wait' || one.do === 'register') return
    const petition = petitions[one.which % Math.max(1, petitions.length)]
    const actor = actors.get(one.who)
    if (petition === undefined || actor === undefined) return
    const done = await codeOf(
      store.tx((tx) =>
        one.do === 'transfer'
          ? transferPetition(tx, petition.id, { stationId: one.to, reason: '属地' }, actor, now)
          : acts[one.do](tx, petition.id, actor, now),
      ),
    )
    const expected = expectedOf(one, petition)
    expect(done, `${one.do} by ${one.who} on ${petition.serialNo}`).toBe(expected)
    if (expected === undefined) audited += 1
    await agree(petition)
  }

  async function agree({ events, told, chat, ...values }: Model): Promise<void> {
    expect(await petitionById(store.read, countyScope, values.id)).toMatchObject(values)
    const history = await petitionHistory(store.read, values.id)
    expect(history.map(({ type }) => type)).toEqual(events)
    expect(history.every(({ at }, n) => at >= (history[n - 1]?.at ?? 0))).toBe(true)
    const keys = (await allRows(store)).flatMap(({ dedupeKey }) => dedupeKey ?? [])
    const mine = keys.filter((key) => key.startsWith(`petition:${values.id}:`))
    const wanted = [...(chat ? told : [])].map((key) => `petition:${values.id}:${key}:told#0`)
    expect(mine.toSorted()).toEqual(wanted.toSorted())
  }

  return {
    take,
    async finish(before: number): Promise<void> {
      for (const petition of petitions) await agree(petition)
      expect((await store.read.$count(auditEntries)) - before).toBe(audited)
      expect(new Set(petitions.map(({ serialNo }) => serialNo)).size).toBe(petitions.length)
    },
  }
}

test('whoever does whatever when, the ledger stands as the regulation says, and each refusal changes nothing', async () => {
  const steps = fc.array(step, { minLength: 20, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const store = await testStore()
      const world = await makeWorld(store)
      const before = await store.read.$count(auditEntries)
      for (const one of script) await world.take(one)
      await world.finish(before)
      await store.close()
    }),
    { numRuns: dialect === 'pg' ? 8 : 40 },
  )
}, 120_000)
