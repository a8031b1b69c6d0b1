import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../fakes/free-port.ts'
import { testFolder } from '../support.ts'
import { ownDatabase, runCommand } from './service.ts'

const canary = 'AAcanary0123456789'

/** Every secret that a configuration can hold, each in a variable that is wrong. */
const wrong = {
  PORT: `${canary}1`,
  DATABASE_URL: `mysql://county:${canary}@db/tuiguan`,
  ROLES: `web,${canary}`,
  TELEGRAM_TOKEN: `bot ${canary}`,
  TELEGRAM_PROXY: `socks5://me:${canary}@proxy`,
  WECHATY_PUPPET_SERVICE_TOKEN: canary,
  QUIET_HOURS: canary,
}

test.each([
  ['the service', []],
  ['staff', ['staff', 'disable', '--login', 'li']],
  ['doctor', ['doctor']],
])('%s with a wrong environment ends at once: every variable by name, no value', async (what, args) => {
  const { code, out, err } = await runCommand(args, wrong)
  expect(code).toBe(what === 'doctor' ? 1 : 2)
  for (const name of Object.keys(wrong)) expect(out + err).toContain(`${name}：应为`)
  expect(out + err).toContain('请改正')
  expect(out + err).not.toContain('canary')
  expect(out === '').toBe(what !== 'doctor')
})

test('a command that there is not is told with those that there are', async () => {
  for (const name of ['strat', 'constructor']) {
    const { code, out, err } = await runCommand([name], {})
    expect([code, out]).toEqual([2, ''])
    expect(err).toBe(`没有“${name}”这个命令。可用的有：serve、staff、import、demo、ask、doctor\n`)
  }
})

/** Starts the service where it cannot start; what it says. */
async function refusalWith(env: Record<string, string>) {
  const { code, out, err } = await runCommand([], { ...(await ownDatabase()), ...env })
  expect([code, out]).toEqual([1, ''])
  expect(err).not.toMatch(/\n\s+at /)
  return err
}

test('a port that is taken', async () => {
  const port = await freePort()
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void holder.close())
  expect(await refusalWith({ PORT: String(port) })).toContain('端口已被占用，请换一个 PORT')
})

test('an address that is not of this machine', async () => {
  expect(await refusalWith({ HOST: '203.0.113.9' })).toContain('请检查 HOST')
})

test('a database server that is not there, without its password', async () => {
  const port = await freePort()
  const url = `postgres://county:${canary}@127.0.0.1:${port}/tuiguan`
  const said = await refusalWith({ DATABASE_URL: url })
  expect(said).toContain('连不上数据库：请检查 DATABASE_URL')
  expect(said).not.toContain(canary)
})

test('a data folder that is a file', async () => {
  const file = join(testFolder(), 'data')
  writeFileSync(file, '')
  expect(await refusalWith({ DATA_DIR: file })).toContain('请检查 DATA_DIR')
})

test('a key file that others can read', async () => {
  const folder = testFolder()
  mkdirSync(folder, { recursive: true })
  const key = join(folder, 'shared.key')
  writeFileSync(key, '00'.repeat(32))
  chmodSync(key, 0o644)
  expect(await refusalWith({ SECRET_KEY_FILE: key })).toMatch(/[密钥].*(权限|600)/)
})

test('a database file that is none', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'tuiguan.db'), 'not a database '.repeat(500))
  expect(await refusalWith({ DATA_DIR: folder })).toContain('数据库文件已经损坏')
})

test('a county file that is broken, by the place where it is', async () => {
  const file = join(testFolder(), 'county.json')
  writeFileSync(file, `{"id":"x","name":"${canary}","centerName":"中心"`)
  expect(await refusalWith({ COUNTY_FILE: file })).toBe(
    '县的资料文件（COUNTY_FILE）不能用：不是 JSON，请检查逗号、引号和括号。\n',
  )
  writeFileSync(file, `{"id":"x","name":"${canary}","centerName":"中心"}`)
  const said = await refusalWith({ COUNTY_FILE: file })
  expect(said).toContain('缺少或写错了 center、communities、townships。')
  expect(said).not.toContain(canary)
})
