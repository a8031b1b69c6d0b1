import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Reader } from '../../db/ledger-fields.ts'
import { listLedger } from '../../db/ledger-query.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { retireeLedger, retirees } from '../../db/ledgers/retiree.ts'
import { indexNames, unindexNames } from '../../db/ledgers/retiree-name.ts'
import { retireeTokens, searchedChars } from '../../db/ledgers/retiree-token.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { countyScope, type Scope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { newPerson } from '../people.ts'
import { makeRetiree, monday, system, testStore } from '../support.ts'

const stationIds = ['guangtong', 'heijing', 'jinshan'] as const
const reader: Reader = { role: 'center_clerk' }

/** Letters of both cases, common and rare characters, one outside the first plane of Unicode, and the dot of long names. */
const letters = [...'张王李桂英秀兰长寿欧阳阿卜杜拉䶮㛃𬭎·AbcXyZ']
const names = fc
  .array(fc.constantFrom(...letters), { minLength: 2, maxLength: 30 })
  .map((characters) => characters.join(''))
const steady = names.filter((name) => /^[^·].*[^·]$/su.test(name))

/** ASCII letters only: both engines lower these alike. */
const lower = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Every two neighbours among the first characters of a name that are searched. */
function tokensOf(name: string): string[] {
  const characters = [...name].slice(0, searchedChars)
  const pairs = characters.slice(1).map((second, at) => lower(`${characters[at]}${second}`))
  return [...new Set(pairs)].toSorted()
}

/** What the index must hold, read off the people. */
async function promised(store: Store) {
  const people = await store.read.select().from(retirees)
  return people
    .flatMap(({ id, name, stationId, createdAt }) =>
      tokensOf(name).map((token) => [id, token, stationId, createdAt].join('|')),
    )
    .toSorted()
}

async function indexed(store: Store) {
  const rows = await store.read.select().from(retireeTokens)
  return rows
    .map((row) => [row.retireeId, row.token, row.stationId, row.createdAt].join('|'))
    .toSorted()
}

async function found(store: Store, q: string, scope: Scope = countyScope): Promise<string[]> {
  const page = { q, limit: 200 }
  const { items } = await listLedger(store.read, retireeLedger, scope, reader, page)
  return items.map(({ id }) => id).toSorted()
}

describe('the tokens of a name', () => {
  test.each([
    ['张桂', ['张桂']],
    ['张桂英', ['张桂', '桂英']],
    ['阿卜·阿卜', ['·阿', '卜·', '阿卜']],
    ['Maria', ['ar', 'ia', 'ma', 'ri']],
    ['𬭎䶮㛃', ['䶮㛃', '𬭎䶮']],
  ])('of %s are each two neighbours once, in small letters', async (name, tokens) => {
    const store = await testStore()
    await makeRetiree(store, { name })
    const rows = await store.read.select({ token: retireeTokens.token }).from(retireeTokens)
    expect(rows.map(({ token }) => token).toSorted()).toEqual(tokens.toSorted())
  })

  test('of a name of one character are none, and nobody is refused for it', async () => {
    const store = await testStore()
    await makeRetiree(store, { name: '张' })
    expect(await indexed(store)).toEqual([])
  })

  test('go with the name and come back with it, of these people alone', async () => {
    const store = await testStore()
    const { id } = await makeRetiree(store, { name: '李长寿' })
    await makeRetiree(store, { name: '张桂英' })
    const whole = await indexed(store)
    await store.tx((tx) => unindexNames(tx, eq(retirees.id, id)))
    expect(await indexed(store)).toEqual(whole.filter((row) => !row.startsWith(id)))
    await store.tx((tx) => indexNames(tx, eq(retirees.id, id)))
    await store.tx((tx) => indexNames(tx, eq(retirees.id, id)))
    expect(await indexed(store)).toEqual(whole)
  })
})

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('register' as const), name: steady }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), name: steady }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), name: fc.constant('') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), name: steady }) },
)
const steps = fc.array(fc.tuple(step, fc.nat(20), fc.constantFrom(...stationIds)), {
  minLength: 5,
  maxLength: 12,
})

async function take(
  store: Store,
  [{ do: verb, name }, which, stationId]: typeof steps extends fc.Arbitrary<(infer T)[]>
    ? T
    : never,
  now: number,
): Promise<void> {
  const people = await store.read.select().from(retirees).orderBy(asc(retirees.id))
  const one = people[which % Math.max(1, people.length)]
  if (verb === 'register' || one === undefined) {
    const person = newPerson({
      name: name === '' ? '张桂英' : name,
      stationId,
      alike: 'other_person',
    })
    await store.tx((tx) => registerRetiree(tx, person, system, now))
  } else if (verb === 'move') {
    const to = { stationId, reason: '划片' }
    await store.tx((tx) => transferRetirees(tx, { ids: [one.id] }, to, system, now))
  } else {
    const work = store.tx(async (tx) => {
      await updateRetiree(tx, one.id, { name }, system, now)
      if (verb === 'fail') throw new Error('taken back')
    })
    if (verb === 'fail') await expect(work).rejects.toThrow('taken back')
    else await work
  }
}

test('whoever is registered, renamed, moved, and whatever is taken back: the index says what the names say', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const store = await testStore()
      for (const [at, one] of all.entries()) {
        await take(store, one, monday + at * 1000)
        expect(await indexed(store)).toEqual(await promised(store))
      }
    }),
    { numRuns: 8 },
  )
}, 60_000)

test('any piece of the searched part of a name finds everybody who has it, in any case, where they are managed', async () => {
  const store = await testStore()
  const people: { id: string; name: string; stationId: string }[] = []
  for (const [at, name] of fc.sample(steady, { numRuns: 40, seed: 20_060_101 }).entries()) {
    const stationId = stationIds[at % stationIds.length] ?? 'guangtong'
    people.push(await makeRetiree(store, { name, stationId }))
  }
  const pick = fc.tuple(
    fc.nat(people.length - 1),
    fc.nat(searchedChars - 2),
    fc.integer({ min: 2, max: 4 }),
    fc.constantFrom(...stationIds, 'all' as const),
    fc.boolean(),
  )
  await fc.assert(
    fc.asyncProperty(pick, async ([which, at, length, place, loud]) => {
      const characters = [...(people[which]?.name ?? '')].slice(0, searchedChars)
      const from = Math.min(at, Math.max(0, characters.length - length))
      const piece = characters.slice(from, from + length).join('')
      const q = loud ? piece.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()) : piece
      const scope: Scope = place === 'all' ? countyScope : { all: false, stationIds: [place] }
      const wanted = people
        .filter(({ stationId }) => place === 'all' || stationId === place)
        .filter(({ name }) => tokensOf(name).includes(lower([...q].slice(0, 2).join(''))))
        .filter(({ name }) => lower(name).includes(lower(q)))
      expect([q, await found(store, q, scope)]).toEqual([q, wanted.map(({ id }) => id).toSorted()])
    }),
    { numRuns: 120 },
  )
})

test('what stands behind the searched part is kept and shown, and is found by no search', async () => {
  const store = await testStore()
  const name = `${'欧阳'.repeat(searchedChars / 2)}秀兰`
  const { id } = await makeRetiree(store, { name })
  expect(await found(store, '秀兰')).toEqual([])
  expect(await found(store, '欧阳')).toEqual([id])
  expect(await found(store, name)).toEqual([id])
})

test.each([
  ['Élodie', 'Él'],
  ['ÖMER', 'ÖM'],
  ['АЛИЯ', 'АЛИЯ'],
  ['İbrahim', 'İb'],
  ['ẞtrauß', 'ẞtr'],
])('%s is found by the very letters of the name: %s', async (name, q) => {
  const store = await testStore()
  const { id } = await makeRetiree(store, { name })
  expect(await found(store, q)).toEqual([id])
  expect(await found(store, name)).toEqual([id])
})
