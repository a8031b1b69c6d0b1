import { describe, expect, test } from 'vitest'
import { hashSecret, newSecret } from '../../admin/secret.ts'
import { issueToken } from '../../db/access/api-token.ts'
import { LedgerError } from '../../db/errors.ts'
import { petitionWords } from '../../db/ledgers/find-petition.ts'
import { petitions } from '../../db/ledgers/petition.ts'
import { makeStaff } from '../support.ts'
import { signInAs, type TestServer, testServer } from './support.ts'
import { countRows } from './world.ts'

const given = { source: 'letter', kind: 'help', content: '请帮忙', name: '张桂英' }

/** Sends a body as it is to the route that registers petitions, with a clerk's token. */
async function sender({ server, store, clock }: TestServer) {
  const member = await makeStaff(store)
  const token = newSecret()
  const issued = { staffId: member.id, hash: hashSecret(token), days: 1 }
  await store.tx((tx) => issueToken(tx, issued, clock.now))
  return (payload: string, type: string) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/petitions',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      payload,
    })
}

describe('a body that cannot be read', () => {
  test.each([
    ['a form', 'source=letter', 'application/x-www-form-urlencoded', 415, 'bad_content_type'],
    ['plain text', JSON.stringify(given), 'text/plain', 415, 'bad_content_type'],
    ['XML', '<a/>', 'application/xml', 415, 'bad_content_type'],
    ['a multipart form', '--x--', 'multipart/form-data; boundary=x', 415, 'bad_content_type'],
    ['JSON without saying so', JSON.stringify(given), '', 415, 'bad_content_type'],
    ['broken JSON', '{"source":', 'application/json', 400, 'bad_json'],
    ['words', '你好', 'application/json', 400, 'bad_json'],
    ['a prototype', '{"__proto__":{"role":"sysadmin"}}', 'application/json', 400, 'bad_json'],
    [
      'a constructor',
      '{"constructor":{"prototype":{"role":"sysadmin"}}}',
      'application/json',
      400,
      'bad_json',
    ],
    ['nothing', '', 'application/json', 400, 'invalid'],
    ['null', 'null', 'application/json', 400, 'invalid'],
    ['a list', '[]', 'application/json', 400, 'invalid'],
    ['a number', '7', 'application/json', 400, 'invalid'],
    ['too much', `"${'长'.repeat(300_000)}"`, 'application/json', 413, 'too_large'],
  ])('%s is refused in Chinese and leaves no row', async (_, body, type, status, code) => {
    const site = await testServer()
    const reply = await (await sender(site))(body, type)
    expect([reply.statusCode, reply.json().code]).toEqual([status, code])
    expect(reply.json().message).toMatch(/\p{Script=Han}.*[。]$/u)
    expect(reply.body).not.toMatch(/Error|unexpected|token|FST_|at .*:\d+:\d+/i)
    expect(await countRows(site.store)).toEqual([0, 0])
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false)
  })

  test('JSON with a charset, and in UTF-8 with rare characters, is taken', async () => {
    const site = await testServer()
    const send = await sender(site)
    const rare = '𠮷田先生 👴🏽 éñ \u202Eabc'
    const body = JSON.stringify({ ...given, content: rare })
    const reply = await send(body, 'application/json; charset=utf-8')
    expect(reply.statusCode).toBe(201)
    const [row] = await site.store.read.select().from(petitions)
    expect(row && petitionWords(site.store.read, row).content).toBe(rare)
  })
})

describe('a body that breaks the schema', () => {
  test.each([
    ['no content', { content: undefined }, 'content', '请填写反映内容。'],
    ['blank content', { content: ' \u200B\n' }, 'content', '请填写反映内容。'],
    ['content of another type', { content: 5 }, 'content', '请填写反映内容。'],
    ['too long content', { content: '长'.repeat(5001) }, 'content', '反映内容最多 5000 个字。'],
    ['an unknown kind', { kind: 'bribe' }, 'kind', /^类别请从这些中选一个：/],
    ['letters in the telephone', { phone: 'abc' }, 'phone', '联系电话只能填写数字。'],
    ['a station that is none', { stationId: '../etc' }, 'stationId', '请选择承办单位。'],
  ])('%s is named by its field', async (_, change, field, message) => {
    const site = await testServer()
    const body = JSON.stringify({ ...given, ...change })
    const reply = await (await sender(site))(body, 'application/json')
    expect(reply.statusCode).toBe(400)
    const { code, details } = reply.json()
    expect(code).toBe('invalid')
    expect(details).toEqual([{ field, message: expect.stringMatching(message) }])
    expect(await countRows(site.store)).toEqual([0, 0])
  })

  test('all that is wrong is said at once, and what was typed is not repeated', async () => {
    const site = await testServer()
    const body = JSON.stringify({ source: '机密甲', kind: '机密乙', content: '', name: '' })
    const reply = await (await sender(site))(body, 'application/json')
    const fields = reply.json().details.map((one: { field: string }) => one.field)
    expect(fields).toEqual(['source', 'kind', 'content', 'name'])
    expect(reply.body).not.toContain('机密')
  })
})

describe('what nobody foresaw', () => {
  class Odd extends LedgerError {
    readonly code = 'odd'
  }

  const failing = (error: Error) =>
    testServer({ readiness: () => Promise.reject(error) }).then(async (site) => {
      const ask = await signInAs(site, await makeStaff(site.store))
      return { site, reply: await ask('GET', '/channels') }
    })

  test('is told without its insides and logged by class only', async () => {
    const secret = new TypeError('张桂英 13800000001 token=abc', {
      cause: new Error('/srv/secret.ts'),
    })
    const { site, reply } = await failing(secret)
    expect(reply.statusCode).toBe(500)
    expect(reply.json()).toEqual({
      code: 'internal',
      message: '服务暂时出错，请稍后再试。已经记下这次错误。',
    })
    const failed = site.lines.filter(({ event }) => event === 'request-failed')
    expect(failed).toEqual([
      {
        event: 'request-failed',
        fields: { error: 'TypeError', method: 'GET', route: '/api/v1/channels' },
      },
    ])
    expect(JSON.stringify(site.lines)).not.toMatch(/张桂英|13800000001|token=abc|secret/)
  })

  test('a refusal of a ledger is told with its own code and sentence', async () => {
    const { reply } = await failing(new Odd('今天不能这样办。'))
    expect([reply.statusCode, reply.json()]).toEqual([
      409,
      { code: 'odd', message: '今天不能这样办。' },
    ])
  })

  test('an address that is none answers in Chinese, as JSON below /api', async () => {
    const { server } = await testServer()
    const api = await server.inject({ url: '/api/v1/nothing' })
    expect([api.statusCode, api.json()]).toEqual([
      404,
      { code: 'not_found', message: '没有找到您要的内容。' },
    ])
    const page = await server.inject({ url: '/nothing' })
    expect(page.statusCode).toBe(404)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.body).toContain('没有这个页面')
  })
})
