import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { idNumberFor } from '../people.ts'
import { makeStaff } from '../support.ts'
import { type Ask, signInAs, testServer } from './support.ts'

/** One item of 第七条（三） as a form takes it, as the screen and the papers show it, and after a correction. */
interface Item {
  /** Official heading. */
  readonly heading: string
  readonly field: string
  readonly given: string | number
  /** On the screen and on paper; absent: as given. */
  readonly shown?: string
  readonly corrected: string | number
  readonly shownThen?: string
  /** What the history says of it before and after; absent: as shown. */
  readonly history?: readonly [string, string]
}

const idNumber = idNumberFor('1944-05-12', 12)
const otherNumber = idNumberFor('1946-03-02', 20)
const mask = (number: string) => `${number.slice(0, 4)}**********${number.slice(-4)}`

const items: readonly Item[] = [
  { heading: '姓名', field: 'name', given: '张桂英', corrected: '张桂瑛' },
  {
    heading: '参加工作时间',
    field: 'workStartedOn',
    given: '1962-03-01',
    corrected: '1963-04-02',
  },
  { heading: '退休时间', field: 'retiredOn', given: '1999-06-01', corrected: '1999-07-01' },
  {
    heading: '居住地',
    field: 'residence',
    given: '禄丰县广通镇解放路一号',
    shown: '禄丰县广通镇…',
    corrected: '禄丰县广通镇和平路二号',
    shownThen: '禄丰县广通镇…',
    history: ['（已登记）', '（已登记）'],
  },
  { heading: '片区', field: 'patch', given: '城东', corrected: '城西' },
  {
    heading: '联系电话',
    field: 'phone',
    given: '13800138000',
    shown: '138****8000',
    corrected: '13900139000',
    shownThen: '139****9000',
  },
  {
    heading: '养老金标准',
    field: 'monthlyPensionFen',
    given: 234_560,
    shown: '2345.60',
    corrected: 240_000,
    shownThen: '2400.00',
  },
  { heading: '原工作单位', field: 'enterprise', given: '禄丰县水泥厂', corrected: '禄丰县糖厂' },
  {
    heading: '人员类型',
    field: 'personType',
    given: 'self_employed',
    shown: '个体工商户',
    corrected: 'freelancer',
    shownThen: '自由职业',
  },
  {
    heading: '特困',
    field: 'hardship',
    given: 'no',
    shown: '否',
    corrected: 'yes',
    shownThen: '特困',
  },
  {
    heading: '身份证号码',
    field: 'idNumber',
    given: idNumber,
    shown: mask(idNumber),
    corrected: otherNumber,
    shownThen: mask(otherNumber),
  },
]

async function office() {
  const site = await testServer()
  const member = await makeStaff(site.store, { name: '李明' })
  return { site, ask: await signInAs(site, member) }
}

/** The first row of an export under its headings. */
async function paper(ask: Ask): Promise<Readonly<Record<string, string>>> {
  const { sheets } = await readXlsx((await ask('GET', '/retirees.xlsx')).rawPayload)
  const [headings = [], row = []] = sheets[0]?.rows ?? []
  return Object.fromEntries(headings.map((heading, at) => [String(heading), String(row[at] ?? '')]))
}

const givenFacts = Object.fromEntries(items.map(({ field, given }) => [field, given]))

describe('第七条（三）: what is kept of a person', () => {
  test.each(
    items,
  )('$heading is asked for, shown, on paper, corrected, and what it was before is kept', async (item) => {
    const { ask } = await office()
    const made = await ask('POST', '/retirees', givenFacts)
    expect(made.statusCode, made.body).toBe(201)
    const { id } = made.json<{ id: string }>()
    const { field, heading, corrected } = item
    const shown = item.shown ?? String(item.given)
    const shownThen = item.shownThen ?? String(corrected)
    expect((await paper(ask))[heading]).toBe(shown)

    const changed = await ask('PATCH', `/retirees/${id}`, { [field]: corrected })
    expect(changed.statusCode, changed.body).toBe(200)
    expect((await paper(ask))[heading]).toBe(shownThen)
    const { changes } = (await ask('GET', `/retirees/${id}`)).json<{
      changes: { label: string; before: string; after: string; actorName: string }[]
    }>()
    const [before, after] = item.history ?? [shown, shownThen]
    expect(changes.find(({ label }) => label === heading)).toMatchObject({
      before,
      after,
      actorName: '李明',
    })
  })

  test('birth date, sex, age and 高龄 follow the ID number', async () => {
    const { ask } = await office()
    const { id } = (await ask('POST', '/retirees', givenFacts)).json()
    const first = { 出生年月: '1944-05-12', 性别: '女', 年龄: '81', 高龄: '高龄' }
    expect(await paper(ask)).toMatchObject(first)
    await ask('PATCH', `/retirees/${id}`, { idNumber: idNumberFor('1946-03-03', 21) })
    const then = { 出生年月: '1946-03-03', 性别: '男', 年龄: '79', 高龄: '否' }
    expect(await paper(ask)).toMatchObject(then)
    expect((await ask('GET', `/retirees/${id}`)).json()).toMatchObject({
      bornOn: '1946-03-03',
      age: 79,
      advancedAge: 'no',
    })
  })

  test('the family with its telephones is one column on paper, and each who came or went is in the history', async () => {
    const { ask } = await office()
    const { id } = (await ask('POST', '/retirees', givenFacts)).json()
    const heading = '家属子女情况及联系方式'
    expect((await paper(ask))[heading]).toBe('')
    const add = async (name: string, relation: string, part: string, phone: string) =>
      (await ask('POST', `/retirees/${id}/add-family`, { name, relation, part, phone })).json<{
        memberId: string
      }>().memberId
    const son = await add('李小刚', '儿子', 'member', '')
    await add('李小红', '女儿', 'contact', '13700137000')
    const both = '李小红（女儿）137****7000；李小刚（儿子）'
    expect((await paper(ask))[heading]).toBe(both)
    await ask('DELETE', `/retirees/${id}/family-members/${son}`)
    const one = '李小红（女儿）137****7000'
    expect((await paper(ask))[heading]).toBe(one)
    const detail = (await ask('GET', `/retirees/${id}`)).json()
    expect(detail.familyName).toBe(one)
    const course = detail.changes.map(({ label, before, after }: Record<string, string>) => [
      label,
      before,
      after,
    ])
    expect(course).toEqual([
      [heading, '李小刚（儿子）', null],
      [heading, null, one],
      [heading, null, '李小刚（儿子）'],
    ])
  })

  test.each([
    ['personType', 'civil_servant', '人员类型'],
    ['personType', '', '人员类型'],
    ['category', 'soldier', '类别'],
    ['hardship', 'perhaps', '特困'],
  ])('%s %j is refused, whatever else is right', async (field, value, label) => {
    const { ask } = await office()
    const refused = await ask('POST', '/retirees', { ...givenFacts, [field]: value })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain(label)
    expect((await ask('GET', '/retirees')).json().items).toEqual([])
  })
})

describe('narrowing the register', () => {
  const born = ['1946-03-01', '1946-03-02', '1946-03-03', '1920-02-29', '1960-07-01']

  async function people() {
    const made = await office()
    for (const [at, bornOn] of born.entries())
      await made.ask('POST', '/retirees', {
        name: `张${'甲乙丙丁戊'[at]}`,
        idNumber: idNumberFor(bornOn, 2),
        ...(at === 4 ? { hardship: 'yes', personType: 'freelancer' } : {}),
      })
    return made
  }
  const found = async (ask: Ask, query: string) =>
    (await ask('GET', `/retirees?${query}`))
      .json<{ items: { name: string }[] }>()
      .items.map(({ name }) => name)
      .toSorted()

  test.each([
    ['advancedAge=yes', '2026-03-02 00:00', ['张丁', '张乙', '张甲']],
    ['advancedAge=yes', '2026-03-01 23:59', ['张丁', '张甲']],
    ['advancedAge=no', '2026-03-02 09:00', ['张丙', '张戊']],
    ['advancedAge=yes&hardship=yes', '2040-07-01 00:00', ['张戊']],
    ['hardship=yes', '2026-03-02 09:00', ['张戊']],
    ['personType=county_firm&advancedAge=no', '2026-03-02 09:00', ['张丙']],
    ['category=retiree&advancedAge=yes&q=张甲', '2026-03-02 09:00', ['张甲']],
    ['category=early_retiree', '2026-03-02 09:00', []],
  ])('%s at %s finds %j, and the export the same', async (query, at, names) => {
    const { site, ask } = await people()
    site.clock.now = china(at)
    // The session of the morning is over by then: somebody signs in anew.
    const later = at.startsWith('2026') ? ask : await signInAs(site, await makeStaff(site.store))
    expect(await found(later, query)).toEqual(names)
    const csv = (await later('GET', encodeURI(`/retirees.csv?${query}`))).body
    expect(csv.split('\r\n').filter((line) => line.startsWith('张'))).toHaveLength(names.length)
  })

  test('what cannot be chosen is refused by name, and the page is told what can', async () => {
    const { ask } = await office()
    const refused = await ask('GET', '/retirees?advancedAge=maybe')
    expect([refused.statusCode, refused.json().message]).toEqual([
      400,
      expect.stringContaining('高龄'),
    ])
    const { ledgers } = (await ask('GET', '/ledgers')).json()
    const { filters } = ledgers.find(({ name }: { name: string }) => name === 'retirees')
    expect(filters.narrow.map(({ label }: { label: string }) => label)).toEqual([
      '高龄',
      '特困',
      '人员类型',
      '类别',
    ])
  })
})
