import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { ownDatabase, runCommand, startProcess } from './service.ts'

const password = '山水-广通-1962'
const id = /^[0-9A-Z]{26}\n$/
const add = (login: string, role = 'sysadmin') =>
  ['staff', 'add', '--login', login, '--name', '李明', '--role', role] as const

/** A database of its own and the commands on it. */
async function desk() {
  const env = await ownDatabase()
  return {
    env,
    run: (args: readonly string[], input = '') => runCommand(args, env, input),
    async serve() {
      const service = await startProcess(env)
      onTestFinished(() => service.kill())
      return service
    },
  }
}

/** The status of a sign-in. */
async function signIn(address: string, login: string, given: string): Promise<number> {
  const response = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ login, password: given }),
  })
  return response.status
}

/** The status of a request with a token. */
async function withToken(address: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token.trim()}` }
  return (await fetch(`${address}/api/v1/staff`, { headers })).status
}

test('beside a running service: an account is opened, gets a token, is stopped, and comes back', async () => {
  const { run, serve } = await desk()
  const { address } = await serve()

  const added = await run(add('li'), `${password}\n`)
  expect(added).toEqual({ code: 0, out: expect.stringMatching(id), err: '' })
  expect(await signIn(address, 'li', password)).toBe(200)

  const issued = await run(['staff', 'token', '--login', 'li', '--days', '2'])
  expect(issued.out).toMatch(/^[\w-]{43}\n$/)
  expect(issued.err).toBe('令牌 2 天后失效，只显示这一次。\n')
  expect(await withToken(address, issued.out)).toBe(200)

  expect(await run(['staff', 'disable', '--login', 'li'])).toEqual({
    code: 0,
    out: '',
    err: '账号已停用。\n',
  })
  expect(await withToken(address, issued.out)).toBe(401)
  expect(await signIn(address, 'li', password)).toBe(401)
  const refused = await run(['staff', 'token', '--login', 'li'])
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toContain('已停用，重设密码后才能再用')

  const reset = await run(['staff', 'reset', '--login', 'li'], '新的-密码-0912\r\n')
  expect(reset).toMatchObject({ code: 0, out: '' })
  expect(reset.err).toContain('账号可以使用')
  expect(await signIn(address, 'li', '新的-密码-0912')).toBe(200)
  expect(await signIn(address, 'li', password)).toBe(401)
  expect(await withToken(address, issued.out)).toBe(401)
}, 60_000)

test('without a service: accounts are opened in a folder that was empty, and the service then knows them', async () => {
  const { run, serve } = await desk()
  expect(await run(add('wang', 'center_supervisor'), `${password}\n`)).toMatchObject({ code: 0 })
  const clerk = [...add('zhao', 'station_clerk'), '--station', 'guangtong']
  expect(await run(clerk, `${password}\n`)).toMatchObject({ code: 0, err: '' })
  const { out: token } = await run(['staff', 'token', '--login', 'wang'])
  const service = await serve()
  expect(service.setupCode).toBeUndefined()
  expect(await signIn(service.address, 'zhao', password)).toBe(200)
  expect(await withToken(service.address, token)).toBe(200)
}, 60_000)

test('what is wrong is said on standard error, and standard output stays empty', async () => {
  const { run } = await desk()
  const refused = await run(add('li', 'boss'), password)
  expect(refused).toMatchObject({ code: 2, out: '' })
  expect(refused.err).toMatch(/^--role 应是其中之一：station_clerk、/)
  await run(add('li'), password)
  const again = await run(add('li'), password)
  expect(again).toEqual({ code: 1, out: '', err: '登录名“li”已经有人使用。\n' })
}, 30_000)

test('ask answers one question with its clause', async () => {
  const { run } = await desk()
  const { code, out, err } = await run(['ask', '在乡镇卫生院住院了，谁来看我'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('第十二条（一）')
})

test('ask --jsonl answers line by line, whatever is asked, and nothing else stands on standard output', async () => {
  const { run } = await desk()
  const questions = ['住院了谁来看我', '', '<b>&\u0000\u202e', '😀', '字'.repeat(5_000)]
  const lines = questions.map((text, n) => JSON.stringify({ id: `q${n}`, text }))
  const { code, out, err } = await run(['ask', '--jsonl'], `\ufeff${lines.join('\r\n')}\r\n\n`)
  expect([code, err]).toEqual([0, ''])
  const answers = out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  expect(answers.map((answer) => answer.id)).toEqual(['q0', 'q1', 'q2', 'q3', 'q4'])
  for (const answer of answers) {
    expect(answer).toEqual({
      id: expect.any(String),
      answer: expect.stringMatching(/\p{Script=Han}/u),
      articles: expect.any(Array),
      abstained: expect.any(Boolean),
      ...('intent' in answer ? { intent: expect.any(String) } : {}),
      latency_ms: expect.any(Number),
    })
  }
  expect(answers[0].articles).toContain('第十二条（一）')
})

test('doctor says how things stand, without a service and beside one', async () => {
  const { run, serve } = await desk()
  const alone = await run(['doctor'])
  expect(alone).toMatchObject({ code: 0, err: '' })
  for (const line of [
    '[正常] 配置正确',
    '[正常] 数据库可用',
    '[正常] 数据目录可写',
    '操作记录完整',
  ])
    expect(alone.out).toContain(line)
  await serve()
  expect(await run(['doctor'])).toMatchObject({ code: 0, err: '' })
}, 30_000)

test.runIf(dialect === 'sqlite')(
  'a second service on the same folder is refused within two seconds, and commands still work',
  async () => {
    const { run, serve } = await desk()
    const { address } = await serve()
    const begun = performance.now()
    const second = await run([])
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(second).toEqual({
      code: 1,
      out: '',
      err: '另一个退管助手正在使用这个数据目录，本次启动已停止。请先停掉它，或换一个 DATA_DIR。\n',
    })
    expect(await run(add('li'), password)).toMatchObject({ code: 0 })
    expect(await signIn(address, 'li', password)).toBe(200)
  },
  30_000,
)
