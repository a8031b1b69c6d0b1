import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startAnswering } from '../../bot/start-answering.ts'
import { policyQuestions } from '../../db/ledgers/policy-question.ts'
import { openStore } from '../../db/open.ts'
import { signInAs, testServer } from '../admin/support.ts'
import { age } from '../policy/learning/sources.ts'
import { packageKnowledge } from '../policy/trained.ts'
import { china, makeStaff, monday, testDatabase, testFolder, testVault } from '../support.ts'
import { startCore } from './core.ts'

beforeAll(() => {
  packageKnowledge()
}, 120_000)

type Target = Awaited<ReturnType<typeof testDatabase>>

/** One process of the service: its own connection and its own answers over the same database. */
async function processOn(target: Target, clock = { now: monday }) {
  const store = await openStore({ ...target, vault: testVault, unsafe: true })
  const { answering, knowledge, stop } = startAnswering({
    folder: testFolder(),
    log: () => undefined,
    db: store.read,
    now: () => clock.now,
    everyMs: 20,
  })
  onTestFinished(async () => {
    stop()
    await store.close()
  })
  return { store, answering, knowledge, clock }
}

const question = '厂子倒了三十年还归不归你们照应'
const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

test('what a retiree was not told is put to a clause at the office and told in every process', async () => {
  const target = await testDatabase()
  const [office, chat] = [await processOn(target), await processOn(target)]
  const core = await startCore({ store: chat.store, answering: chat.answering })
  const first = await core.talk(question)
  expect(first).not.toContain('第十三条')
  if (core.channel.sent.at(-1)?.options?.some(({ id }) => id === 'helped:no')) await core.talk('2')
  const [row] = await chat.store.read.select().from(policyQuestions)
  expect(row?.question).toBe(question)

  const site = await testServer({ store: office.store, knowledge: office.knowledge })
  const clerk = await makeStaff(office.store, { role: 'center_clerk', stationId: null })
  const ask = await signInAs(site, clerk)
  const act = (verb: string, body?: object) =>
    ask('POST', `/policy-questions/${row?.id}/${verb}`, body)
  expect((await act('attach', { topic: '第十三条/how' })).statusCode).toBe(200)
  expect(chat.answering(question).subject).not.toBe('第十三条/how')
  expect((await act('review')).statusCode).toBe(200)
  for (const { answering } of [office, chat])
    await until(() => expect(answering(question).subject).toBe('第十三条/how'))
  expect(await core.talk(question)).toMatch(/依据：.*第十三条/)

  const { items } = (await ask('GET', '/curated-questions')).json()
  await ask('POST', `/curated-questions/${items[0].id}/withdraw`)
  for (const { answering } of [office, chat])
    await until(() => expect(answering(question).subject).not.toBe('第十三条/how'))
}, 60_000)

test('a source saved at the office is cited in every process from the day it is in force', async () => {
  const target = await testDatabase()
  const clock = { now: china('2026-03-31 23:00') }
  const [office, chat] = [await processOn(target, clock), await processOn(target, clock)]
  const site = await testServer({ store: office.store, knowledge: office.knowledge })
  const clerk = await makeStaff(office.store, { role: 'center_clerk', stationId: null })
  const ask = await signInAs(site, clerk)
  const text = age.text.replace('inForceFrom: 2026-01-01', 'inForceFrom: 2026-04-01')
  const saved = await ask('PUT', '/policy-sources/age-2026', { ...age, text, after: 0 })
  expect(saved.statusCode, saved.body).toBe(200)
  await until(() => expect(chat.knowledge().additions.sources).toHaveLength(1))
  const asked = '高龄津贴一个月多少钱'
  expect(chat.answering(asked).articles).toEqual([])
  clock.now += 2 * 3_600_000
  for (const { answering } of [office, chat])
    await until(() => expect(answering(asked).articles).toEqual(['《高龄津贴发放办法》第三条']))
}, 60_000)
