import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { ask } from '../../bot/commands/ask.ts'
import { refusalOf } from '../../bot/commands/refusal.ts'
import { staff } from '../../bot/commands/staff.ts'
import type { Command } from '../../bot/commands/types.ts'
import { monday, testDatabase, testFolder } from '../support.ts'

const commands: Readonly<Record<string, Command>> = { staff, ask }
const password = '山水-广通-1962'
const add = (login: string, role = 'sysadmin') =>
  ['staff', 'add', '--login', login, '--name', '李明', '--role', role] as const

/** Runs a command in this process on a database of its own; a refusal becomes what is told. */
async function run([name = '', ...args]: readonly string[], input: string) {
  const out: string[] = []
  const told: string[] = []
  const folder = testFolder()
  const { url = '' } = await testDatabase(folder)
  const code = await commands[name]?.(args, {
    environment: { DATA_DIR: folder, DATABASE_URL: url },
    now: () => monday,
    log: () => undefined,
    input: Readable.from([Buffer.from(input)]),
    print: (line) => out.push(line),
    tell: (line) => told.push(line),
  }).catch((error: unknown) => {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    told.push(refusal.message)
    return refusal.exitCode
  })
  return { code, out, told: told.join('\n') }
}

test.each([
  ['no act', ['staff'], '', 2, '用法：'],
  ['an act that there is not', ['staff', 'remove', '--login', 'li'], '', 2, '用法：'],
  ['a name from JavaScript', ['staff', 'constructor'], '', 2, '用法：'],
  ['an option that there is not', ['staff', 'disable', '--user', 'li'], '', 2, '用法：'],
  ['a word too many', ['staff', 'disable', 'li', '--login', 'li'], '', 2, '用法：'],
  ['no login', ['staff', 'disable'], '', 2, '缺少 --login。'],
  ['nobody of this login', ['staff', 'reset', '--login', 'li'], '', 1, '没有登录名为 li 的账号'],
  ['a role that there is not', add('li', 'boss'), password, 2, '--role 应是其中之一：station_'],
  ['no role', ['staff', 'add', '--login', 'li', '--name', '李'], password, 2, '--role 应是'],
  ['no password', add('li'), '', 1, '密码至少要 8 个字符'],
  ['a password that is short', add('li'), '1234567\n', 1, '密码至少要 8 个字符'],
  ['a clerk without a station', add('li', 'station_clerk'), password, 1, '请选择这个人所在的工作'],
  [
    'a station that there is not',
    [...add('li', 'station_clerk'), '--station', 'x'],
    password,
    1,
    '没有找到这条工作站',
  ],
  ['a token for no days', ['staff', 'token', '--login', 'li', '--days', '0'], '', 2, '--days 应是'],
  ['a token for words', ['staff', 'token', '--login', 'li', '--days', 'x'], '', 2, '--days 应是'],
  ['no question', ['ask'], '', 2, '用法：'],
  ['an option of ask that there is not', ['ask', '--json'], '', 2, '用法：'],
  ['a line that is no question', ['ask', '--jsonl'], '\n{"id":1}\n', 2, '第 2 行应是'],
])('%s is told, and standard output stays empty', async (_what, args, input, code, said) => {
  const result = await run(args, input)
  expect(result).toMatchObject({ code, out: [] })
  expect(result.told).toContain(said)
})
