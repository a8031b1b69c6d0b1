import { beforeAll, describe, expect, test } from 'vitest'
import type { Answerer } from '../../../policy/answers.ts'
import {
  type AddedQuestion,
  type Additions,
  noAdditions,
} from '../../../policy/learning/additions.ts'
import { answering } from '../../../policy/learning/desk.ts'
import { evaluated, isExpected, reply } from '../evaluation.ts'
import { packageKnowledge } from '../trained.ts'
import { age, ageQuestions, ageSource } from './sources.ts'

beforeAll(() => {
  packageKnowledge()
}, 120_000)

const withAdded = (additions: Partial<Additions>, on = '2026-03-02'): Answerer =>
  answering({ ...packageKnowledge(), additions: { ...noAdditions, ...additions }, on }).answer
const asked = (question: string, topic: string, kind: AddedQuestion['kind'] = 'clause') => ({
  questions: [{ question, kind, topic }],
})
const notice = () => {
  const [file] = packageKnowledge().files
  if (file === undefined) throw new Error('the package has its notice')
  return { name: 'lufeng-2006-101', text: file.text, questions: file.questions ?? '' }
}

describe('a reviewed question', () => {
  const words = '厂子倒了三十年还归不归你们照应'

  test('is answered as its topic in the same words and nearly the same', () => {
    const answer = withAdded(asked(words, '第十三条/how'))
    for (const question of [
      words,
      `${words}？`,
      `请问${words}`,
      '厂子倒了三十年,还归不归你们照应嘛',
    ]) {
      const given = answer(question, { contact: '广通站，电话 0878-1' })
      expect(given).toMatchObject({ kind: 'clause', articles: ['第十三条'], abstained: false })
      expect(given.subject).toBe('第十三条/how')
      expect(given.text).toMatch(/\n依据：.*第十三条（2006年8月1日起施行）\n原文：/)
      expect(given.text).toContain('广通站')
    }
  })

  test('put outside is handed over with the words of its subject', () => {
    const question = '在县医院住院谁来看望'
    expect(withAdded({})(question).articles[0]).toBe('第十二条（一）')
    const given = withAdded(asked(question, '养老金数额', 'outside'))(question)
    expect(given).toMatchObject({ kind: 'outside', abstained: true, articles: [] })
    expect(given.text).toMatch(/^养老金多少、怎么算，本办法没有写，要问社会保险机构。/)
    const nameless = withAdded(asked(question, '', 'outside'))(question)
    expect(nameless.text).toMatch(/^这件事本办法没有写/)
  })

  test('does not take over a question that differs in the word that matters', () => {
    const answer = withAdded(asked('在金山卫生院住院谁来看望', '第十二条（一）/jinshan'))
    const plain = withAdded({})
    for (const question of ['在勤丰卫生院住院谁来看望', '在县医院住院谁来看望'])
      expect(answer(question)).toEqual(plain(question))
  })

  test('does not stand before danger, a gesture or what is reported', () => {
    const answer = withAdded(asked('我不想活了', '第八条/now'))
    expect(answer('我不想活了').urgent).toBe(true)
    expect(answer('👍').kind).toBe('smalltalk')
    const sad = '我爸昨天去世了，高龄补贴咋退'
    const reported = withAdded(asked(sad, '第十四条（三）/claim'))(sad)
    expect(reported).toMatchObject({ articles: ['第十四条（三）'], reports: 'report_death' })
    expect(reported.text).toMatch(/^请节哀。/)
  })

  test('of a topic that is no more is left out', () => {
    const question = '厂子倒了三十年还归不归你们照应'
    expect(withAdded(asked(question, '第九十条/none'))(question)).toEqual(withAdded({})(question))
  })
})

describe('an added source', () => {
  const question = '高龄津贴一个月多少钱'

  test('settles its questions, and a follow-up keeps to it', () => {
    const answer = withAdded({ sources: [age] })
    const given = answer(question)
    expect(given.articles).toEqual(['《高龄津贴发放办法》第三条'])
    expect(given.text).toMatch(
      /^由县民政局.+\n依据：《高龄津贴发放办法》第三条（2026年1月1日起施行）/,
    )
    const next = answer('那怎么申请呢', { subject: given.subject })
    expect(next.articles).toEqual(['《高龄津贴发放办法》第四条'])
    expect(answer('在县医院住院谁来看望').articles[0]).toBe('第十二条（一）')
  })

  test('without questions is pointed at', () => {
    const answer = withAdded({ sources: [{ ...age, questions: '' }] })
    const given = answer('80周岁的老年人每月发放高龄津贴多少')
    expect(given.abstained).toBe(true)
    expect(given.text).toContain('《高龄津贴发放办法》第三条可能有关')
  })

  test.each([
    ['inForceFrom: 2026-01-01', '2025-12-31', false],
    ['inForceFrom: 2026-01-01', '2026-01-01', true],
    ['inForceFrom: 2026-01-01\nrepealedFrom: 2026-06-01', '2026-05-31', true],
    ['inForceFrom: 2026-01-01\nrepealedFrom: 2026-06-01', '2026-06-01', false],
    ['inForceFrom: 2026-01-01\nstatus: repealed', '2026-03-02', false],
  ])('with %j is cited on %s: %s', (head, on, cited) => {
    const text = ageSource.replace('inForceFrom: 2026-01-01', head)
    const given = withAdded({ sources: [{ ...age, text }] }, on)(question)
    expect(given.articles).toEqual(cited ? ['《高龄津贴发放办法》第三条'] : [])
  })

  test('that cannot be read is left out', () => {
    const broken = { name: 'broken', text: '没有头', questions: '' }
    const answer = withAdded({ sources: [broken, age] })
    expect(answer(question).articles).toEqual(['《高龄津贴发放办法》第三条'])
  })
})

describe('the notice changed in the database', () => {
  const question = '在县医院住院谁来看望'

  test('is answered with the changed words, by the same understanding', () => {
    const { questions, ...rest } = notice()
    const verdict = /(## 第十二条（一）[\s\S]*?### county\n\n> ).*/
    const changed = questions.replace(verdict, '$1由县中心的老王去看望。')
    expect(changed).not.toBe(questions)
    const answer = withAdded({ sources: [{ ...rest, questions: changed }] })
    expect(answer(question).text).toMatch(/^由县中心的老王去看望。\n依据：.*第十二条（一）/)
    expect(answer('联系卡上写什么')).toEqual(withAdded({})('联系卡上写什么'))
  })

  test('and repealed is not cited from that day on', () => {
    const { text, ...rest } = notice()
    const repealed = text.replace('status: inForce', 'repealedFrom: 2026-07-01')
    const sources = [{ ...rest, text: repealed }]
    expect(withAdded({ sources }, '2026-06-30')(question).articles[0]).toBe('第十二条（一）')
    const given = withAdded({ sources }, '2026-07-01')(question)
    expect(given).toMatchObject({ kind: 'outside', abstained: true, articles: [] })
    expect(given.text).toMatch(/^这一条原来的规定已经不再施行/)
  })

  test('a clause left out is no longer cited, nor what was attached to it', () => {
    const { text, questions, name } = notice()
    const without = (part: string) => part.replace(/## 第十三条[\s\S]*?(?=\n## )/, '')
    const additions = {
      sources: [{ name, text: without(text), questions: without(questions) }],
      ...asked('厂子倒了还认不认', '第十三条/how'),
    }
    const answer = withAdded(additions)
    expect(answer('生存认证一年几次').articles).toEqual([])
    expect(answer('厂子倒了还认不认').articles).not.toContain('第十三条')
  })
})

test('hundreds of additions leave what was right of the evaluation set', () => {
  const { corpus } = packageKnowledge()
  const questions = corpus.topics.flatMap(({ kind, name, questions: ways }) =>
    kind === 'clause' || kind === 'outside'
      ? ways.filter((_, at) => at % 7 === 3).map((question) => ({ question, kind, topic: name }))
      : [],
  )
  expect(questions.length).toBeGreaterThan(400)
  const [plain, layered] = [withAdded({}), withAdded({ questions, sources: [age] })]
  const broken = evaluated
    .filter((each) => isExpected(each, reply(plain, each)))
    .filter((each) => !isExpected(each, reply(layered, each)))
  expect(broken.map(({ text }) => text)).toEqual([])
}, 60_000)

test('additions cost a message no more than a few milliseconds', () => {
  const { corpus } = packageKnowledge()
  const questions = corpus.topics
    .filter(({ kind }) => kind === 'clause')
    .flatMap(({ name, questions: ways }) =>
      ways.map((question) => ({ question, kind: 'clause' as const, topic: name })),
    )
  const answer = withAdded({ questions, sources: [{ ...age, questions: ageQuestions }] })
  answer('住院谁来看')
  const times = Array.from({ length: 30 }, (_, at) => {
    const started = performance.now()
    answer(`我住院了第${at}天谁来看我`)
    return performance.now() - started
  }).sort((a, b) => a - b)
  expect(times[15]).toBeLessThan(20)
}, 60_000)
