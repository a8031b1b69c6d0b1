import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import { idNumberFor, newPerson } from '../people.ts'
import { makeStaff, monday, system } from '../support.ts'
import { expectRefusal } from './refusal.ts'
import { type Ask, signInAs, testServer } from './support.ts'

interface Person {
  readonly id: string
  name: string
  stationId: string
  phone: string
  readonly idNumber: string
}

const names = [
  '张桂英',
  '张桂兰',
  '王秀英',
  '欧阳秀英',
  '阿米娜·依布拉音',
  'Maria Garcia',
  '李明明',
  '𬭎龍生',
  '桂英张',
]
const stationIds = ['guangtong', 'heijing']

/** A register with people of every name at both stations, and who looks at it. */
async function register() {
  const site = await testServer()
  const people: Person[] = []
  for (const [n, name] of [...names, ...names].entries()) {
    const stationId = stationIds[n % 2] ?? ''
    const phone = `1380013${String(8000 + n)}`
    const idNumber = idNumberFor(`19${40 + n}-05-12`, n + 1)
    const person = newPerson({ name, stationId, phone, idNumber })
    const { id } = await site.store.tx((tx) => registerRetiree(tx, person, system, monday + n))
    people.push({ id, name, stationId, phone, idNumber })
  }
  const clerk = await signInAs(site, await makeStaff(site.store))
  const center = await signInAs(
    site,
    await makeStaff(site.store, { role: 'center_clerk', stationId: null }),
  )
  return { site, people, clerk, center }
}

async function found(ask: Ask, q: string): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  do {
    const query = new URLSearchParams({ q, limit: '4', ...(cursor === '' ? {} : { cursor }) })
    const reply = await ask('GET', `/retirees?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    const page = reply.json<{ items: { id: string }[]; nextCursor: string | null }>()
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? ''
  } while (cursor !== '')
  return ids
}

const newestFirst = (people: readonly Person[], fits: (person: Person) => boolean) =>
  people
    .filter(fits)
    .map(({ id }) => id)
    .toReversed()

describe('somebody in the register', () => {
  test('is found by every part of the name of two characters and more, and by no other', async () => {
    const { people, center, clerk } = await register()
    const parts = names.flatMap((name) => {
      const chars = [...name]
      return chars.flatMap((_, from) =>
        chars.slice(from + 2).map((__, n) => chars.slice(from, from + 2 + n).join('')),
      )
    })
    const queries = fc.sample(fc.constantFrom(...parts, '没有人', 'maria', 'GARCIA'), {
      numRuns: 40,
      seed: 5,
    })
    for (const q of queries) {
      const part = q.trim().toLowerCase()
      if ([...part].length < 2) continue
      const fits = ({ name }: Person) => name.toLowerCase().includes(part)
      expect(await found(center, q), q).toEqual(newestFirst(people, fits))
      const own = (person: Person) => fits(person) && person.stationId === 'guangtong'
      expect(await found(clerk, q), q).toEqual(newestFirst(people, own))
    }
  }, 60_000)

  test('is found by telephone, by last four and by the whole number, however they are written', async () => {
    const { people, center, clerk } = await register()
    for (const { id, phone, idNumber, stationId } of people.slice(0, 6)) {
      const spaced = `${phone.slice(0, 3)} ${phone.slice(3, 7)}-${phone.slice(7)}`
      for (const q of [phone, spaced, idNumber, idNumber.toLowerCase(), ` ${idNumber} `]) {
        expect(await found(center, q), q).toEqual([id])
        expect(await found(clerk, q), q).toEqual(stationId === 'guangtong' ? [id] : [])
      }
      expect(await found(center, idNumber.slice(-4))).toContain(id)
      expect(await found(center, phone.slice(0, 7))).not.toContain(id)
    }
  }, 60_000)

  test('is found under a new name and a new station at once, and no longer under the old', async () => {
    const { site, people, center, clerk } = await register()
    const [person] = people
    if (person === undefined) throw new Error('nobody')
    await site.store.tx((tx) =>
      updateRetiree(tx, person.id, { name: '赵国庆' }, system, monday + 99),
    )
    expect(await found(center, '国庆')).toEqual([person.id])
    expect(await found(center, '张桂英')).not.toContain(person.id)
    const to = { stationId: 'heijing', reason: '迁居' }
    await site.store.tx((tx) =>
      transferRetirees(tx, { ids: [person.id] }, to, system, monday + 100),
    )
    expect(await found(clerk, '国庆')).toEqual([])
    expect(await found(center, '国庆')).toEqual([person.id])
  })

  test.each([
    '张',
    'a',
    '𬭎',
    '%',
    ' 1 ',
    '_',
  ])('is not looked for by %j, which would be everybody', async (q) => {
    const { center } = await register()
    for (const path of ['/retirees', '/retirees.csv', '/retirees.xlsx', '/retirees/print']) {
      const reply = await center('GET', `${path}?q=${encodeURIComponent(q)}`)
      expectRefusal(reply, 400)
      expect(reply.json().code).toBe('search_too_short')
    }
  })

  test('is not found by what is sealed, hidden, or of another field', async () => {
    const { center, people } = await register()
    for (const q of [
      '解放路',
      '禄丰县水泥厂',
      'guangtong',
      people[0]?.idNumber.slice(0, 10) ?? '',
      '****',
    ])
      expect(await found(center, q), q).toEqual([])
  })
})
