import { beforeAll, expect, onTestFinished, type TestContext, test } from 'vitest'
import { startAnswering } from '../../bot/start-answering.ts'
import { countAnswer } from '../../db/ledgers/policy-answer.ts'
import { policyQuestions } from '../../db/ledgers/policy-question.ts'
import { readAdditions } from '../../db/ledgers/policy-source.ts'
import { china, chinaDate } from '../../policy/calendar.ts'
import { weekOn } from '../../policy/week.ts'
import { policyWeek } from '../../scheduler/jobs/policy-week.ts'
import { testServer } from '../admin/support.ts'
import { makeQuestion } from '../admin/world.ts'
import { ensurePages } from '../fakes/built.ts'
import { ageQuestions, ageSource } from '../policy/learning/sources.ts'
import { packageKnowledge } from '../policy/trained.ts'
import { testFolder, testStore } from '../support.ts'
import { openStaffPage } from './staff-page.ts'

beforeAll(async () => {
  packageKnowledge()
  await ensurePages()
}, 240_000)

async function office(
  context: TestContext,
  role: 'center_clerk' | 'station_clerk' = 'center_clerk',
) {
  const store = await testStore()
  // The page counts weeks by the machine's clock, which the server's replies carry.
  const now = () => Date.now()
  const answers = startAnswering({
    ...{ folder: testFolder(), log: () => undefined, db: store.read, now },
    everyMs: 50,
  })
  onTestFinished(answers.stop)
  const { knowledge } = answers
  const made = await testServer({ store, now, knowledge })
  const here = await openStaffPage(context, made)
  await here.member({ role, stationId: role === 'station_clerk' ? 'guangtong' : null })
  return { store, answering: answers.answering, ...here }
}

const funeral = '我妈走了埋葬的钱去哪家领'

test('the center puts a question to a clause with one press, reviews it, and it is answered so', async (context) => {
  const { store, answering, at, says, shot, enter, page } = await office(context)
  await makeQuestion(store, '老厂的档案现在还查得到么')
  await makeQuestion(store, funeral)
  await enter()
  await at('menu-policy-questions').click()
  await says('questions').toContain(funeral)
  await page.getByText(funeral).first().click()
  await says('chosen').toBe(funeral)
  const likely = page.locator('[data-test="likely"]').filter({ hasText: '第十四条' }).first()
  await likely.waitFor()
  await at('try').click()
  await says('trial').toContain('改了以后这样答')
  await shot('policy-open')
  const label = await likely.textContent()
  await likely.click()
  await says('questions').not.toContain(funeral)
  await page.getByRole('tab', { name: '待审核：条款' }).click()
  await says('topic').toContain('第十四条')
  await says('trial').toContain('已有的问法')
  await shot('policy-review')
  await at('review').click()
  await page.getByRole('tab', { name: '已采用' }).click()
  await says('chosen').toBe(funeral)
  const { questions } = await readAdditions(store.read)
  expect(questions).toMatchObject([{ question: funeral, kind: 'clause' }])
  expect(label).toContain(questions[0]?.topic.split('/')[0])
  await expect.poll(() => answering(funeral).subject).toBe(questions[0]?.topic)
}, 120_000)

test('any other topic is found by a word, outside and away take one press, and come back', async (context) => {
  const { store, at, says, shot, enter, page, choose } = await office(context)
  await makeQuestion(store, funeral)
  await enter()
  await at('menu-policy-questions').click()
  await says('chosen').toBe(funeral)
  await page.getByRole('combobox', { name: '其他条款或事项' }).fill('养老金数额')
  await choose(/养老金数额/)
  await at('try-other').click()
  await says('trial').toContain('养老金多少、怎么算，本办法没有写，要问社会保险机构。')
  await shot('policy-other')
  await at('put-other').click()
  await page.getByRole('tab', { name: '待审核：办法之外' }).click()
  await says('topic').toBe('养老金数额')
  await at('reopen').click()
  await page.getByRole('tab', { name: '待处理' }).click()
  await says('chosen').toBe(funeral)
  await at('dismiss').click()
  await says('questions').toContain('没有这样的问题')
  expect(await store.read.select().from(policyQuestions)).toMatchObject([{ status: 'dismissed' }])
  await shot('policy-empty')
}, 120_000)

test('a source is written, tried out, mended where it is wrong, saved, changed and taken back', async (context) => {
  const { store, answering, at, says, shot, enter, page } = await office(context)
  await enter()
  await at('menu-policy-sources').click()
  await says('sources').toContain('禄政通〔2006〕101号')
  await shot('policy-sources')
  await at('new-source').click()
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  await field('文件名').fill('age-2026')
  await field('原文').fill(ageSource.replace('2026-01-01', '今年'))
  await page.getByRole('tab', { name: '问法' }).click()
  await field('问法').fill(ageQuestions)
  await field('要试的问题').fill('高龄津贴一个月多少钱\n住院谁来看我')
  await at('try-source').click()
  await says('problem').toContain('原文第 5 行：施行日期请写成 2026-03-02 这样的日期。')
  await shot('policy-source-fault')
  await page.getByRole('tab', { name: '原文' }).click()
  await field('原文').fill(ageSource)
  await at('try-source').click()
  await says('trial').toContain('由县民政局按月发放高龄津贴')
  await shot('policy-source-trial')
  await at('save-source').click()
  await says('versions').toContain('李明')
  await expect
    .poll(() => answering('高龄津贴一个月多少钱').articles, { timeout: 15_000 })
    .toEqual(['《高龄津贴发放办法》第三条'])

  await field('原文').fill(ageSource.replaceAll('50元', '80元'))
  await at('save-source').click()
  await expect.poll(() => at('versions').locator('tbody tr').count()).toBe(2)
  await at('restore').click()
  await page.getByRole('button', { name: '确定' }).click()
  await says('versions').toContain('恢复')
  await shot('policy-source-versions')
  expect((await readAdditions(store.read)).sources).toMatchObject([{ text: ageSource }])
  await at('menu-policy-sources').click()
  await says('sources').toContain('数据库，第 3 版')
}, 120_000)

test('the week shows what was asked beside the week before', async (context) => {
  const { store, at, says, shot, enter, page } = await office(context)
  const monday = weekOn(Date.now())
  const before = (days: number) => china(monday) - days * 86_400_000
  const ask = (
    days: number,
    kind: 'clause' | 'outside' | 'disliked',
    topic: string,
    times: number,
  ) =>
    store.tx(async (tx) => {
      for (let n = 0; n < times; n++) await countAnswer(tx, { kind, topic }, before(days))
    })
  await ask(10, 'clause', '第八条', 2)
  await ask(3, 'clause', '第八条', 5)
  await ask(3, 'clause', '第十二条（一）', 9)
  await ask(3, 'outside', '养老金数额', 4)
  await ask(3, 'disliked', '第八条', 1)
  await policyWeek.run({ store, tick: china(`${chinaDate(before(0))} 08:30`) })
  await enter()
  await at('menu-policy-weeks').click()
  await says('tiles').toContain('18问了多少次前一周 2，多 16')
  await says('block-clause').toContain('第八条52多 3')
  await says('block-outside').toContain('养老金数额')
  await shot('policy-week')
  const href = await at('export-xlsx').getAttribute('href')
  const book = await page.request.get(new URL(href ?? '', page.url()).href)
  expect(book.status()).toBe(200)
  expect(book.headers()['content-type']).toContain('spreadsheetml')
}, 120_000)

test('a station reads the open questions and decides nothing', async (context) => {
  const { store, at, says, shot, enter, page } = await office(context, 'station_clerk')
  await makeQuestion(store, funeral)
  await enter()
  await at('menu-policy-questions').click()
  await says('chosen').toBe(funeral)
  expect(await page.locator('[data-test="likely"]').count()).toBe(0)
  expect(await page.locator('[data-test^="menu-policy-"]').count()).toBe(1)
  await shot('policy-station')
}, 120_000)
