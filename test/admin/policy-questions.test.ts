import { beforeAll, describe, expect, test } from 'vitest'
import { policyQuestions } from '../../db/ledgers/policy-question.ts'
import type { Role } from '../../policy/role.ts'
import { packageKnowledge } from '../policy/trained.ts'
import { makeStaff } from '../support.ts'
import { signInAs, testServer } from './support.ts'
import { makeCurated, makeQuestion } from './world.ts'

beforeAll(() => {
  packageKnowledge()
}, 120_000)

async function office(role: Role = 'center_clerk') {
  const site = await testServer()
  const stationId = role.startsWith('station') ? 'guangtong' : null
  return { ...site, ask: await signInAs(site, await makeStaff(site.store, { role, stationId })) }
}

const question = '我妈走了，埋葬的钱去哪家领'

describe('an open question', () => {
  test('comes with its likeliest clauses, one press away', async () => {
    const { store, ask } = await office()
    const id = await makeQuestion(store, question)
    const { likely, may } = (await ask('GET', `/policy-questions/${id}`)).json()
    expect(may).toEqual(['attach', 'outside', 'dismiss'])
    expect(likely.length).toBeGreaterThan(1)
    expect(likely.length).toBeLessThanOrEqual(4)
    expect(likely[0]).toMatchObject({ kind: 'clause', topic: expect.stringMatching(/^第十四条/) })
    expect(likely[0].label).toMatch(/（第十四条.*）$/)
    expect(likely[0].verdict).not.toBe('')
  })

  test('is tried out, put to a clause, reviewed, and then in use', async () => {
    const { store, ask } = await office()
    const id = await makeQuestion(store, '厂子倒了三十年还归不归你们照应')
    const path = `/policy-questions/${id}`
    const to = { kind: 'clause', topic: '第十三条/how' }
    const tried = await ask('POST', `${path}/preview`, to)
    expect(tried.statusCode, tried.body).toBe(200)
    const { answers, changed } = tried.json()
    expect(answers).toHaveLength(1)
    expect(answers[0].now.subject).not.toBe('第十三条/how')
    expect(answers[0].would).toMatchObject({ articles: ['第十三条'], abstained: false })
    expect(changed).toMatchObject({ count: 0, more: false, items: [] })
    expect(changed.of).toBeGreaterThan(1_000)

    expect((await ask('POST', `${path}/attach`, { topic: '第十三条/how' })).json()).toEqual({
      id,
      status: 'attached',
      topic: '第十三条/how',
    })
    expect((await ask('GET', path)).json().may).toEqual(['review', 'reopen'])
    expect((await ask('POST', `${path}/review`)).statusCode).toBe(200)
    const { items } = (await ask('GET', '/curated-questions?status=used')).json()
    expect(items).toMatchObject([
      { question: '厂子倒了三十年还归不归你们照应', topic: '第十三条/how', addedByName: '李明' },
    ])
    const away = await ask('POST', `/curated-questions/${items[0].id}/withdraw`)
    expect(away.json()).toEqual({ id: items[0].id, status: 'withdrawn' })
    expect((await ask('GET', `/curated-questions/${items[0].id}`)).json().may).toEqual([])
  })

  test('that would change known ways to ask says which and how many', async () => {
    const { store, ask } = await office()
    const { corpus } = packageKnowledge()
    const known = corpus.topics.find(({ name }) => name === '第八条/now')?.questions[0] ?? ''
    expect(known).not.toBe('')
    const id = await makeQuestion(store, known)
    const to = { kind: 'outside', topic: '养老金数额' }
    const { answers, changed } = (await ask('POST', `/policy-questions/${id}/preview`, to)).json()
    expect(answers[0].now.articles[0]).toBe('第八条')
    expect(answers[0].would).toMatchObject({ abstained: true, subject: '养老金数额' })
    expect(changed.count).toBeGreaterThan(0)
    expect(changed.items.map((each: { question: string }) => each.question)).toContain(known)
  })

  test.each([
    ['attach', { topic: '第九十条/none' }, '没有这一条，请从列表里选。'],
    ['attach', { topic: '养老金数额' }, '没有这一条，请从列表里选。'],
    ['outside', { topic: '第八条/now' }, '没有这一条，请从列表里选。'],
    ['review', {}, '这个问题已经处理过了。'],
  ])('%s %j is refused: %s', async (verb, body, message) => {
    const { store, ask } = await office()
    const id = await makeQuestion(store, question)
    const reply = await ask('POST', `/policy-questions/${id}/${verb}`, body)
    expect(reply.json()).toEqual({ code: 'policy_question_refused', message })
    expect(await store.read.select().from(policyQuestions)).toMatchObject([{ status: 'open' }])
  })

  test('goes outside with or without a subject, away, and back', async () => {
    const { store, ask } = await office()
    const id = await makeQuestion(store, question)
    const act = async (verb: string, body?: object) =>
      (await ask('POST', `/policy-questions/${id}/${verb}`, body)).json().status
    expect(await act('outside', { topic: '养老金数额' })).toBe('outside')
    expect(await act('reopen')).toBe('open')
    expect(await act('outside', {})).toBe('outside')
    expect(await act('reopen')).toBe('open')
    expect(await act('dismiss')).toBe('dismissed')
    expect(await act('reopen')).toBe('open')
  })

  test('is read by stations and decided by the center', async () => {
    const { store, ask } = await office('station_head')
    const id = await makeQuestion(store, question)
    expect((await ask('GET', `/policy-questions/${id}`)).json().may).toEqual([])
    for (const verb of ['attach', 'outside', 'dismiss', 'review', 'reopen'])
      expect(
        (await ask('POST', `/policy-questions/${id}/${verb}`, { topic: 'x' })).statusCode,
      ).toBe(403)
    const curated = await makeCurated(store)
    expect((await ask('GET', `/curated-questions/${curated}`)).statusCode).toBe(403)
  })
})

test('the topics to choose from are every fact of the clauses and every subject outside', async () => {
  const { ask } = await office('station_clerk')
  const { items } = (await ask('GET', '/policy-topics')).json()
  const { corpus } = packageKnowledge()
  const expected = corpus.topics.filter(({ kind }) => kind === 'clause' || kind === 'outside')
  expect(items).toHaveLength(expected.length)
  expect(items).toContainEqual({
    kind: 'outside',
    topic: '养老金数额',
    label: '养老金数额',
    verdict: '养老金多少、怎么算，本办法没有写，要问社会保险机构。',
  })
})

test('the list narrows by state and words, and exports under the official headings', async () => {
  const { store, ask } = await office()
  await makeQuestion(store, '丧葬费发多少')
  await makeQuestion(store, '高龄津贴几块', { status: 'outside' })
  const questions = async (query: string) =>
    (await ask('GET', `/policy-questions?${query}`))
      .json()
      .items.map((row: { question: string }) => row.question)
  expect(await questions('status=outside')).toEqual(['高龄津贴几块'])
  expect(await questions(`q=${encodeURIComponent('丧葬')}`)).toEqual(['丧葬费发多少'])
  const csv = (await ask('GET', '/policy-questions.csv')).body
  expect(csv.split('\n')[0]).toContain('问题,原因,当时理解为,次数,处理,归入,最近一次')
  expect(csv).toContain('办法之外，待审核')
})
