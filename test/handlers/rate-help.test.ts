import { describe, expect, test } from 'vitest'
import type { Answering } from '../../bot/handle-message.ts'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { countsBetween } from '../../db/ledgers/policy-answer.ts'
import { policyQuestions } from '../../db/ledgers/policy-question.ts'
import { countyScope } from '../../db/scope.ts'
import { bindRetiree } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { monday } from '../support.ts'

/** Answers by what stands in the question: 清楚 surely, 大概 less so, 外面 not at all, 投诉 as something to do. */
const answering: Answering = (question) => {
  const plain = { text: '由县退管中心看望。', abstained: false, confidence: 0.95 } as const
  const clause = { kind: 'clause', articles: ['第十二条（一）'], ...plain } as const
  if (question.includes('清楚')) return { ...clause, subject: '第十二条（一）/county' }
  if (question.includes('大概')) return { ...clause, subject: '第八条/now', confidence: 0.4 }
  if (question.includes('外面'))
    return { ...plain, kind: 'outside', articles: [], abstained: true, subject: '养老金数额' }
  if (question.includes('登记')) return { ...plain, kind: 'action', articles: [], intent: 'bind' }
  return { kind: 'unclear', text: '', articles: [], abstained: true, confidence: 0 }
}

const start = () => startCore({ answering })
const offered = (core: Core) => core.channel.sent.at(-1)?.options?.map(({ id }) => id) ?? []
const questions = (core: Core) => core.store.read.select().from(policyQuestions)
const counts = async (core: Core) => {
  const rows = await countsBetween(core.store.read, monday, monday + 86_400_000)
  return rows.map(({ kind, topic, count }) => `${kind} ${topic} ${count}`).sort()
}
const asks = ['helped:yes', 'helped:no']

describe('whether it helped', () => {
  test('is asked under the first answer and under unsure ones, never twice in a row', async () => {
    const core = await start()
    await core.talk('清楚的事')
    expect(offered(core)).toEqual(asks)
    await core.talk('大概的事')
    expect(offered(core)).toEqual([])
    await core.talk('大概的事')
    expect(offered(core)).toEqual(asks)
    await core.talk('清楚的事')
    expect(offered(core)).toEqual([])
    await core.talk('清楚的事')
    expect(offered(core)).toEqual([])
  })

  test('1 is thanked and leaves nothing', async () => {
    const core = await start()
    await core.talk('清楚的事')
    expect(await core.talk('1')).toContain('随时问')
    expect(await questions(core)).toEqual([])
  })

  test.each([
    '2',
    '２',
    '👎',
    '没用',
    '答非所问。',
  ])('%s makes an item without names and offers a person one digit away', async (word) => {
    const core = await start()
    await bindRetiree(core, { name: '晋晓荷' })
    await core.talk('晋晓荷想问清楚，电话13800138000')
    const reply = await core.talk(word)
    expect(reply).toContain('对不起')
    for (const sentence of reply.split(/[。\n]/)) expect(sentence.length).toBeLessThanOrEqual(60)
    expect(await questions(core)).toMatchObject([
      {
        question: '＊想问清楚,电话＊',
        reason: 'disliked',
        takenFor: '第十二条（一）',
        status: 'open',
      },
    ])
    expect(await counts(core)).toEqual(['clause 第十二条（一） 1', 'disliked 第十二条（一） 1'])
    expect(await core.talk('1')).toMatch(/编号 GT2026\d{4}/)
    const [row] = await openPetitions(core.store.read, countyScope, 1)
    expect(row && petitionWords(core.store.read, row).content).toContain('想问清楚')
  })

  test('works with digits where there are no buttons, and the words can be read aloud', async () => {
    const core = await startCore({ answering, channel: 'wechat' })
    const answer = await core.talk('清楚的事')
    expect(answer).toMatch(/\n1\. 有用\n2\. 没用 👎$/)
    expect(await core.talk('二')).toContain('对不起')
    expect(await questions(core)).toMatchObject([{ reason: 'disliked' }])
  })

  test('a button pressed long after its answer leaves a report as it is', async () => {
    const core = await start()
    await core.talk('清楚的事')
    await core.talk('我要投诉')
    const press = { content: { kind: 'choice' } } as const
    expect(await core.talk('helped:no', press)).toContain('谢谢')
    expect(await questions(core)).toEqual([])
    expect(await core.talk('食堂太远')).toContain('名字')
  })

  test('the words mean nothing where nothing was answered', async () => {
    const core = await start()
    expect(await core.talk('没用')).not.toContain('对不起')
    await core.talk('我要投诉')
    await core.talk('不对')
    await core.talk('9')
    const [row] = await openPetitions(core.store.read, countyScope, 1)
    expect(row && petitionWords(core.store.read, row).content).toContain('不对')
  })
})

describe('what was asked', () => {
  test('is counted once an answer by clause, subject and intent, without words', async () => {
    const core = await start()
    const said = ['清楚的事', '清楚的事', '外面的事', '听不清的话', '登记一下']
    for (const text of said) await core.talk(text)
    expect(await counts(core)).toEqual([
      'action 绑定账号 1',
      'clause 第十二条（一） 2',
      'outside 养老金数额 1',
      'unclear  1',
    ])
  })

  test('and not settled becomes an item, a slip of the finger or a bare name does not', async () => {
    const core = await start()
    for (const text of ['外面的事', '听不清的话', '外面的事', '嗯']) await core.talk(text)
    await core.talk('qwxz', { peerId: '2002' })
    await core.talk('王小二', { peerId: '3003' })
    const rows = (await questions(core)).map(({ question, times }) => `${question} ${times}`)
    expect(rows.sort()).toEqual(['听不清的话 1', '外面的事 2'])
  })
})
