import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { exportPageRows } from '../../db/ledger-query.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { outboxLedger } from '../../db/messaging/outbox-ledger.ts'
import { makeStaff, monday, system } from '../support.ts'
import { type Ask, signInAs, type TestServer, testServer } from './support.ts'
import { makePetition, type Secrets } from './world.ts'

/** The official headings of 来信来访登记台账, in order. Source: 办法 第十条（三）2. */
const headings = [
  ...['编号', '登记时间', '来源', '类别', '姓名', '所在社区（乡镇）', '反映内容', '承办单位'],
  ...['经办人', '办理状态', '受理时间', '办理期限', '答复', '答复时间', '满意度', '办结时间'],
]

async function office(): Promise<{ site: TestServer; ask: Ask }> {
  const site = await testServer()
  return { site, ask: await signInAs(site, await makeStaff(site.store)) }
}

const words = (values: Partial<Secrets> = {}): Secrets => ({
  name: '张桂英',
  phone: '13800000001',
  content: '养老金没有到账',
  ...values,
})

/** Text after the file of a workbook was opened again: one array per row. */
async function openBook(ask: Ask, url: string): Promise<unknown[][]> {
  const reply = await ask('GET', url)
  expect(reply.statusCode).toBe(200)
  const { sheets } = await readXlsx(reply.rawPayload)
  expect(sheets).toHaveLength(1)
  return sheets[0]?.rows ?? []
}

/** Cells of one CSV line; quoted ones with their inner quotes. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, cell = '']) => cell.replace(/^"([\s\S]*)"$/, '$1').replaceAll('""', '"'))
    .slice(0, headings.length)

/** Data cells begin with these in what people write; a spreadsheet would run them. */
const formulas = [
  '=HYPERLINK("http://x","y")',
  '+86 139',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  '＝1+1',
  "=cmd|' /C calc'!A0",
]

describe('the workbook', () => {
  test('has the official headings in order and says what the ledger says, as text', async () => {
    const { site, ask } = await office()
    const { store } = site
    const { serialNo } = await makePetition(store, 'guangtong', words({ name: '001' }), 'answered')
    const rows = await openBook(ask, '/petitions.xlsx')
    expect(rows[0]).toEqual(headings)
    expect(rows).toHaveLength(2)
    const cells = (rows[1] ?? []).map((cell) => cell ?? '')
    expect(cells).toEqual([
      ...[serialNo, '2026-03-02 09:00', '来访', '求助', '001', '', '养老金没有到账'],
      ...['广通镇劳动保障工作站', '', '已答复', '2026-03-02 09:00', '2026-03-17 23:59'],
      ...['养老金没有到账', '2026-03-02 09:00', '', ''],
    ])
  })

  test.each(formulas)('keeps %j as words and no formula', async (text) => {
    const { site, ask } = await office()
    await makePetition(site.store, 'guangtong', words({ content: text, name: text }))
    const reply = await ask('GET', '/petitions.xlsx')
    const book = await readXlsx(reply.rawPayload)
    const sheet = book.sheets[0]
    expect(sheet?.rows[1]?.[6]).toBe(text)
    const kinds = [...(sheet?.cells?.values() ?? [])].map((cell) => cell.formula)
    expect(kinds.filter((formula) => formula !== undefined)).toEqual([])
  })

  test('is named in Chinese with its day, and has a plain name for old programs', async () => {
    const { ask } = await office()
    for (const ending of ['xlsx', 'csv']) {
      const reply = await ask('GET', `/petitions.${ending}`)
      const header = String(reply.headers['content-disposition'])
      const [, encoded = ''] = /; filename\*=UTF-8''([\w%.~-]+)$/.exec(header) ?? []
      expect(decodeURIComponent(encoded)).toBe(`来信来访登记台账2026-03-02.${ending}`)
      expect(header).toContain(`attachment; filename="download.${ending}"`)
      expect(reply.headers['cache-control']).toBe('private, no-store')
    }
  })

  test('holds every row that the list would show, over many pages, and none else', async () => {
    const { site, ask } = await office()
    const { store } = site
    const count = exportPageRows + 3
    await store.tx(async (tx) => {
      const given = { stationId: 'guangtong', kind: 'help', source: 'walkIn' } as const
      for (let n = 0; n < count; n++)
        await registerPetition(tx, { ...given, ...words({ name: `人${n}` }) }, system, monday + n)
    })
    await makePetition(store, 'heijing', words({ name: '外站' }))
    const names = (await openBook(ask, '/petitions.xlsx')).slice(1).map((row) => row[4])
    expect(names).toEqual(Array.from({ length: count }, (_, n) => `人${count - 1 - n}`))
    const found = await openBook(ask, '/petitions.xlsx?q=人77')
    expect(found.slice(1).map((row) => row[4])).toEqual(['人77'])
  })

  test('is on the record with who made it', async () => {
    const { site, ask } = await office()
    await ask('GET', '/petitions.xlsx')
    const entries = await site.store.read.select().from(auditEntries)
    expect(entries.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ['ledger.export', 'ledgers:petitions', '{"format":".xlsx"}'],
    ])
  })

  test('of a ledger without rows has its headings', async () => {
    const { ask } = await office()
    const labels = Object.values(outboxLedger.fields)
      .filter((field) => field.detailOnly !== true)
      .map((field) => field.label)
    expect(await openBook(ask, '/outbox.xlsx')).toEqual([labels])
  })
})

describe('CSV', () => {
  test('begins with the mark of UTF-8 and the official headings, lines end as Excel wants', async () => {
    const { site, ask } = await office()
    await makePetition(site.store, 'guangtong', words({ content: '他说："不办",\n我不服' }))
    const reply = await ask('GET', '/petitions.csv')
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(reply.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const [head = '', ...lines] = reply.body.slice(1).split('\r\n')
    expect(head.split(',')).toEqual(headings)
    expect(lines).toHaveLength(2)
    expect(cellsOf(lines[0] ?? '')[6]).toBe('他说："不办",\n我不服')
    expect(lines[1]).toBe('')
  })

  test.each(formulas)('%j does not begin a cell', async (text) => {
    const { site, ask } = await office()
    await makePetition(site.store, 'guangtong', words({ content: text, name: text }))
    const { body } = await ask('GET', '/petitions.csv')
    const cells = cellsOf(body.slice(1).split('\r\n')[1] ?? '')
    expect(cells[6]).toContain(text.trim())
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  })
})

describe('print', () => {
  test('shows HTML as the characters that were written', async () => {
    const { site, ask } = await office()
    const evil = '<img src=x onerror="alert(1)">&amp;\'</td><script>1</script>'
    await makePetition(site.store, 'guangtong', words({ content: evil, name: '<b>张</b>' }))
    const reply = await ask('GET', '/petitions/print')
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.body).not.toMatch(/<(img|script|b)\b/)
    expect(reply.body).toContain('&lt;b&gt;张&lt;/b&gt;')
    expect(reply.body).toContain(
      '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;&#39;&lt;/td&gt;&lt;script&gt;',
    )
    expect(String(reply.headers['content-security-policy'])).toContain("script-src 'self'")
  })

  test('has the title, the headings on each page, the time and the count', async () => {
    const { site, ask } = await office()
    await makePetition(site.store, 'guangtong', words())
    const { body } = await ask('GET', '/petitions/print')
    expect(body).toContain('<h1>来信来访登记台账</h1>')
    expect(body).toContain('打印时间：2026-03-02 09:00')
    expect(body).toContain('共 1 条')
    const shown = [...body.matchAll(/<th>(.*?)<\/th>/g)].map(([, heading]) => heading)
    expect(shown).toEqual(headings)
  })
})
