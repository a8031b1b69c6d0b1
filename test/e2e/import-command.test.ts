import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firmHeadings, firmRows, workbookOf } from '../admin/lists.ts'
import { testDatabase, testFolder } from '../support.ts'
import { runCommand } from './service.ts'

async function site() {
  const folder = testFolder()
  const { url } = await testDatabase(folder, { empty: true })
  const env: Record<string, string> = {
    DATA_DIR: folder,
    ...(url === undefined ? {} : { DATABASE_URL: url }),
  }
  const file = join(folder, '名单.xlsx')
  const run = (...args: string[]) =>
    runCommand(['import', 'retirees', file, '--station', 'guangtong', ...args], env)
  const write = async (rows: readonly (readonly string[])[]) =>
    writeFileSync(file, await workbookOf(rows, firmHeadings))
  return { run, write, env, file }
}

test('a list is tried, imported, and the second time changes nothing', async () => {
  const { run, write } = await site()
  await write(firmRows(5))
  const tried = await run('--dry-run')
  expect(tried).toMatchObject({ code: 0, out: '' })
  expect(tried.err).toContain('只核对，没有导入')
  expect((await run()).err).toContain('已导入 5 人')
  const again = await run()
  expect(again.code).toBe(0)
  expect(again.err).toContain('新增 0，已有 5')
}, 60_000)

test('faults are told by cell, and nobody is taken', async () => {
  const { run, write } = await site()
  const rows = firmRows(2)
  await write([...rows, ['3', '周桂芳', '532331194505120018', '', '', '']])
  const { code, out, err } = await run()
  expect([code, out.trim()]).toEqual([
    1,
    '第 4 行\tC4\t身份证号码的校验码不对，请核对是否有抄错的数字。',
  ])
  expect(err).toContain('没有导入')
}, 60_000)

test('a wrong file or wrong words are told in a sentence', async () => {
  const { run, env, file } = await site()
  expect(await run()).toMatchObject({ code: 1, err: '没有这个文件。\n' })
  writeFileSync(file, Buffer.from('d0cf11e0a1b11ae1', 'hex'))
  expect((await run()).err).toContain('旧的 .xls')
  expect((await runCommand(['import', 'petitions', file], env)).code).toBe(2)
}, 60_000)
