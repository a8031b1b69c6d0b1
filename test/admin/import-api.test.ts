import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, test } from 'vitest'
import { importCommand } from '../../bot/commands/import.ts'
import { retirees } from '../../db/ledgers/retiree.ts'
import { columnLetters, importHeadings } from '../../policy/import-columns.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { idNumberFor } from '../people.ts'
import { makeStaff, monday, testDatabase, testFolder, testStore } from '../support.ts'
import { firmHeadings, firmRows, wholeRows, workbookOf } from './lists.ts'
import { expectRefusal } from './refusal.ts'
import { formOf, signInAs, type TestServer, testServer } from './support.ts'

beforeAll(ensureBuilt)

type Cells = readonly (readonly (string | number)[])[]

interface State {
  readonly id: string
  readonly status: string
  readonly problem: string
  readonly rowCount: number
  readonly newCount: number
  readonly sameCount: number
  readonly askCount: number
  readonly faultCount: number
  readonly may: readonly string[]
}

interface Line {
  readonly rowNo: number
  readonly name: string
  readonly decision: string | null
  readonly remarks: readonly { readonly cell: string; readonly message: string }[]
}

/** The center at the page, with what it can do with lists. */
async function office(store?: TestServer['store']) {
  const site = await testServer(store === undefined ? {} : { store })
  const member = await makeStaff(site.store, {
    role: 'center_clerk',
    stationId: null,
    name: '王主任',
  })
  const ask = await signInAs(site, member)
  const state = async (id: string) => (await ask('GET', `/retiree-imports/${id}`)).json<State>()
  const send = async (
    bytes: Buffer,
    fields: Readonly<Record<string, string>> = {},
    name = '名单.xlsx',
  ) => {
    const { body, headers } = formOf({ stationId: 'guangtong', ...fields }, { name, bytes })
    const begun = await ask('POST', '/retiree-imports', body, headers)
    expect(begun.statusCode, begun.body).toBe(202)
    const { id } = begun.json<State>()
    await expect.poll(async () => (await state(id)).status, { timeout: 12_000 }).not.toBe('reading')
    return state(id)
  }
  const rows = async (id: string, outcome: string) =>
    (await ask('GET', `/retiree-imports/${id}/rows?outcome=${outcome}`)).json<{ items: Line[] }>()
      .items
  const act = (id: string, verb: string, body: object = {}) =>
    ask('POST', `/retiree-imports/${id}/${verb}`, body)
  const people = () => site.store.read.$count(retirees)
  return { ...site, ask, state, send, rows, act, people }
}

const sheet = (rows: Cells, headings: readonly string[] = firmHeadings) =>
  workbookOf(rows, headings)
const [firstRow = []] = firmRows(1)
const withCell = (column: number, value: string | number) =>
  firstRow.map((cell, at) => (at === column ? value : cell))

describe('a list at the page', () => {
  test('is looked through, its columns guessed, moved by hand, read, confirmed, receipted and taken back', async () => {
    const { ask, send, rows, act, people } = await office()
    const headings = ['工龄', '职工', '身份证明', '手机']
    const list = firmRows(3).map((row) => ['30', row[1] ?? '', row[2] ?? '', row[3] ?? ''])
    const bytes = await sheet(list, headings)
    const { body, headers } = formOf({}, { name: '名单.xlsx', bytes })
    const look = (await ask('POST', '/retiree-imports/inspect', body, headers)).json()
    expect(look).toMatchObject({ headingRow: 1, found: false, guess: { phone: 'D' } })
    expect(
      look.columns.map(({ letters, text }: Record<string, string>) => `${letters} ${text}`),
    ).toEqual(headings.map((heading, at) => `${columnLetters(at)} ${heading}`))
    // Without the two columns that everything hangs on it is no list.
    expect(await send(bytes)).toMatchObject({ status: 'failed', rowCount: 0 })
    const columns = JSON.stringify({
      headingRow: 1,
      columns: { name: 'B', idNumber: 'C', phone: 'D' },
    })
    const ready = await send(bytes, { columns, enterprise: '禄丰县糖厂' })
    expect(ready).toMatchObject({ status: 'ready', rowCount: 3, newCount: 3, faultCount: 0 })
    expect(ready.may.toSorted()).toEqual(['confirm', 'decide', 'drop'])
    expect((await rows(ready.id, 'new')).map(({ name }) => name)).toEqual(
      firmRows(3).map((row) => row[1]),
    )
    expect(await people()).toBe(0)
    expectRefusal(await ask('GET', `/retiree-imports/${ready.id}/receipt`), 409)

    const confirmed = (await act(ready.id, 'confirm')).json<State>()
    expect(confirmed).toMatchObject({ status: 'confirmed', newCount: 3 })
    expect(await people()).toBe(3)
    const receipt = (await ask('GET', `/retiree-imports/${ready.id}/receipt`)).body
    expect(receipt).toMatch(/移交单位（盖章）[\s\S]*接收单位（盖章）/)
    for (const [, name = '', number = ''] of firmRows(3)) {
      expect(receipt).toContain(`<td>${name}</td>`)
      expect(receipt).toContain(number.slice(-4))
      expect(receipt).not.toContain(number)
    }
    const listed = (await ask('GET', '/retirees')).json<{ items: Record<string, string>[] }>().items
    expect(listed.every((row) => row['enterpriseName'] === '禄丰县糖厂')).toBe(true)

    expect((await act(ready.id, 'undo')).json<State>()).toMatchObject({ status: 'undone' })
    expect(await people()).toBe(0)
  })

  test('the template has every official heading, and a list filled in under them fills every field', async () => {
    const { ask, send, act } = await office()
    const template = await readXlsx((await ask('GET', '/retiree-imports/template.xlsx')).rawPayload)
    const headings = (template.sheets[0]?.rows[0] ?? []).map(String)
    expect(headings).toEqual(Object.values(importHeadings))
    const { id } = await send(await sheet(wholeRows(1), headings))
    await act(id, 'confirm')
    const [row] = (await ask('GET', '/retirees')).json<{ items: { id: string }[] }>().items
    const detail = (await ask('GET', `/retirees/${row?.id}`)).json()
    expect(detail).toMatchObject({
      sex: 'female',
      bornOn: '1940-05-12',
      workStartedOn: '1962-03-01',
      retiredOn: '1999-06-01',
      residence: '禄丰县广通镇…',
      patch: '第1片区',
      phone: '138****0000',
      monthlyPensionFen: 234_560,
      enterprise: '禄丰县水泥厂',
      personType: 'county_firm',
      category: 'retiree',
      hardship: 'no',
      stationId: 'guangtong',
      status: 'incoming',
    })
    expect(detail.intake[0]).toEqual({
      step: 'handed_over',
      label: '企业交人',
      doneOn: '2026-03-02',
    })
  })

  test.each<[string, readonly (string | number)[], string, RegExp]>([
    ['a number kept as a number', withCell(2, 532331194505120000), 'C2', /数字格式.*文本/],
    ['a number in floating form', withCell(2, '5.32331E+17'), 'C2', /数字格式/],
    ['fifteen digits', withCell(2, '532331450512001'), 'C2', /15 位旧号码.*18 位/],
    ['a wrong check digit', withCell(2, '532331194505120018'), 'C2', /校验码/],
    ['no number', withCell(2, ''), 'C2', /没有填写/],
    ['one character for a name', withCell(1, '张'), 'B2', /姓名/],
    ['a telephone of four digits', withCell(3, '1234'), 'D2', /联系电话/],
    ['a station nobody knows', withCell(5, '火星'), 'F2', /没有这个管理单位/],
  ])('%s is told with its cell, and nobody is taken', async (_what, row, cell, message) => {
    const { send, rows, act, people } = await office()
    const ready = await send(await sheet([row, ...firmRows(3).slice(1)]))
    expect(ready).toMatchObject({ status: 'ready', newCount: 2, faultCount: 1 })
    const [fault] = await rows(ready.id, 'fault')
    expect(fault?.remarks).toEqual([{ cell, message: expect.stringMatching(message) }])
    const refused = await act(ready.id, 'confirm')
    expectRefusal(refused, 409)
    expect(refused.body).toContain('还有 1 行有错')
    expect(await people()).toBe(0)
  })

  test.each([
    [
      'in full width',
      (number: string) =>
        number.replaceAll(/./g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
    ],
    ['with a lower-case x', (number: string) => number.toLowerCase()],
    ['with blanks and a mark', (number: string) => `'${number.slice(0, 6)} ${number.slice(6)}`],
  ])('a number %s is the number', async (_how, written) => {
    const { send, act, ask } = await office()
    const number = '53230219450512001X'
    const { id } = await send(await sheet([withCell(2, written(number))]))
    await act(id, 'confirm')
    const found = (await ask('GET', `/retirees?q=${number}`)).json<{ items: object[] }>().items
    expect(found).toMatchObject([{ idLast4: '001X' }])
  })

  test('the same number twice, the same number under another name, and a namesake are each shown for what they are', async () => {
    const { send, rows, act, ask } = await office()
    const two = firmRows(2)
    await act((await send(await sheet(two))).id, 'confirm')
    const twice = await send(await sheet([...firmRows(3).slice(2), ...firmRows(3).slice(2)]))
    expect((await rows(twice.id, 'ask'))[0]?.remarks).toEqual([
      { cell: 'C3', message: expect.stringContaining('身份证号码与第 2 行重复。') },
    ])
    const [first = [], second = []] = two
    const namesake = ['9', first[1] ?? '', idNumberFor('1940-05-12', 88), '', '', '']
    const list = [first.with(1, '欧阳春'), second, namesake]
    const asked = await send(await sheet(list))
    expect(asked).toMatchObject({ sameCount: 1, askCount: 2, newCount: 0, faultCount: 0 })
    expect(
      (await rows(asked.id, 'ask')).map(({ rowNo, remarks }) => [rowNo, remarks[0]?.message]),
    ).toEqual([
      [2, `身份证号码相同，名册中的姓名是${first[1]}。`],
      [4, expect.stringContaining('名册中有同名同生日的人')],
    ])
    expect((await rows(asked.id, 'same')).map(({ rowNo }) => rowNo)).toEqual([3])
    expectRefusal(await act(asked.id, 'confirm'), 409)
    expect((await act(asked.id, 'decide', { rowNo: 2, decision: 'keep' })).json()).toMatchObject({
      decided: 1,
    })
    expect((await act(asked.id, 'decide', { decision: 'take' })).json()).toMatchObject({
      decided: 1,
    })
    expect((await rows(asked.id, 'ask')).map(({ decision }) => decision)).toEqual(['keep', 'take'])
    expect((await act(asked.id, 'confirm')).json<State>()).toMatchObject({ newCount: 1 })
    const names = (await ask('GET', '/retirees')).json<{ items: { name: string }[] }>().items
    expect(names.map(({ name }) => name).toSorted()).toEqual(
      [first[1], first[1], second[1]].toSorted(),
    )
  })

  test('the same list again changes nothing, and its receipt says so', async () => {
    const { send, act, ask, people } = await office()
    const bytes = await sheet(firmRows(4))
    await act((await send(bytes)).id, 'confirm')
    const before = (await ask('GET', '/retirees.csv')).body
    const again = await send(bytes)
    expect(again).toMatchObject({ newCount: 0, sameCount: 4, askCount: 0 })
    await act(again.id, 'confirm')
    expect((await ask('GET', '/retirees.csv')).body).toBe(before)
    expect(await people()).toBe(4)
    const receipt = (await ask('GET', `/retiree-imports/${again.id}/receipt`)).body
    expect(receipt).toContain('新接收 0 人，更新 0 人，原已在册 4 人')
  })
})

describe('what can be done when', () => {
  const verbs = ['decide', 'confirm', 'drop', 'undo'] as const
  const reach: Readonly<Record<string, readonly string[]>> = {
    ready: [],
    confirmed: ['confirm'],
    undone: ['confirm', 'undo'],
    dropped: ['drop'],
  }
  const allowed: Readonly<Record<string, readonly string[]>> = {
    // Nothing asks in this list, so that there is nothing to decide.
    ready: ['confirm', 'drop'],
    confirmed: ['undo'],
    undone: [],
    dropped: [],
  }

  test.each(
    Object.entries(reach).flatMap(([status, steps]) =>
      verbs.map((verb) => [verb, status, steps] as const),
    ),
  )('%s of a list that is %s', async (verb, status, steps) => {
    const { send, act, state, people } = await office()
    const { id } = await send(await sheet(firmRows(2)))
    for (const step of steps) expect((await act(id, step)).statusCode).toBe(200)
    const before = [await state(id), await people()]
    expect((await state(id)).status).toBe(status)
    const reply = await act(id, verb, verb === 'decide' ? { decision: 'keep' } : {})
    if (allowed[status]?.includes(verb)) expect(reply.statusCode).toBe(200)
    else {
      expectRefusal(reply, 409)
      expect([await state(id), await people()]).toEqual(before)
    }
  })

  const built: readonly (readonly [string, string, object])[] = [
    ['was checked', 'check', { result: 'matches' }],
    ['was met', 'meeting', { step: 'met', doneOn: '2026-03-02' }],
    [
      'got a member of the family',
      'add-family',
      { name: '李小红', relation: '女儿', part: 'contact' },
    ],
    ['got a contact card', 'contact-card', {}],
    ['has a personnel file', 'place-file', { place: 'center' }],
    ['went to another station', 'transfer', { stationId: 'heijing', reason: '搬家' }],
  ]
  test.each(
    built,
  )('no whole list is taken back once somebody of it %s', async (_what, verb, body) => {
    const { send, act, ask, people } = await office()
    const { id } = await send(await sheet(firmRows(2)))
    await act(id, 'confirm')
    const [person] = (await ask('GET', '/retirees')).json<{ items: { id: string }[] }>().items
    const done = await ask('POST', `/retirees/${person?.id}/${verb}`, body)
    expect(done.statusCode, done.body).toBeLessThan(300)
    const refused = await act(id, 'undo')
    expectRefusal(refused, 409)
    expect(refused.body).toContain('不能整批撤销')
    expect(await people()).toBe(2)
  })
})

describe('page and command', () => {
  /** A row as firms get it wrong. */
  const line = fc.record({
    name: fc.constantFrom('张桂英', '李长寿', '张', '王 秀兰', '='),
    idNumber: fc.oneof(
      fc.integer({ min: 0, max: 6 }).map((at) => idNumberFor('1945-05-12', at * 2)),
      fc.constantFrom('', '532331450512001', '532331194505120018', 'ＡＢ'),
    ),
    phone: fc.constantFrom('', '13800138000', '12', '无'),
    station: fc.constantFrom('', '广通', '黑井', '火星'),
  })

  async function commandOn(rows: Cells) {
    const folder = testFolder()
    const { url } = await testDatabase(folder, { empty: true })
    const file = join(folder, '名单.xlsx')
    writeFileSync(file, await sheet(rows))
    const [printed, told]: [string[], string[]] = [[], []]
    const code = await importCommand(['retirees', file, '--station', 'guangtong'], {
      environment: { DATA_DIR: folder, ...(url === undefined ? {} : { DATABASE_URL: url }) },
      now: () => monday,
      log: () => undefined,
      input: Readable.from([]),
      print: (text) => printed.push(text),
      tell: (text) => told.push(text),
    })
    return { code, printed, told: told.join('\n') }
  }

  test('say the same of every row of any list, and take the same people', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
        const rows = lines.map(({ name, idNumber, phone, station }, at) => [
          String(at + 1),
          name,
          idNumber,
          phone,
          '水泥厂',
          station,
        ])
        const page = await office(await testStore())
        const read = await page.send(await sheet(rows))
        const faults = [
          ...(await page.rows(read.id, 'fault')),
          ...(await page.rows(read.id, 'ask')),
        ]
        const { code, printed, told } = await commandOn(rows)
        expect(printed).toEqual(
          faults.flatMap(({ rowNo, remarks }) =>
            remarks.map(({ cell, message }) => `第 ${rowNo} 行\t${cell}\t${message}`),
          ),
        )
        const { rowCount, newCount, faultCount, askCount } = read
        expect(told).toContain(
          `共 ${rowCount} 行：新增 ${newCount}，已有 0，需要决定 ${askCount}，有错 ${faultCount}。`,
        )
        expect(code).toBe(faultCount + askCount === 0 ? 0 : 1)
        expect(told.includes(`已导入 ${newCount} 人`)).toBe(faultCount + askCount === 0)
      }),
      { numRuns: 6 },
    )
  }, 60_000)
})
