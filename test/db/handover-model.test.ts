import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LedgerError } from '../../db/errors.ts'
import { handoverProgress, unmetRetirees } from '../../db/ledgers/handover.ts'
import { patchesOf } from '../../db/ledgers/handover-desk.ts'
import { nextToCheck } from '../../db/ledgers/handover-next.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { makeRetiree, monday, testStore } from '../support.ts'
import {
  act,
  follow,
  here,
  inOrder,
  intakes,
  meeting,
  type Person,
  patches,
  stationIds,
  step,
} from './handover-model.ts'

const seen = (scope: Scope, stationId: string) => scope.all || scope.stationIds.includes(stationId)

function promisedProgress(people: readonly Person[], scope: Scope) {
  const own = people.filter((person) => here(person) && seen(scope, person.stationId))
  return [...new Set(own.map(({ stationId }) => stationId))].toSorted().map((stationId) => {
    const count = (fits: (person: Person) => boolean) =>
      own.filter((person) => person.stationId === stationId && fits(person)).length
    return {
      stationId,
      total: count(() => true),
      checked: count(({ check }) => check !== 'unchecked'),
      differing: count(({ check }) => check === 'differs'),
      met: count((person) => meeting(person) !== 'unmet'),
      complete: count((person) => meeting(person) === 'done'),
      managed: count(({ taken }) => taken.size === intakes.length),
    }
  })
}

/** All pages of a station's unmet list, one after the other. */
async function unmet(store: Store, scope: Scope, stationId: string, limit: number, patch?: string) {
  const ids: string[] = []
  let after: { patch: string; id: string } | undefined
  for (;;) {
    const page = await unmetRetirees(store.read, scope, { stationId, patch, after, limit })
    ids.push(...page.map(({ id }) => id))
    expect(page.length).toBeLessThanOrEqual(limit)
    after = page.at(-1)
    if (page.length < limit) return ids
  }
}

/** Every view of the handover, of one station, for one scope. */
async function compare(
  store: Store,
  people: readonly Person[],
  scope: Scope,
  stationId: string,
  limit: number,
) {
  expect(await handoverProgress(store.read, scope)).toEqual(promisedProgress(people, scope))
  const own = people
    .filter((person) => here(person) && person.stationId === stationId)
    .toSorted(inOrder)
  const shown = seen(scope, stationId) ? own : []
  const open = shown.filter((person) => meeting(person) !== 'done')
  expect(await unmet(store, scope, stationId, limit)).toEqual(open.map(({ id }) => id))
  for (const patch of patches)
    expect(await unmet(store, scope, stationId, limit, patch)).toEqual(
      open.filter((person) => person.patch === patch).map(({ id }) => id),
    )
  const counts = patches.map((patch) => ({
    patch,
    people: shown.filter((person) => person.patch === patch).length,
    unmet: open.filter((person) => person.patch === patch).length,
  }))
  expect(await patchesOf(store.read, scope, stationId)).toEqual(
    counts.filter(({ people: count }) => count > 0),
  )
  const unchecked = own.filter(({ check }) => check === 'unchecked')
  const turns: string[] = []
  let next = await nextToCheck(store.read, stationId)
  while (next.person !== undefined) {
    expect(next.left).toBe(unchecked.length)
    turns.push(next.person.id)
    next = await nextToCheck(store.read, stationId, next.person)
  }
  expect(turns).toEqual(unchecked.map(({ id }) => id))
}

test('whatever stations and the center do, every list, count and patch says what was done', async () => {
  const scopes: fc.Arbitrary<Scope> = fc.oneof(
    fc.constant(countyScope),
    fc.subarray([...stationIds]).map((ids) => ({ all: false as const, stationIds: ids })),
  )
  const looks = fc.tuple(
    step,
    scopes,
    fc.constantFrom(...stationIds),
    fc.integer({ min: 1, max: 5 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(looks, { minLength: 15, maxLength: 30 }), async (all) => {
      const store = await testStore()
      const people: Person[] = []
      for (let n = 0; n < 12; n++) {
        const [patch, stationId] = [patches[n % 4] ?? '', stationIds[n % 3] ?? '']
        const { id } = await makeRetiree(store, { patch, stationId, status: 'incoming' })
        const blank = { check: 'unchecked', living: true, left: false } as const
        people.push({ id, patch, stationId, met: new Set(), taken: new Set(), ...blank })
      }
      for (const [at, [one, scope, stationId, limit]] of all.entries()) {
        const person = people[one.which % people.length]
        if (person === undefined) continue
        const done = await store
          .tx((tx) => act(tx, person, one, monday + at))
          .then(
            () => true,
            (error: unknown) => !(error instanceof LedgerError) || error.code,
          )
        expect([one.do, done === true]).toEqual([one.do, follow(person, one)])
        await compare(store, people, scope, stationId, limit)
      }
    }),
    { numRuns: 6 },
  )
}, 120_000)
