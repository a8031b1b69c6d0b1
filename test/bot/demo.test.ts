import { describe, expect, test } from 'vitest'
import { fillCounty, fillStaff } from '../../bot/demo/fill.ts'
import { dice, fictionalPerson, nobodysRegion } from '../../bot/demo/people.ts'
import { petitions } from '../../db/ledgers/petition.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { staff } from '../../db/ledgers/staff.ts'
import { lufengSeed, readSeed } from '../../db/seed.ts'
import { readPhone } from '../../policy/contact.ts'
import { readIdNumber } from '../../policy/id-number.ts'
import { staysWithCenter } from '../../policy/retiree.ts'
import { monday, testStore } from '../support.ts'

const seed = readSeed(lufengSeed.replace('lufeng', 'demo'))

describe('people of the fictional county', () => {
  const roll = dice(1)
  const people = Array.from({ length: 2_000 }, (_, order) => fictionalPerson(seed, roll, order))

  test('have numbers that keep every rule, in a region that is nobody’s, each once', () => {
    const numbers = people.map(({ idNumber }) => idNumber)
    for (const number of numbers) {
      expect(readIdNumber(number, monday)).toMatchObject({ text: number })
      expect(number.startsWith(nobodysRegion)).toBe(true)
    }
    expect(new Set(numbers).size).toBe(2_000)
  })

  test('have telephone numbers in form, each once', () => {
    const phones = people.map(({ phone = '' }) => readPhone(phone))
    expect(new Set(phones).size).toBe(2_000)
    expect(phones).not.toContain(undefined)
  })

  test('are the same at every start', () => {
    const [again, first] = [dice(1), people[0]]
    expect(fictionalPerson(seed, again, 0)).toEqual(first)
  })
})

test('a county is filled: people in every state, whoever stays with the center at the center', async () => {
  const store = await testStore()
  await fillCounty(store, readSeed(lufengSeed), monday, 100)
  const rows = await store.read.select().from(retirees)
  expect(rows).toHaveLength(100)
  expect(new Set(rows.map((row) => row.checkResult))).toEqual(
    new Set(['unchecked', 'matches', 'differs']),
  )
  expect(new Set(rows.map((row) => row.meeting)).size).toBeGreaterThan(1)
  for (const row of rows) expect(row.stationId === 'center').toBe(staysWithCenter(row.category))
  expect(await store.read.$count(petitions)).toBeGreaterThan(0)
})

test('its accounts can be used by every role', async () => {
  const store = await testStore()
  const logins = await fillStaff(store, readSeed(lufengSeed), 'a quiet demo', monday)
  expect(logins).toHaveLength(5)
  expect(await store.read.$count(staff)).toBe(5)
})
