import { buffer, text as textOf } from 'node:stream/consumers'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { act, describeAct, mayDo, nothing } from '../../admin/act.ts'
import { cellText } from '../../admin/cell-text.ts'
import { errorHandler } from '../../admin/errors.ts'
import {
  choice,
  day,
  describeInputs,
  maybeChoice,
  maybeDay,
  maybeFen,
  maybeStationId,
  maybeWords,
  password,
  phone,
  rowId,
  stationId,
  words,
} from '../../admin/input.ts'
import { passwordFault } from '../../admin/password.ts'
import { escapeHtml, printOf } from '../../admin/print.ts'
import { hashSecret, newSecret, sameSecret } from '../../admin/secret.ts'
import { csvOf, xlsxOf } from '../../admin/sheet.ts'
import type { SignedIn } from '../../admin/types.ts'
import type { Field } from '../../db/ledger.ts'
import type { LedgerRow } from '../../db/ledger-row.ts'
import { china } from '../../policy/calendar.ts'
import { type Role, roles } from '../../policy/role.ts'
import { hostileTexts, hostileValues } from '../hostile.ts'

const inputs = {
  words: words('姓名', 10),
  maybeWords: maybeWords('片区', 10),
  choice: choice('类别', { help: '求助', inquiry: '咨询' }),
  maybeChoice: maybeChoice('类别', { help: '求助' }),
  stationId: stationId('工作站'),
  maybeStationId: maybeStationId('工作站'),
  day: day('日期'),
  maybeDay: maybeDay('日期'),
  maybeFen: maybeFen('金额', 100_00),
  phone: phone('电话'),
  password: password('密码'),
  rowId,
} as const
type Name = keyof typeof inputs

const read = (name: Name, value: unknown): unknown => {
  const result = inputs[name].safeParse(value)
  return result.success ? result.data : result.error.issues.map(({ message }) => message)
}

describe('an input', () => {
  const right: readonly (readonly [Name, unknown, unknown])[] = [
    ['words', ' 张桂英\r\n', '张桂英'],
    ['words', 'a\0b\u0007', 'ab'],
    ['words', '一\r\n二', '一\n二'],
    ['words', '十'.repeat(10), '十'.repeat(10)],
    ['maybeWords', undefined, undefined],
    ['maybeWords', '  ', ''],
    ['choice', 'help', 'help'],
    ['maybeChoice', undefined, undefined],
    ['stationId', 'guangtong', 'guangtong'],
    ['maybeStationId', null, null],
    ['maybeStationId', undefined, undefined],
    ['day', '2024-02-29', '2024-02-29'],
    ['maybeDay', '', ''],
    ['maybeDay', undefined, undefined],
    ['maybeFen', 0, 0],
    ['maybeFen', 100_00, 100_00],
    ['maybeFen', null, null],
    ['phone', '', ''],
    ['phone', undefined, undefined],
    ['phone', ' 0878-4123456 ', '0878-4123456'],
    ['phone', '+86 (139) 8782 3456', '+86 (139) 8782 3456'],
    ['password', ' 两边有空格 ', ' 两边有空格 '],
    ['rowId', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ]
  test.each(right)('%s takes %j as %j', (name, value, taken) => {
    expect(read(name, value)).toEqual(taken)
  })

  const wrong: readonly (readonly [Name, unknown, RegExp])[] = [
    ['words', '', /^请填写姓名。$/],
    ['words', '\u200b\u200e', /^请填写姓名。$/],
    ['words', undefined, /^请填写姓名。$/],
    ['words', '十'.repeat(11), /^姓名最多 10 个字。$/],
    ['maybeWords', 7, /^请填写片区。$/],
    ['choice', 'HELP', /^类别请从这些中选一个：求助、咨询。$/],
    ['choice', 'toString', /选一个/],
    ['choice', undefined, /选一个/],
    ['maybeChoice', '', /选一个/],
    ['stationId', '', /^请选择工作站。$/],
    ['stationId', '../etc', /^请选择工作站。$/],
    ['maybeStationId', '广通', /^请选择工作站。$/],
    ['day', '2025-02-29', /^日期请写成/],
    ['day', '', /^日期请写成/],
    ['day', '2026-3-2', /^日期请写成/],
    ['maybeDay', '明天', /^日期请写成/],
    ['maybeFen', -1, /^金额请填写 0 到 100 元。$/],
    ['maybeFen', 100_01, /^金额请填写/],
    ['maybeFen', 0.5, /^金额请填写/],
    ['maybeFen', Number.NaN, /^金额请填写/],
    ['maybeFen', '5', /^金额请填写/],
    ['phone', 'abc', /^电话只能填写数字。$/],
    ['phone', '=1+1', /^电话只能填写数字。$/],
    ['password', '', /^请填写密码。$/],
    ['password', 'x'.repeat(1001), /^密码太长。$/],
    ['rowId', 'a/b', /^记录编号不正确。$/],
    ['rowId', 'x'.repeat(65), /^记录编号不正确。$/],
  ]
  test.each(wrong)('%s refuses %j', (name, value, why) => {
    expect(read(name, value)).toEqual([expect.stringMatching(why)])
  })

  test('of any kind gives a value or Chinese sentences, whatever it is given', () => {
    const values = [...hostileTexts, ...hostileValues].map(([, value]) => value)
    for (const name of Object.keys(inputs) as Name[])
      for (const value of values) {
        const result = inputs[name].safeParse(value)
        if (result.success) continue
        for (const { message } of result.error.issues)
          expect(message, name).toMatch(/^\p{Script=Han}/u)
      }
  })

  test('of words keeps what was kept: a second reading changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 10 }), (text) => {
        const once = inputs.words.safeParse(text)
        if (!once.success) return
        expect(inputs.words.parse(once.data)).toBe(once.data)
        expect(once.data.isWellFormed()).toBe(true)
        expect(once.data).not.toMatch(/[^\P{Cc}\n\t]/u)
      }),
    )
  })
})

describe('what the page is told of a form', () => {
  const body = z.object({ ...inputs, plain: z.string() })

  test('is every input that we describe, in order, and nothing of others', () => {
    const keys = Object.keys(inputs).filter((key) => key !== 'rowId')
    expect(describeInputs(body).map(({ key }) => key)).toEqual(keys)
  })

  test('says what must be filled in', () => {
    const needed = describeInputs(body).filter(({ required }) => required)
    expect(needed.map(({ key }) => key)).toEqual([
      'words',
      'choice',
      'stationId',
      'day',
      'password',
    ])
  })

  test('says how each is asked for', () => {
    const kinds = Object.fromEntries(describeInputs(body).map(({ key, kind }) => [key, kind]))
    expect(kinds).toEqual({
      words: 'text',
      maybeWords: 'text',
      choice: 'choice',
      maybeChoice: 'choice',
      stationId: 'station',
      maybeStationId: 'station',
      day: 'day',
      maybeDay: 'day',
      maybeFen: 'yuan',
      phone: 'text',
      password: 'password',
    })
    expect(describeInputs(body)[0]).toMatchObject({ label: '姓名', maxLength: 10 })
  })
})

describe('what may be done to a row', () => {
  const run = async () => ({})
  const acts = [
    act({
      verb: 'open',
      label: '打开',
      roles: ['station_clerk'],
      when: ['closed'],
      body: nothing,
      run,
    }),
    act({
      verb: 'any',
      label: '随时',
      roles: roles.filter((role) => role !== 'auditor'),
      body: nothing,
      run,
    }),
    act({
      verb: 'own',
      label: '本人',
      roles: ['station_clerk', 'center_clerk'],
      body: z.object({ words: words('理由', 5) }),
      fits: (row, { member }) => row['ownerId'] === member.staff.id,
      run,
    }),
  ]
  const asker = (role: Role, id = 'me') => ({
    // Cast: nothing else of the member is looked at here.
    member: { staff: { id, role } } as SignedIn,
    now: 0,
  })
  const row = (status: string): LedgerRow => ({ id: 'r', status, ownerId: 'me' })

  test.each([
    ['station_clerk', 'closed', 'me', ['open', 'any', 'own']],
    ['station_clerk', 'open', 'me', ['any', 'own']],
    ['station_clerk', 'closed', 'other', ['open', 'any']],
    ['center_clerk', 'closed', 'me', ['any', 'own']],
    ['sysadmin', 'closed', 'me', ['any']],
    ['auditor', 'closed', 'me', []],
  ] as const)('%s on a row that is %s of %s: %j', (role, status, id, verbs) => {
    expect(mayDo({ acts }, row(status), asker(role, id))).toEqual(verbs)
  })

  test('a change stands before the acts, and a ledger without any allows nothing', () => {
    const update = act({ verb: 'update', label: '改', roles: ['sysadmin'], body: nothing, run })
    expect(mayDo({ update, acts }, row('open'), asker('sysadmin'))).toEqual(['update', 'any'])
    expect(mayDo({}, row('open'), asker('sysadmin'))).toEqual([])
  })

  test('is described by verb, label and inputs only', () => {
    expect(acts.map(describeAct)[2]).toEqual({
      verb: 'own',
      label: '本人',
      inputs: [{ key: 'words', label: '理由', kind: 'text', required: true, maxLength: 5 }],
    })
  })
})

describe('a cell of a paper', () => {
  const cell = (field: Partial<Field>, value: string | number | null) =>
    cellText(
      { key: 'fieldId', label: '栏', ...field },
      { id: 'r', fieldId: value, fieldName: '名称' },
    )

  test.each<[string, Partial<Field>, string | number | null, string]>([
    ['a text', {}, '字', '字'],
    ['nothing', {}, null, ''],
    ['an instant', { kind: 'instant' }, china('2026-03-02 09:00'), '2026-03-02 09:00'],
    ['an instant that is none', { kind: 'instant' }, 'x', ''],
    ['money', { kind: 'fen' }, 5, '0.05'],
    ['money that is none', { kind: 'fen' }, 'x', ''],
    ['a choice', { kind: 'choice', choices: { a: '甲' } }, 'a', '甲'],
    ['an unknown choice', { kind: 'choice', choices: { a: '甲' } }, 'b', 'b'],
    ['a number', { kind: 'int' }, 0, '0'],
    ['an id with a name', { names: 'stations' }, 'guangtong', '名称'],
    ['control characters', {}, 'a\0\u0007b\nc', 'ab\nc'],
  ])('holds %s', (_, field, value, text) => {
    expect(cell(field, value)).toBe(text)
  })

  test('is cut at 32,000 characters and never within one', () => {
    expect(cell({}, '字'.repeat(40_000))).toHaveLength(32_000)
    const cut = cell({}, `${'字'.repeat(31_999)}𠮷尾`)
    expect(cut.isWellFormed()).toBe(true)
    expect(cut).toBe('字'.repeat(31_999))
  })
})

describe('papers', () => {
  const columns = [
    { heading: '甲', width: 10 },
    { heading: '乙', width: 20 },
  ]
  async function* rowsOf(rows: readonly (readonly string[])[]) {
    for (const row of rows) yield row
  }
  const table = hostileTexts.map(([, text]) => [
    text
      .slice(0, 2000)
      .toWellFormed()
      .replaceAll(/[^\P{Cc}\n\t]/gu, ''),
    '乙',
  ])

  test('a workbook holds every text as text, and opens again', async () => {
    const bytes = await buffer(xlsxOf('名单', columns, rowsOf(table)))
    const { sheets } = await readXlsx(bytes)
    expect(sheets[0]?.rows.slice(1).map((row) => String(row[0] ?? ''))).toEqual(
      table.map(([text]) => text),
    )
    expect(
      [...(sheets[0]?.cells?.values() ?? [])].filter(({ formula }) => formula !== undefined),
    ).toEqual([])
  })

  test.each([
    '名单',
    '很'.repeat(40),
    'a/b?c*[d]:e',
  ])('a sheet named %s can be made and opened', async (title) => {
    const bytes = await buffer(xlsxOf(title, columns, rowsOf([['1', '2']])))
    const { sheets } = await readXlsx(bytes)
    expect(sheets[0]?.rows).toEqual([
      ['甲', '乙'],
      ['1', '2'],
    ])
  })

  test('a CSV line has as many cells as columns, whatever they hold', async () => {
    const text = await textOf(
      csvOf(
        columns,
        rowsOf([
          ['a\r\nb', '"'],
          [',', "'"],
          ['\t', '=1'],
        ]),
      ),
    )
    expect(text).toBe('甲,乙\r\n"a\r\nb",""""\r\n",",\'\r\n\'\t,\'=1\r\n')
  })

  test('a print shows signs of HTML as signs, in the title too, and counts its rows', async () => {
    const html = await textOf(printOf('<名单>', '"说明"', columns, rowsOf(table)))
    expect(html).toContain('<title>&lt;名单&gt;</title>')
    expect(html).not.toMatch(/<script|<b>/)
    expect(html).toContain(`共 ${table.length} 条`)
    expect(html).toContain('<col style="width:33.33%"><col style="width:66.67%">')
  })

  test('HTML that is escaped has no sign left that means something', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const safe = escapeHtml(text)
        expect(safe.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[&<>"']/)
      }),
    )
  })
})

describe('secrets', () => {
  test('are long, new each time, safe in an address, and kept only as a hash', () => {
    const all = Array.from({ length: 100 }, newSecret)
    expect(new Set(all).size).toBe(100)
    for (const secret of all) {
      expect(secret).toMatch(/^[\w-]{43}$/)
      expect(hashSecret(secret)).toMatch(/^[0-9a-f]{64}$/)
      expect(hashSecret(secret)).not.toContain(secret.slice(0, 8))
    }
  })

  test('are the same only when they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(sameSecret(one, other)).toBe(Buffer.from(one).equals(Buffer.from(other)))
        expect(sameSecret(one, one)).toBe(true)
      }),
    )
  })
})

test.each([
  ['1234567', '至少要 8 个'],
  ['12345678', undefined],
  ['aaaaaaaaaa', '太简单'],
  ['abababab', '太简单'],
  ['li.ming.9', '不能和登录名相同'],
  ['LI.MING.9', '不能和登录名相同'],
  ['春风又绿江南岸', '至少要 8 个'],
  ['春风又绿江南岸了', undefined],
  ['👴👵👶👨👩🧓👦👧', undefined],
  ['x1!'.repeat(66), undefined],
  ['x1!'.repeat(67), '最多 200 个'],
])('the password %j: %s', (plain, fault) => {
  const found = passwordFault(plain, 'li.ming.9')
  if (fault === undefined) expect(found).toBeUndefined()
  else expect(found).toContain(fault)
})

describe('an error nobody foresaw', () => {
  interface Told {
    status?: number
    body?: unknown
  }
  const replyOf = (error: Error): Told => {
    const told: Told = {}
    const reply = {
      code(status: number) {
        told.status = status
        return reply
      },
      type: () => reply,
      send(body: unknown) {
        told.body = body
        return reply
      },
    }
    const request = { method: 'GET', routeOptions: { url: '/x' } }
    type Handle = Parameters<ReturnType<typeof errorHandler>>
    // Cast: all that the handler uses of a request and a reply.
    const [asked, answered] = [request as Handle[1], reply as unknown as Handle[2]]
    errorHandler(() => undefined)(error, asked, answered)
    return told
  }
  const coded = (code: string, statusCode?: number) =>
    Object.assign(new Error('secret words'), { code, statusCode })

  test.each([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 413, 'too_large'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 415, 'bad_content_type'],
    ['FST_ERR_BAD_URL', 400, 400, 'bad_url'],
    ['FST_SOMETHING_NEW', 418, 418, 'bad_request'],
    ['FST_SOMETHING_NEW', 429, 429, 'too_many'],
    ['FST_SOMETHING_NEW', 503, 500, 'internal'],
    ['ECONNRESET', undefined, 500, 'internal'],
    ['SQLITE_CONSTRAINT_UNIQUE', undefined, 409, 'duplicate'],
    ['23505', undefined, 409, 'duplicate'],
    ['SQLITE_FULL', undefined, 500, 'internal'],
  ])('%s (%s) is told as %i %s, and no word of it', (code, statusCode, status, told) => {
    const reply = replyOf(coded(code, statusCode))
    expect(reply).toMatchObject({ status, body: { code: told } })
    expect(JSON.stringify(reply.body)).not.toContain('secret')
  })
})
