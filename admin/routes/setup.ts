import { z } from 'zod'
import { readCode } from '../../db/access/code-text.ts'
import { useCode } from '../../db/access/one-use-code.ts'
import { addStaff, hasManager, operator } from '../../db/ledgers/staff-acts.ts'
import { ApiError } from '../errors.ts'
import { password, words } from '../input.ts'
import type { Routes } from '../types.ts'
import { takeTry } from './session.ts'
import { hashOf } from './staff.ts'

const limit = { failures: 20, windowMs: 15 * 60_000 }
const wrongCode = () => new ApiError(403, 'wrong_code', '设置码不对，或者已经用过。')

/** 首次设置: the one-use code printed at the first start makes the first administrator, once. */
export const setupRoutes: Routes = (api, { store, ...rest }) => {
  const options = { store, ...rest }
  const schema = {
    summary: '首次设置：开设第一个系统管理员',
    tags: ['session'],
    body: z.object({
      code: words('设置码', 40),
      login: words('登录名', 40),
      name: words('姓名', 40),
      password: password('密码'),
    }),
    response: { 201: z.looseObject({ id: z.string(), login: z.string() }) },
  }
  api.post('/setup', { schema, config: { roles: 'anyone' } }, async (request, reply) => {
    const { code: typed, login, name, password: plain } = request.body
    await takeTry(options, [[`setup:${store.vault.blind('throttles.address', request.ip)}`, limit]])
    const code = readCode(typed)
    if (code === undefined) throw wrongCode()
    const passwordHash = await hashOf(plain, login)
    const now = options.now()
    const made = await store.tx(async (tx) => {
      if ((await hasManager(tx)) || (await useCode(tx, 'setup', code, now)) === undefined)
        throw wrongCode()
      const values = { login, name, role: 'sysadmin' as const, stationId: null, passwordHash }
      return addStaff(tx, values, operator, now)
    })
    return reply.code(201).send({ id: made.id, login: made.login })
  })
}
