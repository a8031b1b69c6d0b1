import { hashPassword } from '../../admin/password.ts'
import type { Actor } from '../../db/actor.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { checkRetiree } from '../../db/ledgers/handover.ts'
import { markIntake, markMeeting } from '../../db/ledgers/intake.ts'
import { placeFile } from '../../db/ledgers/personnel-file-acts.ts'
import { acceptPetition, answerPetition } from '../../db/ledgers/petition-acts.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import type { Retiree } from '../../db/ledgers/retiree.ts'
import { addStaff, operator } from '../../db/ledgers/staff-acts.ts'
import { countyScope } from '../../db/scope.ts'
import type { CountySeed } from '../../db/seed.ts'
import type { Store, Tx } from '../../db/store.ts'
import { addDays, chinaDate } from '../../policy/calendar.ts'
import {
  type IntakeStep,
  intakeSteps,
  type MeetingStep,
  meetingSteps,
} from '../../policy/retiree.ts'
import type { Role } from '../../policy/role.ts'
import { dice, fictionalPerson } from './people.ts'

/** How many people the fictional county has. */
export const demoPeople = 2_000
const peopleAtOnce = 50
const dayMs = 86_400_000
const yearDays = 365

const county: Actor = { kind: 'system', id: 'demo', scope: countyScope, center: true }
const intake = Object.keys(intakeSteps) as IntakeStep[] // Cast: the keys of the very record.
const meeting = Object.keys(meetingSteps) as MeetingStep[] // Cast: the keys of the very record.
const words = [
  '养老金这个月还没有到账，请帮忙查一下。',
  '想了解医疗互助怎样报销。',
  '社区活动室的门坏了，建议修一修。',
  '老伴住院了，想问慰问怎么申请。',
]

type Roll = () => number

async function live(tx: Tx, person: Retiree, roll: Roll, now: number): Promise<void> {
  const day = addDays(chinaDate(now), -Math.floor(roll() * yearDays))
  if (roll() < 0.8)
    for (const step of intake) await markIntake(tx, person.id, step, day, county, now)
  if (roll() < 0.7) await markMeeting(tx, person.id, meeting, day, county, now)
  else if (roll() < 0.4) await markMeeting(tx, person.id, ['met'], day, county, now)
  const found = roll()
  if (found < 0.75) await checkRetiree(tx, person.id, { result: 'matches' }, county, now)
  else if (found < 0.77) {
    const difference = { result: 'differs', kind: 'moved', note: '邻居说已搬走' } as const
    await checkRetiree(tx, person.id, difference, county, now)
  }
  if (roll() < 0.6) {
    const phone = `19901${String(Math.floor(roll() * 1_000_000)).padStart(6, '0')}`
    const child = {
      name: `${person.name[0]}小明`,
      relation: '子女',
      phone,
      part: 'contact',
    } as const
    await addFamilyMember(tx, person.id, child, county, now)
  }
  if (roll() < 0.3)
    await placeFile(tx, person.id, { place: 'archives', shelf: '一柜' }, county, now)
}

async function petition(tx: Tx, person: Retiree, roll: Roll, now: number): Promise<void> {
  const at = now - Math.floor(roll() * yearDays) * dayMs
  const content = words[Math.floor(roll() * words.length)] ?? ''
  const { name, stationId, id: retireeId } = person
  const report = { stationId, kind: 'help', source: 'walkIn', content, name, retireeId } as const
  const { id } = await registerPetition(tx, report, county, at)
  if (roll() < 0.9) await acceptPetition(tx, id, county, at + dayMs / 4)
  if (roll() < 0.8) await answerPetition(tx, id, '已核实并办理，谢谢您的反映。', county, at + dayMs)
}

/** Fills an empty database with a fictional county and a year of its ledgers, the same at every start but for the dates. */
export async function fillCounty(store: Store, seed: CountySeed, now: number, people = demoPeople) {
  const roll = dice(2006)
  for (let at = 0; at < people; at += peopleAtOnce) {
    const orders = Array.from(
      { length: Math.min(peopleAtOnce, people - at) },
      (_, index) => at + index,
    )
    const given = orders.map((order) => fictionalPerson(seed, roll, order))
    const luck = Math.floor(roll() * 1e9)
    await store.tx(async (tx) => {
      // A transaction may run again: the same dice fall the same way.
      const again = dice(luck)
      for (const person of given) {
        const row = await registerRetiree(tx, person, county, now - yearDays * dayMs)
        await live(tx, row, again, now)
        if (again() < 0.05) await petition(tx, row, again, now)
      }
    })
  }
}

/** Accounts of the fictional county, all with one password. Returns their logins. */
export async function fillStaff(
  store: Store,
  seed: CountySeed,
  password: string,
  now: number,
): Promise<readonly string[]> {
  const passwordHash = await hashPassword(password)
  const [first] = seed.communities
  const accounts: readonly (readonly [string, string, Role, string | null])[] = [
    ['zhuguan', '示范主管', 'center_supervisor', null],
    ['zhongxin', '示范中心', 'center_clerk', null],
    ['zhanzhang', '示范站长', 'station_head', first?.id ?? null],
    ['zhan', '示范站员', 'station_clerk', first?.id ?? null],
    ['guanli', '示范管理员', 'sysadmin', null],
  ]
  for (const [login, name, role, stationId] of accounts)
    await store.tx((tx) =>
      addStaff(tx, { login, name, role, stationId, passwordHash }, operator, now),
    )
  return accounts.map(([login]) => login)
}
