import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { knownNames, withoutKnownNames } from '../../db/ledgers/known-names.ts'
import { makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

/** A register, its families and its staff with these names. */
async function county(names: { people?: string[]; relatives?: string[]; staff?: string[] }) {
  const store = await testStore()
  for (const name of names.people ?? []) await makeRetiree(store, { name })
  if (names.relatives !== undefined) {
    const { id } = await makeRetiree(store, { name: '䶮㛃' })
    for (const name of names.relatives) {
      const member = { name, relation: '女儿', part: 'member' } as const
      await store.tx((tx) => addFamilyMember(tx, id, member, system, monday))
    }
  }
  for (const name of names.staff ?? []) await makeStaff(store, { name })
  return store
}

describe('names that somebody knows', () => {
  test.each([
    ['张桂英的丧葬费发多少', '＊的丧葬费发多少'],
    ['问一下张桂英和李长寿、王秀兰的事', '问一下＊和＊、＊的事'],
    ['张桂英张桂英', '＊＊'],
    ['我找周小明', '我找＊'],
    ['张 桂 英', '张 桂 英'],
    ['桂英', '桂英'],
    ['', ''],
    ['张', '张'],
  ])('are taken out of %s: %s', async (text, plain) => {
    const store = await county({
      people: ['张桂英', '李长寿'],
      relatives: ['王秀兰'],
      staff: ['周小明'],
    })
    expect(await withoutKnownNames(store.read, text)).toBe(plain)
  })

  test('of which one is a part of another go as the longer one', async () => {
    const store = await county({ people: ['张桂', '张桂英', '欧阳张桂英'] })
    expect(await withoutKnownNames(store.read, '欧阳张桂英、张桂英、张桂、桂英')).toBe(
      '＊、＊、＊、桂英',
    )
  })

  test.each([
    ['Élodie', '请问Élodie的材料'],
    ['АЛИЯ', '请问АЛИЯ的材料'],
    ['Maria Garcia', '请问Maria Garcia的材料'],
  ])('in foreign letters are taken out too: %s', async (name, text) => {
    const store = await county({ people: [name] })
    expect(await withoutKnownNames(store.read, text)).toBe('请问＊的材料')
  })

  test('of relatives are known with small and with capital letters', async () => {
    const store = await county({ relatives: ['Li', 'Ана', '杨Z'] })
    expect(await withoutKnownNames(store.read, '找Li，找Ана，找杨Z')).toBe('找＊，找＊，找＊')
  })

  test('do not stand for signs of a pattern or of SQL', async () => {
    const store = await county({ people: ['张桂英'] })
    for (const text of ['%%', '__', "'; drop table retirees; --", '\\\\', '$1 and ?1'])
      expect(await withoutKnownNames(store.read, text)).toBe(text)
  })

  test('are looked for in texts of any length', async () => {
    const store = await county({ people: ['张桂英'] })
    const text = `${'问'.repeat(2_000)}张桂英${'答'.repeat(2_000)}`
    expect(await knownNames(store.read, text)).toEqual(['张桂英'])
  })
})

test('whatever stands around them, every known name goes and nothing else does', async () => {
  const names = ['张桂英', '李长寿', '王秀兰', '周小明']
  const store = await county({
    people: names.slice(0, 2),
    relatives: ['王秀兰'],
    staff: ['周小明'],
  })
  const words = fc.constantFrom(...names, '丧葬费', '，', '和', '的', '材料', 'abc', '😀', ' ')
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 12 }), async (parts) => {
      const plain = parts.map((part) => (names.includes(part) ? '＊' : part)).join('')
      expect(await withoutKnownNames(store.read, parts.join(''))).toBe(plain)
    }),
    { numRuns: 60 },
  )
})
