import { expect, test } from 'vitest'
import { ensureSetupCode } from '../../admin/setup-code.ts'
import { oneUseCodes } from '../../db/access/one-use-code.ts'
import { auditEntries } from '../../db/audit.ts'
import { staff } from '../../db/ledgers/staff.ts'
import { makeStaff } from '../support.ts'
import { type TestServer, testServer } from './support.ts'

const password = '春风又绿江南岸2026'
const first = { login: 'wang.fang', name: '王芳', password }

const setUp = ({ server }: TestServer, code: string, values: object = {}) =>
  server.inject({
    method: 'POST',
    url: '/api/v1/setup',
    payload: { ...first, code, ...values },
  })

async function printed(site: TestServer): Promise<string> {
  const code = await ensureSetupCode(site.store, site.clock.now)
  if (code === undefined) throw new Error('no code')
  return code
}

const refused = { code: 'wrong_code', message: '设置码不对，或者已经用过。' }

test('the printed code makes the first administrator, who can sign in', async () => {
  const site = await testServer()
  const made = await setUp(site, await printed(site))
  expect(made.statusCode).toBe(201)
  expect(made.json()).toEqual({ id: expect.any(String), login: 'wang.fang' })
  const payload = { login: 'wang.fang', password }
  const signedIn = await site.server.inject({ method: 'POST', url: '/api/v1/session', payload })
  expect(signedIn.json().staff).toMatchObject({ name: '王芳', role: 'sysadmin', stationId: null })
  const entries = await site.store.read.select().from(auditEntries)
  expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
    ['staff.add', 'operator'],
  ])
})

test('the code works once, even when it is used twice at the same moment', async () => {
  const site = await testServer()
  const code = await printed(site)
  const replies = await Promise.all(['a', 'b', 'c'].map((login) => setUp(site, code, { login })))
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([201, 403, 403])
  expect(await site.store.read.$count(staff)).toBe(1)
  const late = await setUp(site, code, { login: 'd' })
  expect([late.statusCode, late.json()]).toEqual([403, refused])
})

test('the code is read as people type it: small letters, spaces, dashes, O for 0', async () => {
  const site = await testServer()
  const code = await printed(site)
  const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `.replaceAll('0', 'o')
  expect((await setUp(site, typed)).statusCode).toBe(201)
})

test.each(['0123456789', '', 'x', '一二三四五', "' or 1=1 --"])('%j is refused', async (code) => {
  const site = await testServer()
  await printed(site)
  expect((await setUp(site, code)).statusCode).toBe(code === '' ? 400 : 403)
  expect(await site.store.read.$count(staff)).toBe(0)
})

test('the next start makes the earlier code worthless, and a week ends it', async () => {
  const site = await testServer()
  const [earlier, later] = [await printed(site), await printed(site)]
  expect((await setUp(site, earlier)).json()).toEqual(refused)
  site.clock.now += 7 * 86_400_000
  expect((await setUp(site, later)).json()).toEqual(refused)
})

test('a weak password leaves the code unused', async () => {
  const site = await testServer()
  const code = await printed(site)
  const weak = await setUp(site, code, { password: '123456' })
  expect([weak.statusCode, weak.json().code]).toEqual([400, 'weak_password'])
  expect((await setUp(site, code)).statusCode).toBe(201)
})

test('with an administrator there is no code, and an old one makes nobody', async () => {
  const site = await testServer()
  const code = await printed(site)
  await makeStaff(site.store, { role: 'sysadmin', stationId: null })
  expect(await ensureSetupCode(site.store, site.clock.now)).toBeUndefined()
  expect((await setUp(site, code)).json()).toEqual(refused)
})

test('guessing ends after twenty tries', async () => {
  const site = await testServer()
  const code = await printed(site)
  for (let tries = 0; tries < 20; tries++)
    expect((await setUp(site, '0000000000')).statusCode).toBe(403)
  const late = await setUp(site, code)
  expect([late.statusCode, late.json().code]).toEqual([429, 'too_many'])
})

test('the database and the log hold no code that could be used', async () => {
  const site = await testServer()
  const code = await printed(site)
  await setUp(site, code)
  expect(JSON.stringify(await site.store.read.select().from(oneUseCodes))).not.toContain(code)
  expect(JSON.stringify(site.lines)).not.toContain(code)
})
