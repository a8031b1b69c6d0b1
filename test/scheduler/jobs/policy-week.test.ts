import { expect, test } from 'vitest'
import { type AnswerKind, countAnswer, countsBetween } from '../../../db/ledgers/policy-answer.ts'
import { policyWeeks } from '../../../db/ledgers/policy-week.ts'
import type { Store } from '../../../db/store.ts'
import { policyWeek } from '../../../scheduler/jobs/policy-week.ts'
import { runDue } from '../../../scheduler/run-job.ts'
import { wordsTo } from '../../db/ledgers/petitions.ts'
import { china, makeAccount, makeStaff, testStore } from '../../support.ts'

const ask = (store: Store, at: string, kind: AnswerKind, topic: string, times = 1) =>
  store.tx(async (tx) => {
    for (let n = 0; n < times; n++) await countAnswer(tx, { kind, topic }, china(at))
  })
const run = (store: Store, at: string) => policyWeek.run({ store, tick: china(at) })
const written = async (store: Store, monday: string) =>
  (await store.read.select().from(policyWeeks))
    .filter(({ weekOn }) => weekOn === monday)
    .map(({ kind, topic, count, before }) => `${kind} ${topic} ${count}/${before}`)
    .sort()

test('a week is counted beside the week before, once, and its single answers are forgotten', async () => {
  const store = await testStore()
  await ask(store, '2026-03-02 00:00', 'clause', '第八条', 3)
  await ask(store, '2026-03-08 23:59', 'outside', '养老金数额', 2)
  await ask(store, '2026-03-04 09:00', 'action', 'bind')
  await ask(store, '2026-03-09 00:00', 'clause', '第八条')
  expect(await run(store, '2026-03-09 08:30')).toEqual({ topics: 3, told: 0 })
  expect(await run(store, '2026-03-09 08:30')).toEqual({ topics: 0, told: 0 })
  const first = ['action 绑定账号 1/0', 'clause 第八条 3/0', 'outside 养老金数额 2/0']
  expect(await written(store, '2026-03-02')).toEqual(first)
  expect(await countsBetween(store.read, 0, china('2026-03-09'))).toEqual([])

  await ask(store, '2026-03-10 10:00', 'disliked', '第八条', 2)
  await run(store, '2026-03-16 08:30')
  expect(await written(store, '2026-03-09')).toEqual([
    'action 绑定账号 0/1',
    'clause 第八条 1/3',
    'disliked 第八条 2/0',
    'outside 养老金数额 0/2',
  ])
})

test('after a long stop every week that was missed is counted by itself', async () => {
  const store = await testStore()
  await ask(store, '2026-02-10 09:00', 'clause', '第八条', 2)
  await ask(store, '2026-03-03 09:00', 'clause', '第八条')
  await run(store, '2026-03-12 09:00')
  expect(await written(store, '2026-02-09')).toEqual(['clause 第八条 2/0'])
  expect(await written(store, '2026-03-02')).toEqual(['clause 第八条 1/0'])
})

test('the center is told once, the stations are not', async () => {
  const store = await testStore()
  const center = await makeStaff(store, { role: 'center_clerk', stationId: null })
  const ofCenter = await makeAccount(store, { peerId: 'center' }, center)
  const ofStation = await makeAccount(store, { peerId: 'station' }, await makeStaff(store))
  await ask(store, '2026-03-03 09:00', 'clause', '第八条', 5)
  await ask(store, '2026-03-03 09:00', 'unclear', '')
  await ask(store, '2026-03-03 09:00', 'disliked', '第八条')
  const clock = () => china('2026-03-09 09:00')
  await runDue(store, policyWeek, clock, () => undefined)
  await runDue(store, policyWeek, clock, () => undefined)
  const told = '2026年3月2日起一周答了 6 问。没有答上 1 问，觉得没用 1 次。详见“每周咨询情况”。'
  expect(await wordsTo(store, ofCenter.id)).toEqual([told])
  expect(await wordsTo(store, ofStation.id)).toEqual([])
})

test('a week without a question tells nobody', async () => {
  expect(await run(await testStore(), '2026-03-09 08:30')).toEqual({ topics: 0, told: 0 })
})
