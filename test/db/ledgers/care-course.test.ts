import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../../db/actor.ts'
import { LedgerError } from '../../../db/errors.ts'
import {
  checkRetiree,
  type Finding,
  handoverProgress,
  settleDifference,
  unmetRetirees,
} from '../../../db/ledgers/handover.ts'
import {
  differencePlace,
  handoverDifferences,
  type Settlement,
  settlementLabels,
} from '../../../db/ledgers/handover-difference.ts'
import { checklistsOf, markIntake, markMeeting } from '../../../db/ledgers/intake.ts'
import { filePlaceLabels, personnelFiles } from '../../../db/ledgers/personnel-file.ts'
import {
  lendFile,
  loansOf,
  placeFile,
  returnFile,
} from '../../../db/ledgers/personnel-file-acts.ts'
import { retireeById } from '../../../db/ledgers/retiree.ts'
import { countyScope } from '../../../db/scope.ts'
import type { Store } from '../../../db/store.ts'
import { addDays, chinaDate } from '../../../policy/calendar.ts'
import {
  type CareStatus,
  type CheckResult,
  differenceLabels,
  type IntakeStep,
  intakeSteps,
  type MeetingState,
  type MeetingStep,
  meetingSteps,
} from '../../../policy/retiree.ts'
import { makeRetiree, makeStaff, monday, testStore } from '../../support.ts'

// Casts: the keys of the records are their literal types.
const intakes = Object.keys(intakeSteps) as IntakeStep[]
const meetings = Object.keys(meetingSteps) as MeetingStep[]
const settlements = Object.keys(settlementLabels) as Settlement[]
const kinds = Object.keys(differenceLabels) as (keyof typeof differenceLabels)[]
const places = Object.keys(filePlaceLabels) as (keyof typeof filePlaceLabels)[]
const today = chinaDate(monday)

const codeOf = (act: Promise<unknown>): Promise<string | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof LedgerError) return error.code
      throw error
    },
  )

/** Two clerks and the center. */
async function offices(store: Store) {
  const clerk = async (stationId: string): Promise<Actor> => {
    const { id } = await makeStaff(store, { stationId })
    return { kind: 'staff', id, scope: { all: false, stationIds: [stationId] }, center: false }
  }
  const chief = await makeStaff(store, { role: 'center_clerk', stationId: null })
  const center: Actor = { kind: 'staff', id: chief.id, scope: countyScope, center: true }
  return { own: await clerk('guangtong'), foreign: await clerk('heijing'), center }
}

const runs = (store: Store) => ({ numRuns: store.engine === 'pg' ? 6 : 25 })
const who = fc.constantFrom('own' as const, 'foreign' as const, 'center' as const)
const day = fc.integer({ min: -30, max: 3 }).map((n) => addDays(today, n))

describe('逐一见面 and 接收手续', () => {
  type Step =
    | { readonly do: 'meet'; readonly steps: readonly MeetingStep[] }
    | { readonly do: 'take'; readonly step: IntakeStep }
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      do: fc.constant('meet' as const),
      steps: fc.subarray(meetings, { minLength: 1 }),
    }),
    fc.record({ do: fc.constant('take' as const), step: fc.constantFrom(...intakes) }),
  )
  const script = fc.array(fc.tuple(step, who, day), { minLength: 3, maxLength: 14 })

  test('in any order, by anybody: each step has its first day, and the whole follows from the steps', async () => {
    const store = await testStore()
    const actors = await offices(store)
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const { id } = await makeRetiree(store, { status: 'incoming' })
        const done = new Map<string, string>()
        let status: CareStatus = 'incoming'
        let meeting: MeetingState = 'unmet'
        for (const [one, by, on] of steps) {
          const act = store.tx((tx) =>
            one.do === 'meet'
              ? markMeeting(tx, id, one.steps, on, actors[by], monday)
              : markIntake(tx, id, one.step, on, actors[by], monday),
          )
          const names: readonly string[] = one.do === 'meet' ? one.steps : [one.step]
          const unmet = one.do === 'meet' && !done.has('met') && !names.includes('met')
          const refused = on > today || unmet
          const code = by === 'foreign' ? 'not_found' : refused ? 'retiree_refused' : undefined
          expect(await codeOf(act), `${names.join()} by ${by} on ${on}`).toBe(code)
          if (code !== undefined) continue
          for (const name of names) if (!done.has(name)) done.set(name, on)
          if (intakes.every((name) => done.has(name))) status = 'managed'
          if (done.has('met')) meeting = meetings.every((name) => done.has(name)) ? 'done' : 'begun'
        }
        expect(await retireeById(store.read, countyScope, id)).toMatchObject({ status, meeting })
        const lists = await checklistsOf(store.read, id)
        for (const { step: name, doneOn } of [...lists.intake, ...lists.meetingSteps])
          expect(doneOn, name).toBe(done.get(name) ?? null)
      }),
      runs(store),
    )
  }, 60_000)
})

describe('核对名单', () => {
  const finding: fc.Arbitrary<Finding> = fc.oneof(
    fc.constant({ result: 'matches' as const }),
    fc.record({
      result: fc.constant('differs' as const),
      kind: fc.constantFrom(...kinds),
      note: fc.string({ unit: 'grapheme', maxLength: 20 }),
    }),
  )
  const step = fc.oneof(
    fc.record({ do: fc.constant('check' as const), finding, by: who }),
    fc.record({
      do: fc.constant('settle' as const),
      settlement: fc.constantFrom(...settlements),
      by: who,
    }),
  )
  const after: Readonly<Record<Settlement, CheckResult>> = {
    corrected: 'unchecked',
    transferred: 'unchecked',
    confirmed: 'matches',
    withdrawn: 'matches',
  }

  test('whoever finds whatever, one difference at a time waits, and only the center settles it', async () => {
    const store = await testStore()
    const actors = await offices(store)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const { id } = await makeRetiree(store)
        let result: CheckResult = 'unchecked'
        let left = false
        const found: { kind: string; note: string; settlement: Settlement | null }[] = []
        const rows = async () =>
          (await store.read.select().from(handoverDifferences))
            .filter((row) => row.retireeId === id)
            .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        for (const one of steps) {
          const open = (await rows()).find(({ status }) => status === 'open')
          if (one.do === 'check') {
            const done = await codeOf(
              store.tx((tx) => checkRetiree(tx, id, one.finding, actors[one.by], monday)),
            )
            const waits = result === 'differs'
            expect(done).toBe(
              one.by === 'foreign' ? 'not_found' : waits ? 'handover_state' : undefined,
            )
            if (done !== undefined) continue
            result = one.finding.result
            if (one.finding.result === 'differs')
              found.push({
                kind: one.finding.kind,
                note: one.finding.note.trim(),
                settlement: null,
              })
            continue
          }
          const { settlement, by } = one
          const act = (rowId: string) =>
            store.tx((tx) =>
              settleDifference(tx, rowId, { settlement, answer: '核实' }, actors[by], monday),
            )
          const done = await codeOf(act(open?.id ?? (await rows()).at(-1)?.id ?? 'none'))
          const missing = found.length === 0 ? 'not_found' : 'handover_state'
          const expected = open === undefined ? missing : undefined
          expect(done).toBe(by === 'center' ? expected : 'handover_state')
          const last = found.at(-1)
          if (done !== undefined || last === undefined) continue
          last.settlement = settlement
          result = after[settlement]
          left ||= settlement === 'withdrawn'
        }
        const kept = (await rows()).map(({ id: rowId, kind, note, settlement }) => ({
          kind,
          note: note === null ? '' : store.vault.open(differencePlace('note', rowId), note),
          settlement,
        }))
        expect(kept).toEqual(found)
        const person = await retireeById(store.read, countyScope, id)
        expect([person.checkResult, person.status === 'left']).toEqual([result, left])
      }),
      runs(store),
    )
  }, 60_000)

  test('the progress of each station is the count of its people, and adds up in every scope', async () => {
    const store = await testStore()
    const cases = fc.record({
      stationId: fc.constantFrom('guangtong', 'heijing', 'jinshan'),
      status: fc.constantFrom('incoming' as const, 'managed' as const, 'left' as const),
      checkResult: fc.constantFrom('unchecked' as const, 'matches' as const, 'differs' as const),
      meeting: fc.constantFrom('unmet' as const, 'begun' as const, 'done' as const),
      patch: fc.constantFrom('', '城东', '城西'),
    })
    const people = fc.sample(cases, { numRuns: 60, seed: 11 })
    for (const values of people) await makeRetiree(store, values)
    const there = people.filter(({ status }) => status !== 'left')
    for (const scope of [countyScope, { all: false, stationIds: ['heijing'] } as const]) {
      const rows = await handoverProgress(store.read, scope)
      const seen = there.filter(
        ({ stationId }) => scope.all || scope.stationIds.includes(stationId),
      )
      expect(rows.map(({ stationId }) => stationId)).toEqual(
        [...new Set(seen.map(({ stationId }) => stationId))].toSorted(),
      )
      for (const row of rows) {
        const own = seen.filter(({ stationId }) => stationId === row.stationId)
        const count = (fits: (one: (typeof own)[number]) => boolean) => own.filter(fits).length
        expect(row).toEqual({
          stationId: row.stationId,
          total: own.length,
          checked: count(({ checkResult }) => checkResult !== 'unchecked'),
          differing: count(({ checkResult }) => checkResult === 'differs'),
          met: count(({ meeting }) => meeting !== 'unmet'),
          complete: count(({ meeting }) => meeting === 'done'),
          managed: count(({ status }) => status === 'managed'),
        })
      }
    }
  })

  test('whom a station still has to see comes patch by patch, each once, on pages of any size', async () => {
    const store = await testStore()
    const patches = ['', '城东', '城西', 'A区']
    for (let n = 0; n < 30; n++)
      await makeRetiree(store, {
        patch: patches[n % 4] ?? '',
        meeting: n % 5 === 0 ? 'done' : n % 2 === 0 ? 'begun' : 'unmet',
        vital: n % 7 === 0 ? 'deceased' : 'living',
        status: n % 11 === 0 ? 'left' : 'managed',
        stationId: n % 3 === 0 ? 'heijing' : 'guangtong',
      })
    const page = (limit: number, after?: { patch: string; id: string }, patch?: string) =>
      unmetRetirees(store.read, countyScope, { stationId: 'guangtong', patch, after, limit })
    const whole = await page(100)
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
    expect(whole.length).toBeGreaterThan(8)
    for (const limit of [1, 2, 3, 7]) {
      const walked: string[] = []
      let last: { patch: string; id: string } | undefined
      for (;;) {
        const rows = await page(limit, last)
        walked.push(...rows.map(({ id }) => id))
        last = rows.at(-1)
        if (rows.length < limit) break
      }
      expect(walked).toEqual(whole.map(({ id }) => id))
    }
    const east = await page(100, undefined, '城东')
    expect(east.map(({ id }) => id)).toEqual(
      whole.filter(({ patch }) => patch === '城东').map(({ id }) => id),
    )
    const foreign = { all: false, stationIds: ['heijing'] } as const
    expect(await unmetRetirees(store.read, foreign, { stationId: 'guangtong', limit: 9 })).toEqual(
      [],
    )
  })
})

describe('人事档案', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('place' as const), place: fc.constantFrom(...places), by: who }),
    fc.record({ do: fc.constant('lend' as const), dueOn: day, by: who }),
    fc.record({ do: fc.constant('return' as const), by: who }),
  )

  test('is one a person, with one borrower at a time, and every loan stays on record', async () => {
    const store = await testStore()
    const actors = await offices(store)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const { id: retireeId } = await makeRetiree(store)
        let file: { id: string; place: string; out: boolean; loans: (string | null)[] } | undefined
        for (const [n, one] of steps.entries()) {
          const now = monday + n * 86_400_000
          const actor = actors[one.by]
          const hidden = one.by === 'foreign' ? 'not_found' : undefined
          if (one.do === 'place') {
            const { place } = one
            const done = await codeOf(
              store.tx((tx) => placeFile(tx, retireeId, { place, shelf: ' 3柜 ' }, actor, now)),
            )
            expect(done).toBe(hidden)
            if (done !== undefined) continue
            const rows = await store.read.select().from(personnelFiles)
            const own = rows.filter((row) => row.retireeId === retireeId)
            expect(own).toMatchObject([{ place, shelf: '3柜', status: file?.out ? 'out' : 'in' }])
            file = { out: false, loans: [], ...file, id: own[0]?.id ?? '', place }
            continue
          }
          const rowId = file?.id ?? 'none'
          if (one.do === 'lend') {
            const { dueOn } = one
            const loan = { borrower: `借阅人${n}`, purpose: '核对', dueOn }
            const done = await codeOf(store.tx((tx) => lendFile(tx, rowId, loan, actor, now)))
            const wrong = file?.out || dueOn < chinaDate(now) ? 'personnel_file_state' : undefined
            expect(done).toBe(file === undefined ? 'not_found' : (hidden ?? wrong))
            if (done !== undefined || file === undefined) continue
            file = { ...file, out: true, loans: [...file.loans, null] }
            continue
          }
          const done = await codeOf(store.tx((tx) => returnFile(tx, rowId, actor, now)))
          const wrong = file?.out ? undefined : 'personnel_file_state'
          expect(done).toBe(file === undefined ? 'not_found' : (hidden ?? wrong))
          if (done !== undefined || file === undefined) continue
          file = { ...file, out: false, loans: [...file.loans.slice(0, -1), chinaDate(now)] }
        }
        if (file === undefined) return
        const loans = (await loansOf(store.read, file.id)).toReversed()
        expect(loans.map(({ returnedOn }) => returnedOn)).toEqual(file.loans)
      }),
      runs(store),
    )
  }, 60_000)
})
