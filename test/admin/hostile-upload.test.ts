import { beforeAll, expect, test } from 'vitest'
import { retirees } from '../../db/ledgers/retiree.ts'
import { importedRetirees } from '../../db/ledgers/retiree-import.ts'
import { ensureBuilt } from '../fakes/built.ts'
import { makeStaff } from '../support.ts'
import { firmHeadings, firmRows, partsOf, sheetXml, workbookOf, zipOf } from './lists.ts'
import { formOf, signInAs, testServer } from './support.ts'

beforeAll(ensureBuilt)

const people = firmRows(3)
const sheet = (extra = '') => sheetXml([firmHeadings, ...people], extra)
const formula = (column: number) =>
  people.map((row) => row.map((text, at) => (at === column ? `<f>"${text}"</f>` : text)))
const [nameColumn, idColumn] = [1, 2]
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024)
const parts = () => partsOf(sheet())

/** The center at the page. */
async function office() {
  const made = await testServer()
  const member = await makeStaff(made.store, { role: 'center_clerk', stationId: null })
  const ask = await signInAs(made, member)
  return { ...made, ask }
}
type Office = Awaited<ReturnType<typeof office>>

async function upload({ ask }: Office, bytes: Buffer, name = '名单.xlsx') {
  const { body, headers } = formOf({ stationId: 'guangtong' }, { name, bytes })
  const { id } = (await ask('POST', '/retiree-imports', body, headers)).json<{ id: string }>()
  const state = async () =>
    (await ask('GET', `/retiree-imports/${id}`)).json<Record<string, unknown>>()
  await expect.poll(async () => (await state())['status'], { timeout: 12_000 }).not.toBe('reading')
  return state()
}

const refused: readonly (readonly [string, () => Buffer | Promise<Buffer>, RegExp])[] = [
  [
    'a merge over the whole sheet',
    () => zipOf(partsOf(sheet('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))),
    /合并的单元格太多/,
  ],
  [
    'a validation over a million cells',
    () =>
      zipOf(
        partsOf(sheet('<dataValidations><dataValidation sqref="A1:A1048576"/></dataValidations>')),
      ),
    /有效性/,
  ],
  [
    'a zip bomb of 100 MB',
    () => zipOf([...parts(), { name: 'xl/media/image1.png', bytes: zeros(100) }]),
    /展开后太大/,
  ],
  [
    'a zip bomb whose size lies',
    () => zipOf([...parts(), { name: 'xl/media/image1.png', bytes: zeros(100), size: 100 }]),
    /不完整/,
  ],
  ['a zip cut off', async () => (await workbookOf(people)).subarray(0, 900), /不完整/],
  [
    'an old .xls by another name',
    () => Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex'),
    /旧的 .xls/,
  ],
  [
    'a link to another workbook',
    () => zipOf([...parts(), { name: 'xl/externalLinks/externalLink1.xml', bytes: zeros(0) }]),
    /外部链接/,
  ],
]

test.each(
  refused,
)('%s is refused with a sentence, and nothing else is harmed', async (_what, make, sentence) => {
  const site = await office()
  const bytes = await make()
  const started = performance.now()
  const state = await upload(site, bytes)
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(state).toMatchObject({ status: 'failed', rowCount: 0 })
  expect(state['problem']).toMatch(sentence)
  expect(await site.store.read.$count(importedRetirees)).toBe(0)
  expect(site.lines.filter(({ event }) => event === 'import-failed')).toEqual([])

  expect(
    (await site.ask('POST', `/retiree-imports/${String(state['id'])}/confirm`, {})).statusCode,
  ).toBe(409)
  expect(await upload(site, await workbookOf(people))).toMatchObject({
    status: 'ready',
    newCount: 3,
  })
})

test.each([
  ['姓名', nameColumn, 'B'],
  ['身份证号码', idColumn, 'C'],
])('a formula under %s is a fault of its cell, and nobody comes in', async (heading, column, letter) => {
  const site = await office()
  const bytes = zipOf(partsOf(sheetXml([firmHeadings, ...formula(column)])))
  const state = await upload(site, bytes)
  expect(state).toMatchObject({ status: 'ready', faultCount: 3, newCount: 0 })
  const rows = await site.ask('GET', `/retiree-imports/${String(state['id'])}/rows?outcome=fault`)
  const { items } = rows.json<{ items: { remarks: { cell: string; message: string }[] }[] }>()
  const message = `${heading}是公式，请改成直接填写的文字。`
  expect(items.map(({ remarks }) => remarks[0])).toEqual(
    [2, 3, 4].map((row) => ({ cell: `${letter}${row}`, message })),
  )
  const confirmed = await site.ask('POST', `/retiree-imports/${String(state['id'])}/confirm`, {})
  expect([confirmed.statusCode, confirmed.json<{ message: string }>().message]).toEqual([
    409,
    '还有 3 行有错。请在表格里改好，再上传一次。',
  ])
  expect(await site.store.read.$count(retirees)).toBe(0)
})
