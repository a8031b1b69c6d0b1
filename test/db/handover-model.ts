import { and, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { checkRetiree, settleDifference } from '../../db/ledgers/handover.ts'
import { handoverDifferences, type Settlement } from '../../db/ledgers/handover-difference.ts'
import { markIntake, markMeeting } from '../../db/ledgers/intake.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import type { Tx } from '../../db/store.ts'
import {
  type IntakeStep,
  intakeSteps,
  type MeetingStep,
  meetingSteps,
} from '../../policy/retiree.ts'
import { system } from '../support.ts'

/** Stations that people are moved between. */
export const stationIds = ['guangtong', 'heijing', 'jinshan'] as const
/** Parts of a station's area. */
export const patches = ['', 'east', 'north', 'west'] as const
const today = '2026-03-02'

/** A person as the acts say they must stand. */
export interface Person {
  readonly id: string
  readonly patch: string
  stationId: string
  check: 'unchecked' | 'matches' | 'differs'
  readonly met: Set<MeetingStep>
  readonly taken: Set<IntakeStep>
  living: boolean
  left: boolean
}

const meetings = Object.keys(meetingSteps) as MeetingStep[]
/** Steps of the intake. */
export const intakes = Object.keys(intakeSteps) as IntakeStep[]
const settlements = {
  corrected: 'unchecked',
  transferred: 'unchecked',
  confirmed: 'matches',
  withdrawn: 'matches',
} as const

/** How far the meeting checklist of somebody is. */
export const meeting = ({ met }: Person) =>
  met.size === meetings.length ? 'done' : met.size > 0 ? 'begun' : 'unmet'
/** Whether somebody lives and is still looked after. */
export const here = (person: Person) => person.living && !person.left
/** Patch by patch, the longest registered first. */
export const inOrder = (one: Person, other: Person) =>
  one.patch === other.patch ? (one.id < other.id ? -1 : 1) : one.patch < other.patch ? -1 : 1

/** Anything that stations and the center do with somebody. */
export const step = fc.record({
  do: fc.constantFrom(
    ...(['matches', 'differs', 'settle', 'meet', 'meet', 'take', 'move', 'die'] as const),
  ),
  which: fc.nat(40),
  steps: fc.subarray(meetings, { minLength: 1 }),
  intake: fc.constantFrom(...intakes),
  settlement: fc.constantFrom(...(Object.keys(settlements) as Settlement[])),
  stationId: fc.constantFrom(...stationIds),
})
/** One of them. */
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What the model says of a step; false where it must be refused. */
export function follow(
  person: Person,
  { do: verb, steps, intake, settlement, stationId }: Step,
): boolean {
  if (verb === 'matches' || verb === 'differs') {
    if (person.check === 'differs') return false
    person.check = verb
  } else if (verb === 'settle') {
    if (person.check !== 'differs') return false
    person.check = settlements[settlement]
    if (settlement === 'withdrawn') person.left = true
  } else if (verb === 'meet') {
    if (!person.met.has('met') && !steps.includes('met')) return false
    for (const one of steps) person.met.add(one)
  } else if (verb === 'take') person.taken.add(intake)
  else if (verb === 'die') person.living = false
  else if (person.stationId !== stationId) {
    person.stationId = stationId
    if (person.check === 'matches') person.check = 'unchecked'
  }
  return true
}

async function openItem(tx: Tx, retireeId: string): Promise<string> {
  const own = and(
    eq(handoverDifferences.retireeId, retireeId),
    eq(handoverDifferences.status, 'open'),
  )
  const [row] = await tx.select().from(handoverDifferences).where(own)
  return row?.id ?? 'none'
}

/** The act itself. */
export async function act(tx: Tx, { id }: Person, one: Step, now: number): Promise<unknown> {
  switch (one.do) {
    case 'matches':
      return checkRetiree(tx, id, { result: 'matches' }, system, now)
    case 'differs':
      return checkRetiree(tx, id, { result: 'differs', kind: 'moved', note: '' }, system, now)
    case 'settle': {
      const answer = { settlement: one.settlement, answer: '已核实' }
      return settleDifference(tx, await openItem(tx, id), answer, system, now)
    }
    case 'meet':
      return markMeeting(tx, id, one.steps, today, system, now)
    case 'take':
      return markIntake(tx, id, one.intake, today, system, now)
    case 'move': {
      const to = { stationId: one.stationId, reason: '划片' }
      return transferRetirees(tx, { ids: [id] }, to, system, now)
    }
    default:
      return tx.update(retirees).set({ vital: 'deceased' }).where(eq(retirees.id, id))
  }
}
