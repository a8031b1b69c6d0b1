import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { ledgers } from '../../db/ledgers/index.ts'
import { chinaTime } from '../../policy/calendar.ts'
import type { Role } from '../../policy/role.ts'
import { hostileTexts } from '../hostile.ts'
import { makeStaff } from '../support.ts'
import { expectRefusal } from './refusal.ts'
import { rowMakers } from './rows.ts'
import { type Ask, signInAs, type TestServer, testServer } from './support.ts'

interface Field {
  readonly key: string
  readonly label: string
  readonly kind: string
  readonly names?: string
  readonly detailOnly?: boolean
  readonly choices?: Readonly<Record<string, string>>
}

interface Described {
  readonly name: string
  readonly title: string
  readonly fields: readonly Field[]
}

type Row = Readonly<Record<string, unknown>> & { readonly id: string }

/** Texts that people may have written into a ledger: as long as a field takes them. */
const written = hostileTexts.map(([, text]) => text).filter((text) => text.length < 1000)

/** One row a text, of two stations in turn. */
async function fill({ store }: TestServer, ledger: string): Promise<void> {
  for (const [n, content] of written.entries()) {
    const words = { name: content.replaceAll('\0', '') || '无名', phone: '', content }
    await rowMakers[ledger]?.(store, n % 2 === 0 ? 'guangtong' : 'heijing', words)
  }
}

async function as(site: TestServer, role: Role): Promise<Ask> {
  const stationId = role.startsWith('station') ? 'guangtong' : null
  return signInAs(site, await makeStaff(site.store, { role, stationId }))
}

async function describedTo(ask: Ask, name: string): Promise<Described> {
  const reply = await ask('GET', '/ledgers')
  const all = reply.json<{ ledgers: Described[] }>().ledgers
  const found = all.find((ledger) => ledger.name === name)
  if (found === undefined) throw new Error(`${name} is not described`)
  return found
}

/** Every row that the list shows, with all its fields, in the order of the list. */
async function rowsOf(ask: Ask, ledger: string): Promise<Row[]> {
  const list = await ask('GET', `/${ledger}?limit=200`)
  const { items } = list.json<{ items: Row[] }>()
  const details: Row[] = []
  for (const { id } of items) details.push((await ask('GET', `/${ledger}/${id}`)).json())
  return details
}

/** What a cell must say of a field, as people read it. */
function said(field: Field, row: Row): string {
  const name = `${field.key.replace(/Id$/, '')}Name`
  const value = field.names === undefined ? row[field.key] : (row[name] ?? row[field.key])
  if (value === null || value === undefined) return ''
  if (field.kind === 'instant') return chinaTime(Number(value))
  if (field.kind === 'fen') return (Number(value) / 100).toFixed(2)
  return field.choices?.[String(value)] ?? String(value)
}

/** Text without what no paper shows: controls, half characters. */
const plain = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')

function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const chars = [...text.replace(/^\ufeff/, '').replace(/\r\n$/, '')]
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]
    if (quoted && char === '"' && chars[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"') quoted = !quoted
    else if (!quoted && char === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (!quoted && char === '\r' && chars[at + 1] === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      rows.push([])
      at++
    } else cell += char
  }
  rows.at(-1)?.push(cell)
  return rows
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

function readPrint(html: string): string[][] {
  const open = (text: string) =>
    text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (e) => entities[e] ?? e)
  return [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, line = '']) =>
    [...line.matchAll(/<t[dh]>([\s\S]*?)<\/t[dh]>/g)].map(([, cell = '']) => open(cell)),
  )
}

async function readBook(bytes: Buffer): Promise<string[][]> {
  const { sheets } = await readXlsx(bytes)
  return (sheets[0]?.rows ?? []).map((row) => row.map((cell) => String(cell ?? '')))
}

/** A spreadsheet program hides the mark in front of a formula. */
const unmarked = (cells: readonly string[]) =>
  cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ''))

const padded = (row: readonly string[], width: number) =>
  Array.from({ length: width }, (_, at) => row[at] ?? '')

/** Compares list, CSV, workbook and print of one ledger as one reader gets them. */
async function comparePapers(ask: Ask, name: string): Promise<void> {
  const { fields, title } = await describedTo(ask, name)
  const shown = fields.filter(({ detailOnly }) => detailOnly !== true)
  const rows = await rowsOf(ask, name)
  const expected = [
    shown.map(({ label }) => label),
    ...rows.map((row) => shown.map((field) => plain(said(field, row)))),
  ]
  // The audit gets an entry with each export: the newest come first and are left out.
  const without = (table: string[][]) =>
    name === 'audit-entries'
      ? [...table.slice(0, 1), ...table.slice(table.length - rows.length)]
      : table

  const csv = await ask('GET', `/${name}.csv`)
  expect(without(readCsv(csv.rawPayload.toString())).map(unmarked)).toEqual(expected)
  const book = await ask('GET', `/${name}.xlsx`)
  const cells = (await readBook(book.rawPayload)).map((row) => padded(row, shown.length))
  expect(without(cells)).toEqual(expected)
  const print = await ask('GET', `/${name}/print`)
  expect(print.body).toContain(`<h1>${title}</h1>`)
  expect(without(readPrint(print.body))).toEqual(expected)
}

describe.each(ledgers.map((ledger) => [ledger.name, ledger] as const))('%s', (name, ledger) => {
  test('on every kind of paper says to each role what the list says', async () => {
    const site = await testServer()
    await fill(site, name)
    for (const role of ledger.readers) await comparePapers(await as(site, role), name)
  }, 60_000)

  test.each([
    '.csv',
    '.xlsx',
    '/print',
  ])('%s that cannot be made is refused before it begins', async (end) => {
    const site = await testServer()
    const [role = 'center_supervisor'] = ledger.readers
    const ask = await as(site, role)
    const wrong = await ask('GET', `/${name}${end}?q=${'长'.repeat(51)}`)
    if (ledger.search !== undefined || ledger.lookup !== undefined) expectRefusal(wrong, 400)
    if (ledger.lookup === undefined) return
    const short = await ask('GET', `/${name}${end}?q=${encodeURIComponent('张')}`)
    expectRefusal(short, 400)
  })
})

test('a text that is cut to fit a cell is not cut within a character', async () => {
  const site = await testServer()
  const text = `${'字'.repeat(4999)}𠮷`
  await rowMakers['petitions']?.(site.store, 'guangtong', {
    name: '李明',
    phone: '',
    content: text,
  })
  const ask = await as(site, 'station_clerk')
  const book = await readBook((await ask('GET', '/petitions.xlsx')).rawPayload)
  expect(book[1]).toContain(text)
})
