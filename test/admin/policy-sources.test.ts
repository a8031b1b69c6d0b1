import { beforeAll, describe, expect, test } from 'vitest'
import { readAdditions } from '../../db/ledgers/policy-source.ts'
import type { Role } from '../../policy/role.ts'
import { age, ageQuestions, ageSource } from '../policy/learning/sources.ts'
import { packageKnowledge } from '../policy/trained.ts'
import { makeStaff, monday } from '../support.ts'
import { signInAs, testServer } from './support.ts'

beforeAll(() => {
  packageKnowledge()
}, 120_000)

async function office(role: Role = 'center_clerk') {
  const site = await testServer()
  return {
    ...site,
    ask: await signInAs(site, await makeStaff(site.store, { role, stationId: null })),
  }
}

const { name: _, ...draft } = age
const path = '/policy-sources/age-2026'
const notice = '/policy-sources/lufeng-2006-101'

describe('a source', () => {
  test('is saved, changed, taken back to an older version and withdrawn; every version is kept', async () => {
    const { store, clock, ask } = await office()
    expect((await ask('PUT', path, { ...draft, after: 0 })).json()).toEqual({
      name: 'age-2026',
      version: 1,
      act: 'saved',
      savedAt: monday,
    })
    clock.now += 60_000
    const text = ageSource.replaceAll('50元', '80元')
    const second = await ask('PUT', path, { text, questions: ageQuestions, after: 1 })
    expect(second.json().version).toBe(2)
    expect((await readAdditions(store.read)).sources).toEqual([{ ...age, text }])
    const back = await ask('POST', `${path}/restore`, { version: 1, after: 2 })
    expect(back.json()).toMatchObject({ version: 3, act: 'restored' })
    expect((await readAdditions(store.read)).sources).toEqual([age])

    const { versions, ...shown } = (await ask('GET', path)).json()
    expect(shown).toEqual({ ...age, where: 'database', version: 3 })
    expect(versions).toMatchObject([
      { version: 3, label: '恢复', savedByName: '李明', savedAt: monday + 60_000 },
      { version: 2, label: '保存' },
      { version: 1, label: '保存', savedAt: monday },
    ])
    expect((await ask('GET', `${path}/versions/2`)).json()).toMatchObject({ text, act: 'saved' })

    expect((await ask('POST', `${path}/withdraw`, { after: 3 })).json().version).toBe(4)
    expect((await readAdditions(store.read)).sources).toEqual([])
    expect((await ask('GET', path)).json()).toMatchObject({ where: 'withdrawn', version: 4 })
    const none = await ask('POST', `${path}/restore`, { version: 4, after: 4 })
    expect(none.statusCode).toBe(404)
  })

  test('changed by two at once keeps the first, and says so to the other', async () => {
    const { ask } = await office()
    await ask('PUT', path, { ...draft, after: 0 })
    const late = await ask('PUT', path, { ...draft, after: 0 })
    expect(late.statusCode).toBe(409)
    expect(late.json()).toEqual({
      code: 'policy_source_changed',
      message: '别人刚刚改过这份文件。请重新打开，再改一次。',
    })
    const unread = await ask('POST', `${path}/restore`, { version: 1, after: 0 })
    expect(unread.json().code).toBe('policy_source_changed')
  })

  test('with faults is refused, each with its line', async () => {
    const { store, ask } = await office()
    const text = ageSource.replace('2026-01-01', '明年').replace('## 第四条', '## 第三条')
    const questions = ageQuestions.replace('## 第四条', '## 第五条')
    for (const [method, address, more] of [
      ['PUT', path, { after: 0 }],
      ['POST', `${path}/preview`, { ask: ['高龄津贴'] }],
    ] as const) {
      const reply = await ask(method, address, { text, questions, ...more })
      expect(reply.statusCode).toBe(400)
      expect(reply.json()).toEqual({
        code: 'bad_source',
        message:
          '原文第 5 行：施行日期请写成 2026-03-02 这样的日期。\n原文第 12 行：“第三条”写了两次。\n问法第 13 行：原文里没有“第五条”。',
        details: [
          { field: 'text:5', message: '原文第 5 行：施行日期请写成 2026-03-02 这样的日期。' },
          { field: 'text:12', message: '原文第 12 行：“第三条”写了两次。' },
          { field: 'questions:13', message: '问法第 13 行：原文里没有“第五条”。' },
        ],
      })
    }
    expect((await readAdditions(store.read)).sources).toEqual([])
  })

  test('with a name that is no file name is refused', async () => {
    const { ask } = await office()
    for (const name of ['..', 'A', '高龄', 'a b', '-a']) {
      const address = `/policy-sources/${encodeURIComponent(name)}`
      const reply = await ask('PUT', address, { ...draft, after: 0 })
      expect([400, 404]).toContain(reply.statusCode)
    }
  })
})

describe('a preview', () => {
  test('says what is answered now and would be then, and saves nothing', async () => {
    const { store, ask } = await office()
    const questions = ['高龄津贴一个月多少钱', '在县医院住院谁来看望']
    const reply = await ask('POST', `${path}/preview`, { ...draft, ask: questions })
    const { answers, changed } = reply.json()
    expect(answers[0].now.abstained).toBe(true)
    expect(answers[0].would.articles).toEqual(['《高龄津贴发放办法》第三条'])
    expect(answers[1].would).toEqual(answers[1].now)
    expect(changed.items.length).toBeLessThanOrEqual(changed.count)
    expect((await readAdditions(store.read)).sources).toEqual([])
  })

  test('of the notice without a clause shows the ways to ask that lose their answer', async () => {
    const { ask } = await office()
    const { text, questions } = (await ask('GET', notice)).json()
    const without = (part: string) => part.replace(/## 第十三条[\s\S]*?(?=\n## )/, '')
    const body = { text: without(text), questions: without(questions), ask: ['生存认证一年几次'] }
    const { answers, changed } = (await ask('POST', `${notice}/preview`, body)).json()
    expect(answers[0].now.articles[0]).toBe('第十三条')
    expect(answers[0].would).toMatchObject({ abstained: true, articles: [] })
    expect(changed.count).toBeGreaterThan(20)
    expect(changed.items).toHaveLength(20)
  }, 60_000)
})

describe('the list', () => {
  test('has files and what is in the database, which takes the place of a file of its name', async () => {
    const { ask } = await office()
    const items = async () => (await ask('GET', '/policy-sources')).json().items
    expect(await items()).toMatchObject([
      {
        name: 'lufeng-2006-101',
        where: 'file',
        number: '禄政通〔2006〕101号',
        status: 'inForce',
        clauses: 36,
        version: 0,
      },
    ])
    const { text, questions } = (await ask('GET', notice)).json()
    const saved = await ask('PUT', notice, { text, questions, after: 0 })
    expect(saved.statusCode, saved.body).toBe(200)
    const later = draft.text.replace('inForceFrom: 2026-01-01', 'inForceFrom: 2026-07-01')
    await ask('PUT', path, { ...draft, text: later, after: 0 })
    expect(await items()).toMatchObject([
      { name: 'age-2026', where: 'database', status: 'future', clauses: 2, questions: 6 },
      { name: 'lufeng-2006-101', where: 'database', version: 1, savedByName: '李明' },
    ])
    await ask('POST', `${notice}/withdraw`, { after: 1 })
    expect(await items()).toMatchObject([{ where: 'file' }, { name: 'age-2026' }])
  })

  test.each(['station_head', 'sysadmin', 'auditor'] as const)('is not for a %s', async (role) => {
    const { ask } = await office(role)
    expect((await ask('GET', '/policy-sources')).statusCode).toBe(403)
    expect((await ask('PUT', path, { ...draft, after: 0 })).statusCode).toBe(403)
  })

  test('knows no source of a name that was never there', async () => {
    const { ask } = await office()
    expect((await ask('GET', path)).statusCode).toBe(404)
    expect((await ask('GET', `${path}/versions/1`)).statusCode).toBe(404)
  })
})
