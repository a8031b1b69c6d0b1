import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china, makeStaff, monday } from '../support.ts'
import { type Ask, signInAs, type TestServer, testServer } from './support.ts'
import { makePetition } from './world.ts'

interface Item {
  readonly id: string
  readonly serialNo: string
  readonly name: string
}

interface Page {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

async function office(): Promise<{ site: TestServer; ask: Ask }> {
  const site = await testServer()
  return { site, ask: await signInAs(site, await makeStaff(site.store)) }
}

const add = (site: TestServer, name: string, at = monday, stationId = 'guangtong') =>
  makePetition(site.store, stationId, { name, phone: '', content: '问' }, 'registered', at)

async function page(ask: Ask, query: string): Promise<Page> {
  const reply = await ask('GET', `/petitions?${query}`)
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json()
}

const names = ({ items }: Page) => items.map(({ name }) => name)

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('paging', () => {
  test('shows every row once although rows come in between, and rows of one moment too', async () => {
    const { site, ask } = await office()
    for (let n = 0; n < 7; n++) await add(site, `旧${n}`)
    const seen: string[] = []
    let cursor: string | null = ''
    for (let turn = 0; cursor !== null; turn++) {
      const next: Page = await page(ask, `limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...names(next))
      cursor = next.nextCursor
      await add(site, `新${turn}`, monday + 60_000 + turn)
    }
    expect([...seen].sort()).toEqual(Array.from({ length: 7 }, (_, n) => `旧${n}`))
  })

  test('ends without an empty page', async () => {
    const { site, ask } = await office()
    for (let n = 0; n < 4; n++) await add(site, `${n}`, monday + n)
    const first = await page(ask, 'limit=2')
    const second = await page(ask, `limit=2&cursor=${first.nextCursor}`)
    expect([names(first), names(second)]).toEqual([
      ['3', '2'],
      ['1', '0'],
    ])
    expect(second.nextCursor).toBeNull()
  })

  test.each([
    ['nonsense', 'nonsense'],
    ['nothing inside', cursorOf([])],
    ['a text for the time', cursorOf(['x', 'y'])],
    ['no id', cursorOf([monday, ''])],
    ['a number for the id', cursorOf([monday, 1])],
    ['too many parts', cursorOf([monday, 'a', 'b'])],
    ['an object', cursorOf({ at: monday, id: 'a' })],
    ['half a number', cursorOf([1.5, 'a'])],
    ['a number beyond all', '[1e999,"a"]'],
    ['a cursor of the station ledger with a text', cursorOf([null, 'a'])],
  ])('a cursor with %s is refused', async (_, cursor) => {
    const { ask } = await office()
    const reply = await ask('GET', `/petitions?cursor=${encodeURIComponent(cursor)}`)
    expect([reply.statusCode, reply.json()]).toEqual([
      400,
      { code: 'bad_cursor', message: '翻页标记无效，请从第一页重新查看。' },
    ])
  })

  test('no cursor, however made, opens another station', async () => {
    const { site, ask } = await office()
    await add(site, '本站')
    await add(site, '外站', monday + 1, 'heijing')
    const at = fc.oneof(fc.integer(), fc.constantFrom(monday, monday + 1, monday + 2))
    const id = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("' or 1=1 --", '\u0000'))
    await fc.assert(
      fc.asyncProperty(at, id, async (time, row) => {
        const reply = await ask('GET', `/petitions?cursor=${cursorOf([time, row])}`)
        expect(reply.body).not.toContain('外站')
        expect(reply.statusCode).toBeLessThan(500)
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    '0',
    '-1',
    '201',
    '1.5',
    'many',
    '',
  ])('limit=%s is refused in Chinese', async (limit) => {
    const { ask } = await office()
    const reply = await ask('GET', `/petitions?limit=${limit}`)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().details).toEqual([
      { field: 'limit', message: '每页条数请填写 1 到 200 的整数。' },
    ])
  })

  test('fifty rows come unless more are asked for, and never more than two hundred', async () => {
    const { site, ask } = await office()
    for (let n = 0; n < 51; n++) await add(site, `${n}`)
    expect((await page(ask, '')).items).toHaveLength(50)
    expect((await page(ask, 'limit=200')).items).toHaveLength(51)
  })
})

describe('filters', () => {
  async function county() {
    const site = await testServer()
    const member = await makeStaff(site.store, { role: 'center_clerk', stationId: null })
    await add(site, '前一天', china('2026-03-01 23:59'))
    await add(site, '当天早', china('2026-03-02 00:00'))
    await add(site, '当天晚', china('2026-03-02 23:59'))
    await add(site, '黑井人', china('2026-03-03 00:00'), 'heijing')
    const { store } = site
    const secrets = { name: '已答人%_', phone: '', content: '密文里的字' }
    const at = china('2026-03-04 10:00')
    await makePetition(store, 'heijing', secrets, 'answered', at)
    return signInAs(site, member)
  }

  test.each([
    ['station=heijing', ['已答人%_', '黑井人']],
    ['station=nowhere', []],
    ['from=2026-03-02&to=2026-03-02', ['当天晚', '当天早']],
    ['from=2026-03-03', ['已答人%_', '黑井人']],
    ['to=2026-03-01', ['前一天']],
    ['from=2026-03-05&to=2026-03-01', []],
    ['status=answered', ['已答人%_']],
    ['status=registered&station=heijing', ['黑井人']],
    ['q=当天', ['当天晚', '当天早']],
    ['q=%25_', ['已答人%_']],
    ['q=_', ['已答人%_']],
    ['q=hj2026', ['已答人%_', '黑井人']],
    ['q=%27%20or%201%3D1%20--', []],
    ['q=密文里的字', []],
    ['q=', ['已答人%_', '黑井人', '当天晚', '当天早', '前一天']],
    ['q=人&station=heijing&status=answered&from=2026-03-04&limit=1', ['已答人%_']],
  ])('%s shows %j', async (query, expected) => {
    expect(names(await page(await county(), query))).toEqual(expected)
  })

  test.each([
    ['from=2026-02-30', 'from', '开始日期请写成 2026-03-02 这样的日期。'],
    ['to=yesterday', 'to', '结束日期请写成 2026-03-02 这样的日期。'],
    ['from=2026-3-2', 'from', '开始日期请写成 2026-03-02 这样的日期。'],
    ['status=lost', 'status', /^状态请从这些中选一个：已登记、办理中、已答复、已办结。$/],
    ['station=%2E%2E', 'station', '请选择工作站。'],
    [`q=${'长'.repeat(51)}`, 'q', '查找内容最多 50 个字。'],
  ])('%s is refused by its name', async (query, field, message) => {
    const reply = await (await county())('GET', `/petitions?${query}`)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().details).toEqual([{ field, message: expect.stringMatching(message) }])
  })

  test('an unknown filter changes nothing', async () => {
    const ask = await county()
    expect(names(await page(ask, 'sort=evil'))).toEqual(names(await page(ask, '')))
  })
})
