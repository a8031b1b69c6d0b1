import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { hashPassword, passwordFault } from '../../admin/password.ts'
import { hashSecret, newSecret } from '../../admin/secret.ts'
import { findAccountByLogin } from '../../db/ledgers/staff.ts'
import {
  addStaff,
  disableStaff,
  issueStaffToken,
  operator,
  resetPassword,
} from '../../db/ledgers/staff-acts.ts'
import type { Store } from '../../db/store.ts'
import { type Role, roles } from '../../policy/role.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../open-database.ts'
import { type Command, type CommandContext, CommandError } from './types.ts'

const usage = `用法：
  npm run staff -- add --login 登录名 --name 姓名 --role 角色 [--station 站]   （口令从标准输入读一行）
  npm run staff -- disable --login 登录名
  npm run staff -- reset --login 登录名   （新口令从标准输入读一行）
  npm run staff -- token --login 登录名 [--days 天数]
角色：${roles.join('、')}`

const options = {
  login: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  station: { type: 'string' },
  days: { type: 'string', default: '30' },
} as const

type Values = ReturnType<typeof readArguments>['values']

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch {
    throw new CommandError(usage)
  }
}

function needed(values: Values, name: 'login' | 'name'): string {
  const value = values[name]
  if (value === undefined || value.trim() === '')
    throw new CommandError(`缺少 --${name}。\n${usage}`)
  return value
}

/** The hash of the password on the first line of standard input. */
async function readPassword(input: Readable, login: string): Promise<string> {
  let password = ''
  for await (const line of createInterface({ input })) {
    password = line
    break
  }
  const fault = passwordFault(password, login)
  if (fault !== undefined) throw new CommandError(fault, 1)
  return hashPassword(password)
}

async function accountOf(store: Store, login: string) {
  const member = await findAccountByLogin(store.read, login)
  if (member === undefined) throw new CommandError(`没有登录名为 ${login} 的账号。`, 1)
  return member
}

type Act = (store: Store, values: Values, context: CommandContext) => Promise<void>

const acts: Readonly<Record<string, Act>> = {
  async add(store, values, { input, now, print }) {
    const role = roles.find((one: Role) => one === values.role)
    if (role === undefined) throw new CommandError(`--role 应是其中之一：${roles.join('、')}。`)
    const account = {
      login: needed(values, 'login'),
      name: needed(values, 'name'),
      role,
      stationId: values.station ?? null,
      passwordHash: await readPassword(input, needed(values, 'login')),
    }
    print((await store.tx((tx) => addStaff(tx, account, operator, now()))).id)
  },
  async disable(store, values, { now, tell }) {
    const { id } = await accountOf(store, needed(values, 'login'))
    await store.tx((tx) => disableStaff(tx, id, operator, now()))
    tell('账号已停用。')
  },
  async reset(store, values, { input, now, tell }) {
    const { id } = await accountOf(store, needed(values, 'login'))
    const hash = await readPassword(input, needed(values, 'login'))
    await store.tx((tx) => resetPassword(tx, id, hash, operator, now()))
    tell('口令已更改，账号可以使用；原有登录和令牌都已失效。')
  },
  async token(store, values, { now, print, tell }) {
    const days = Number(values.days)
    if (!Number.isInteger(days) || days < 1 || days > 3650) {
      throw new CommandError('--days 应是 1 到 3650 的整数。')
    }
    const { id } = await accountOf(store, needed(values, 'login'))
    const token = newSecret()
    const issued = { staffId: id, hash: hashSecret(token), days }
    await store.tx((tx) => issueStaffToken(tx, issued, operator, now()))
    print(token)
    tell(`令牌 ${days} 天后失效，只显示这一次。`)
  },
}

/** Staff accounts from the command line, beside a running service or without one. */
export const staff: Command = async (args, context) => {
  const { values, positionals } = readArguments(args)
  const [verb = '', ...rest] = positionals
  const act = Object.hasOwn(acts, verb) ? acts[verb] : undefined
  if (act === undefined || rest.length > 0) throw new CommandError(usage)
  const store = await openDatabase(readConfig(context.environment), { now: context.now })
  try {
    await act(store, values, context)
  } finally {
    await store.close()
  }
  return 0
}
