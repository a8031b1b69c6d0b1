import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { csvRows, csvText } from '../../admin/import/csv.ts'
import { auditEntries } from '../../db/audit.ts'
import { dialect } from '../../db/columns.ts'
import { petitionStatuses } from '../../db/ledgers/petition.ts'
import { china, makeStaff } from '../support.ts'
import { expectRefusal } from './refusal.ts'
import { type Ask, signInAs, testServer } from './support.ts'
import { makePetition } from './world.ts'

interface Item {
  readonly id: string
  readonly serialNo: string
}

const stations = ['guangtong', 'heijing', 'jinshan'] as const
const names = ['张桂英', '李长寿', '王_秀兰', '赵100%'] as const
const states = ['registered', 'accepted', 'answered'] as const

/** Petitions of three stations over four China days, and who may see which of them. */
async function county() {
  const site = await testServer()
  for (let n = 0; n < 24; n++) {
    const words = { name: names[n % 4] ?? '', phone: '', content: `第${n}件` }
    const at = china('2026-03-01 22:00') + Math.floor(n / 2) * 5 * 3_600_000
    await makePetition(site.store, stations[n % 3] ?? '', words, states[(n * 2) % 5], at)
  }
  site.clock.now = china('2026-03-09 09:00')
  const readers = {
    clerk: await signInAs(site, await makeStaff(site.store)),
    head: await signInAs(
      site,
      await makeStaff(site.store, { role: 'station_head', stationId: 'jinshan' }),
    ),
    center: await signInAs(
      site,
      await makeStaff(site.store, { role: 'center_clerk', stationId: null }),
    ),
  }
  return { site, readers }
}

/** Numbers in the order of the list, page by page. */
async function listed(ask: Ask, query: URLSearchParams, limit: number): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const asked = new URLSearchParams(query)
    asked.set('limit', String(limit))
    if (cursor !== null) asked.set('cursor', cursor)
    const reply = await ask('GET', `/petitions?${asked}`)
    expect(reply.statusCode, reply.body).toBe(200)
    const page = reply.json<{ items: Item[]; nextCursor: string | null }>()
    found.push(...page.items.map(({ serialNo }) => serialNo))
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}

async function inCsv(ask: Ask, query: URLSearchParams): Promise<string[]> {
  const reply = await ask('GET', `/petitions.csv?${query}`)
  expect(reply.statusCode, reply.body).toBe(200)
  const rows = [...csvRows(csvText(reply.rawPayload))].map(({ cells }) => String(cells[0]))
  expect(rows[0]).toBe('编号')
  return rows.slice(1).filter((cell) => cell !== '')
}

async function inBook(ask: Ask, query: URLSearchParams): Promise<string[]> {
  const { sheets } = await readXlsx((await ask('GET', `/petitions.xlsx?${query}`)).rawPayload)
  const [head, ...rows] = sheets[0]?.rows ?? []
  expect(head?.[0]).toBe('编号')
  return rows.map(([cell]) => String(cell))
}

async function onPaper(ask: Ask, query: URLSearchParams): Promise<string[]> {
  const { body } = await ask('GET', `/petitions/print?${query}`)
  return [...body.matchAll(/[A-Z]{2}2026\d{4}/g)].map(([serialNo]) => serialNo)
}

const maybe = <T>(...values: readonly T[]) => fc.constantFrom(undefined, undefined, ...values)
const filter = fc.record({
  station: maybe<string>(...stations, 'bicheng'),
  status: maybe(...petitionStatuses),
  from: maybe('2026-03-01', '2026-03-02', '2026-03-04'),
  to: maybe('2026-03-01', '2026-03-03', '2026-03-09'),
  q: maybe('张桂', '秀兰', '100%', '_', 'gt2026', '没有的'),
  due: maybe('open', 'overdue', 'soon'),
})
const queryOf = (asked: Readonly<Record<string, string | undefined>>) =>
  new URLSearchParams(
    Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

describe('whoever asks for whatever', () => {
  test('the pages, the two files and the paper hold the same rows in the same order', async () => {
    const { site, readers } = await county()
    const who = fc.constantFrom('clerk', 'head', 'center')
    await fc.assert(
      fc.asyncProperty(filter, who, fc.integer({ min: 1, max: 9 }), async (asked, name, limit) => {
        const ask = readers[name]
        const query = queryOf(asked)
        const rows = await listed(ask, query, limit)
        expect(new Set(rows).size).toBe(rows.length)
        expect(await inCsv(ask, query)).toEqual(rows)
        expect(await inBook(ask, query)).toEqual(rows)
        expect(await onPaper(ask, query)).toEqual(rows)
        if (name !== 'center')
          for (const serialNo of rows) expect(serialNo).toMatch(name === 'clerk' ? /^GT/ : /^JS/)
      }),
      { numRuns: dialect === 'pg' ? 12 : 30 },
    )
    const entries = await site.store.read.select().from(auditEntries)
    const formats = entries
      .filter(({ action }) => action === 'ledger.export')
      .map(({ detail }) => detail)
    expect([...new Set(formats)].toSorted()).toEqual(
      ['.csv', '.xlsx', 'print'].map((format) => JSON.stringify({ format })),
    )
  }, 60_000)

  test('stations of nobody add up: what the county sees is what its stations see', async () => {
    const { readers: all } = await county()
    const whole = await listed(all.center, new URLSearchParams(), 200)
    const parts = await Promise.all(
      stations.map((station) => listed(all.center, queryOf({ station }), 7)),
    )
    expect(parts.flat().toSorted()).toEqual(whole.toSorted())
    expect(await listed(all.clerk, new URLSearchParams(), 5)).toEqual(parts[0])
    expect(await listed(all.head, new URLSearchParams(), 5)).toEqual(parts[2])
    expect(await listed(all.clerk, queryOf({ station: 'jinshan' }), 5)).toEqual([])
  })
})

describe('a page', () => {
  test.each([
    '0',
    '-1',
    '201',
    '1000000',
    '1.5',
    'abc',
    '',
    ' ',
    '1e2x',
    'NaN',
    'Infinity',
  ])('of %j rows is refused with a sentence', async (limit) => {
    const site = await testServer()
    const ask = await signInAs(site, await makeStaff(site.store))
    const reply = await ask('GET', `/petitions?limit=${encodeURIComponent(limit)}`)
    expectRefusal(reply, 400)
    expect(reply.body).toContain('每页条数请填写 1 到 200 的整数')
  })

  test.each(['from', 'to'])('from a day that no calendar has is refused: %s', async (key) => {
    const site = await testServer()
    const ask = await signInAs(site, await makeStaff(site.store))
    for (const day of ['2026-02-30', '2026-13-01', '20260302', '昨天', '2026-3-2'])
      for (const url of ['/petitions', '/petitions.csv', '/petitions.xlsx', '/petitions/print'])
        expectRefusal(await ask('GET', `${url}?${key}=${encodeURIComponent(day)}`), 400)
  })
})
