import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../../db/actor.ts'
import { auditEntries } from '../../../db/audit.ts'
import { dialect } from '../../../db/columns.ts'
import { LedgerError } from '../../../db/errors.ts'
import { listLedger } from '../../../db/ledger-query.ts'
import { addFamilyMember, removeFamilyMember } from '../../../db/ledgers/family-member.ts'
import { checkRetiree, handoverProgress, settleDifference } from '../../../db/ledgers/handover.ts'
import {
  handoverDifferences,
  type Settlement,
  settlementLabels,
} from '../../../db/ledgers/handover-difference.ts'
import { checklistsOf, markIntake, markMeeting } from '../../../db/ledgers/intake.ts'
import { personnelFiles } from '../../../db/ledgers/personnel-file.ts'
import { lendFile, placeFile, returnFile } from '../../../db/ledgers/personnel-file-acts.ts'
import { registerRetiree } from '../../../db/ledgers/register-retiree.ts'
import { retireeById, retireeLedger, retirees } from '../../../db/ledgers/retiree.ts'
import { changesOf } from '../../../db/ledgers/retiree-course.ts'
import { retireeStations } from '../../../db/ledgers/retiree-history.ts'
import { familyMembers } from '../../../db/ledgers/retiree-parts.ts'
import { assignClerk } from '../../../db/ledgers/staff-handover.ts'
import { transferRetirees } from '../../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../../db/ledgers/update-retiree.ts'
import { countyScope } from '../../../db/scope.ts'
import type { Store, Tx } from '../../../db/store.ts'
import { addDays, china, chinaDate } from '../../../policy/calendar.ts'
import {
  type Category,
  type CheckResult,
  type DifferenceKind,
  differenceLabels,
  type IntakeStep,
  intakeSteps,
  type MeetingStep,
  meetingSteps,
  staysWithCenter,
} from '../../../policy/retiree.ts'
import { idNumberFor } from '../../people.ts'
import { actorOf, makeStaff, testStore } from '../../support.ts'

// Casts: the keys of the very records.
const intakeKeys = Object.keys(intakeSteps) as IntakeStep[]
const meetingKeys = Object.keys(meetingSteps) as MeetingStep[]
const differences = Object.keys(differenceLabels) as DifferenceKind[]
const settlements = Object.keys(settlementLabels) as Settlement[]
const units = ['guangtong', 'heijing', 'center'] as const
type Unit = (typeof units)[number]
/** Who acts: a clerk of a station, or one of the center. */
type Who = Unit

/** What is done, the more often the more often it stands here. */
const verbs = [
  ...([
    'register',
    'register',
    'rename',
    'categorise',
    'check',
    'check',
    'settle',
    'meet',
  ] as const),
  ...([
    'take in',
    'take in',
    'transfer',
    'transfer',
    'place file',
    'lend file',
    'return file',
  ] as const),
  ...(['add family', 'remove family', 'assign', 'wait'] as const),
] as const

/** A step with everything that any act could ask for. */
const step = fc.record({
  do: fc.constantFrom(...verbs),
  which: fc.nat(2),
  who: fc.constantFrom<Who>('center', ...units),
  number: fc.nat(2),
  unit: fc.constantFrom<Unit>(...units),
  category: fc.constantFrom<Category>('retiree', 'retiree', 'dependent_survivor'),
  name: fc.constantFrom('张桂英', '李长寿', '欧阳春', '张桂瑛'),
  kind: fc.constantFrom<DifferenceKind | undefined>(undefined, ...differences),
  settlement: fc.constantFrom<Settlement>(...settlements),
  steps: fc.subarray(meetingKeys, { minLength: 1 }),
  intake: fc.constantFrom<IntakeStep>(...intakeKeys),
  days: fc.constantFrom(-1, 0, 7, 30),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A person as the 办法 says they must stand in the register. */
interface Model {
  readonly id: string
  readonly number: number
  name: string
  unit: Unit
  category: Category
  status: 'incoming' | 'managed' | 'left'
  check: CheckResult
  open: boolean
  clerk: Who | null
  readonly met: Set<MeetingStep>
  readonly intake: Set<IntakeStep>
  readonly course: [unit: Unit, from: string, to: string | null][]
  file: 'none' | 'in' | 'out'
  family: number
  changes: number
}

const codeOf = (done: Promise<unknown>): Promise<boolean> =>
  done.then(
    () => true,
    (error: unknown) => {
      if (error instanceof LedgerError) return false
      throw error
    },
  )

/** The register and its model side by side. */
class World {
  readonly people: Model[] = []
  now = china('2026-12-30 10:00')
  done = 0
  readonly store: Store
  readonly actors: ReadonlyMap<Who, Actor>
  constructor(store: Store, actors: ReadonlyMap<Who, Actor>) {
    this.store = store
    this.actors = actors
  }

  get today() {
    return chinaDate(this.now)
  }

  actor(name: Who): Actor {
    return this.actors.get(name) ?? expect.fail('nobody acts')
  }

  /** Does it and compares whether it was to be done; the model changes only then. */
  async expectAct(may: boolean, run: (tx: Tx) => Promise<unknown>, change: () => void) {
    expect(await codeOf(this.store.tx(run))).toBe(may)
    if (!may) return
    change()
    this.done += 1
  }

  move(person: Model, to: Unit): void {
    if (person.unit === to) return
    const last = person.course.at(-1)
    if (last !== undefined) last[2] = this.today
    person.course.push([to, this.today, null])
    person.clerk = null
    person.unit = to
    if (person.check !== 'differs') person.check = 'unchecked'
  }

  async register({ number, unit: at, category: kind, who: by }: Step) {
    const known = this.people.some((one) => one.number === number)
    const center = by === 'center'
    const may = !known && (staysWithCenter(kind) ? center : center || by === at)
    const idNumber = idNumberFor('1945-05-12', number * 2)
    const given = {
      name: '张桂英',
      idNumber,
      stationId: at,
      category: kind,
      alike: 'other_person',
    } as const
    let id = ''
    await this.expectAct(
      may,
      async (tx) => {
        id = (await registerRetiree(tx, given, this.actor(by), this.now)).id
      },
      () => {
        const home = staysWithCenter(kind) ? 'center' : at
        this.people.push({
          id,
          number,
          name: '张桂英',
          unit: home,
          category: kind,
          status: 'incoming',
          check: 'unchecked',
          open: false,
          clerk: null,
          met: new Set(),
          intake: new Set(),
          course: [[home, this.today, null]],
          file: 'none',
          family: 0,
          changes: 0,
        })
      },
    )
  }

  async assign({ unit: at, who: by }: Step) {
    const member = this.actor(at === 'center' ? 'center' : at)
    const to = { stationId: at, staffId: member.id }
    const run = (tx: Tx) => assignClerk(tx, to, this.actor(by), this.now)
    await this.expectAct(by === 'center' || by === at, run, () => {
      for (const one of this.people) if (one.unit === at) one.clerk = at
    })
  }

  async differenceOf(person: Model): Promise<string> {
    const rows = await this.store.read
      .select({ id: handoverDifferences.id, status: handoverDifferences.status })
      .from(handoverDifferences)
      .where(eq(handoverDifferences.retireeId, person.id))
      .orderBy(asc(handoverDifferences.id))
    return rows.at(-1)?.id ?? 'none'
  }

  async fileOf({ id }: Model): Promise<string> {
    const rows = await this.store.read
      .select()
      .from(personnelFiles)
      .where(eq(personnelFiles.retireeId, id))
    return rows[0]?.id ?? 'none'
  }

  async memberOf({ id }: Model): Promise<string> {
    const rows = await this.store.read
      .select()
      .from(familyMembers)
      .where(eq(familyMembers.retireeId, id))
    return rows[0]?.id ?? 'none'
  }

  async one(it: Step, p: Model) {
    const by = this.actor(it.who)
    const sees = it.who === 'center' || it.who === p.unit
    const { now } = this
    switch (it.do) {
      case 'rename':
        return this.expectAct(
          sees,
          (tx) => updateRetiree(tx, p.id, { name: it.name }, by, now),
          () => {
            if (p.name === it.name) this.done -= 1
            else p.changes += 1
            p.name = it.name
          },
        )
      case 'categorise': {
        const stays = staysWithCenter(it.category)
        const may = sees && (it.category === p.category || !stays || it.who === 'center')
        const run = (tx: Tx) => updateRetiree(tx, p.id, { category: it.category }, by, now)
        return this.expectAct(may, run, () => {
          if (p.category === it.category) this.done -= 1
          else p.changes += 1
          p.category = it.category
          if (stays) this.move(p, 'center')
        })
      }
      case 'check': {
        const finding =
          it.kind === undefined
            ? ({ result: 'matches' } as const)
            : ({ result: 'differs', kind: it.kind, note: '' } as const)
        const run = (tx: Tx) => checkRetiree(tx, p.id, finding, by, now)
        return this.expectAct(sees && p.check !== 'differs', run, () => {
          p.check = finding.result
          p.open = finding.result === 'differs'
        })
      }
      case 'settle': {
        const id = await this.differenceOf(p)
        const settled = { settlement: it.settlement, answer: '已核实' }
        const run = (tx: Tx) => settleDifference(tx, id, settled, by, now)
        return this.expectAct(it.who === 'center' && p.open, run, () => {
          p.open = false
          p.check = /corrected|transferred/.test(it.settlement) ? 'unchecked' : 'matches'
          if (it.settlement === 'withdrawn') p.status = 'left'
        })
      }
      case 'meet': {
        const may = sees && (p.met.has('met') || it.steps.includes('met'))
        const run = (tx: Tx) => markMeeting(tx, p.id, it.steps, this.today, by, now)
        return this.expectAct(may, run, () => it.steps.forEach((one) => void p.met.add(one)))
      }
      case 'take in': {
        const run = (tx: Tx) => markIntake(tx, p.id, it.intake, this.today, by, now)
        return this.expectAct(sees, run, () => {
          p.intake.add(it.intake)
          if (p.intake.size === intakeKeys.length && p.status === 'incoming') p.status = 'managed'
        })
      }
      case 'transfer': {
        const may = it.who === 'center' && (it.unit === 'center' || !staysWithCenter(p.category))
        const to = { stationId: it.unit, reason: '搬家' }
        const run = (tx: Tx) => transferRetirees(tx, { ids: [p.id] }, to, by, now)
        return this.expectAct(may, run, () => this.move(p, it.unit))
      }
      case 'place file':
        return this.expectAct(
          sees,
          (tx) => placeFile(tx, p.id, { place: 'archives' }, by, now),
          () => {
            if (p.file === 'none') p.file = 'in'
          },
        )
      case 'lend file': {
        const id = await this.fileOf(p)
        const loan = { borrower: '王科长', purpose: '核对', dueOn: addDays(this.today, it.days) }
        const may = sees && p.file === 'in' && it.days >= 0
        return this.expectAct(
          may,
          (tx) => lendFile(tx, id, loan, by, now),
          () => {
            p.file = 'out'
          },
        )
      }
      case 'return file': {
        const id = await this.fileOf(p)
        return this.expectAct(
          sees && p.file === 'out',
          (tx) => returnFile(tx, id, by, now),
          () => {
            p.file = 'in'
          },
        )
      }
      case 'add family': {
        const child = { name: '李小红', relation: '女儿', part: 'contact' } as const
        return this.expectAct(
          sees,
          (tx) => addFamilyMember(tx, p.id, child, by, now),
          () => {
            p.family += 1
            p.changes += 1
          },
        )
      }
      case 'remove family': {
        const member = await this.memberOf(p)
        const run = (tx: Tx) => removeFamilyMember(tx, p.id, member, by, now)
        return this.expectAct(sees && p.family > 0, run, () => {
          p.family -= 1
          p.changes += 1
        })
      }
      default:
        return undefined
    }
  }

  async take(it: Step): Promise<void> {
    this.now += 60_000
    if (it.do === 'wait') this.now = china(addDays(this.today, Math.abs(it.days))) + 36_000_000
    else if (it.do === 'register') await this.register(it)
    else if (it.do === 'assign') await this.assign(it)
    else {
      const person = this.people[it.which % Math.max(1, this.people.length)]
      if (person !== undefined) await this.one(it, person)
    }
  }

  /** One person, everywhere they stand. */
  async compare(p: Model): Promise<void> {
    const { read } = this.store
    expect(await retireeById(read, countyScope, p.id)).toMatchObject({
      name: p.name,
      stationId: p.unit,
      category: p.category,
      status: p.status,
      checkResult: p.check,
      clerkId: p.clerk === null ? null : this.actor(p.clerk).id,
      meeting: p.met.size === 0 ? 'unmet' : p.met.size === meetingKeys.length ? 'done' : 'begun',
    })
    const course = await read
      .select()
      .from(retireeStations)
      .where(eq(retireeStations.retireeId, p.id))
      .orderBy(asc(retireeStations.id))
    expect(course.map(({ stationId, fromOn, toOn }) => [stationId, fromOn, toOn])).toEqual(p.course)
    const { intake, meetingSteps: met } = await checklistsOf(read, p.id)
    const done = (steps: typeof met) =>
      steps.filter(({ doneOn }) => doneOn !== null).map((one) => one.step)
    expect(new Set(done(intake))).toEqual(p.intake)
    expect(new Set(done(met))).toEqual(p.met)
    expect(await changesOf(read, p.id)).toHaveLength(p.changes)
    expect(await read.$count(familyMembers, eq(familyMembers.retireeId, p.id))).toBe(p.family)
    const files = await read.select().from(personnelFiles).where(eq(personnelFiles.retireeId, p.id))
    expect(files.map(({ stationId, status }) => [stationId, status])).toEqual(
      p.file === 'none' ? [] : [[p.unit, p.file]],
    )
  }

  /** Whom each unit finds by each name, and how far it says to be. */
  async compareUnits(): Promise<void> {
    const { read } = this.store
    const reader = { role: 'station_clerk' } as const
    const progress = await handoverProgress(read, countyScope)
    for (const at of units) {
      const own = this.people.filter((one) => one.unit === at)
      for (const q of ['张桂', '桂英', '李长寿', '欧阳']) {
        const scope = { all: false, stationIds: [at] } as const
        const { items } = await listLedger(read, retireeLedger, scope, reader, { q, limit: 50 })
        const found = own.filter(({ name }) => name.includes(q)).map(({ id }) => id)
        expect(items.map(({ id }) => id).toSorted()).toEqual(found.toSorted())
      }
      const here = own.filter(({ status }) => status !== 'left')
      const told = progress.find(({ stationId }) => stationId === at)
      expect([told?.total ?? 0, told?.differing ?? 0]).toEqual([
        here.length,
        here.filter(({ check }) => check === 'differs').length,
      ])
    }
  }
}

test('whatever is done by whom in whatever order, every person stands as the 办法 says, and refusals change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 90 }), async (steps) => {
      const store = await testStore()
      const actors = new Map<Who, Actor>([
        ['guangtong', actorOf(await makeStaff(store))],
        ['heijing', actorOf(await makeStaff(store, { stationId: 'heijing' }))],
        ['center', actorOf(await makeStaff(store, { role: 'center_clerk', stationId: null }))],
      ])
      const world = new World(store, actors)
      const before = await store.read.$count(auditEntries)
      for (const it of steps) await world.take(it)
      for (const person of world.people) await world.compare(person)
      await world.compareUnits()
      expect(await store.read.$count(retirees)).toBe(world.people.length)
      expect((await store.read.$count(auditEntries)) - before).toBe(world.done)
    }),
    { numRuns: dialect === 'pg' ? 6 : 25 },
  )
}, 120_000)
