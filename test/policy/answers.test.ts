import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { wayOn } from '../../policy/answering/way-on.ts'
import {
  type Answerer,
  lazyAnswerer,
  makeAnswerer,
  type PolicyAnswer,
} from '../../policy/answers.ts'
import { type Corpus, loadCorpus } from '../../policy/corpus.ts'
import { disturbances } from './disturb.ts'
import { type Evaluated, evaluated, isExpected, reply } from './evaluation.ts'
import { copiesAmong } from './overlap.ts'
import { trainedAnswerer } from './trained.ts'

let corpus: Corpus
let answer: Answerer
beforeAll(() => {
  corpus = loadCorpus()
  answer = trainedAnswerer()
}, 120_000)

const firstLine = ({ text }: PolicyAnswer) => text.split('\n')[0] ?? ''

describe('the own evaluation set', () => {
  const twoTurns = (each: Evaluated) => each.before !== undefined
  const twoClauses = ({ expected }: Evaluated) => expected.length > 1
  const reporting = ({ reports }: Evaluated) => reports !== undefined
  const first = ({ expected }: Evaluated) => expected[0] ?? ''

  test('is large and, short messages aside, no copy of the curated questions', () => {
    expect(evaluated.length).toBeGreaterThanOrEqual(500)
    const long = evaluated.map(({ text }) => text).filter((text) => text.length > 6)
    const curated = corpus.topics.flatMap(({ questions }) => questions)
    expect(copiesAmong(long, curated)).toEqual([])
  })

  test.each<[string, (each: Evaluated) => boolean, number]>([
    ['all of it', () => true, 0.9],
    ['clauses', (each) => /^[第通]/.test(first(each)), 0.9],
    ['matters outside the notice', (each) => first(each) === 'outside', 0.9],
    ['things to be done', (each) => /^[a-z]+_|^bind|^cert|^hand|^hard/.test(first(each)), 0.9],
    ['small talk', (each) => first(each) === 'smalltalk', 1],
    ['two turns', twoTurns, 0.85],
    ['two clauses in one question', twoClauses, 0.6],
    ['a question that also reports', reporting, 0.85],
  ])('is answered rightly: %s', (_name, belongs, share) => {
    const asked = evaluated.filter(belongs)
    const wrong = asked.filter((each) => !isExpected(each, reply(answer, each)))
    const seen = wrong.map((each) => {
      const { articles, intent, kind, reports, text } = reply(answer, each)
      return `${each.before ?? ''} ${each.text} → ${articles} ${intent} ${kind} ${reports} ${text.slice(0, 40)}, ${each.expected}`
    })
    expect(1 - wrong.length / asked.length, seen.join('\n')).toBeGreaterThanOrEqual(share)
  })

  // Chatter around small talk makes no small talk of it.
  const own = evaluated.filter((each) => !twoTurns(each) && first(each) !== 'smalltalk')
  test.each(Object.entries(disturbances))('loses at most four points to %s', (_name, disturb) => {
    const right = (change: (text: string) => string) =>
      own.filter((each) => isExpected(each, answer(change(each.text)))).length / own.length
    expect(right(disturb)).toBeGreaterThanOrEqual(right((text) => text) - 0.04)
  })

  test('refusals are right as often as they are made', () => {
    const asked = evaluated.filter((each) => /^[第通o]/.test(first(each)))
    const refused = asked.filter((each) => reply(answer, each).abstained)
    const right = refused.filter((each) => first(each) === 'outside')
    expect(right.length / refused.length).toBeGreaterThanOrEqual(0.9)
  })
})

describe('traps of the notice', () => {
  test.each([
    ['我是供养遗属，现在归社区管吗', '第九条', /^仍由县退管中心/],
    ['内退的人要不要移交给乡镇', '第九条', /^仍由县退管中心/],
    ['落实政策人员是乡上管吗', '第九条', /^仍由县退管中心/],
    ['金山镇卫生院住院谁来看', '第十二条（一）', /^金山镇除外/],
    ['县医院住院是乡上来看还是县上来看', '第十二条（一）', /^由县退管中心/],
    ['我家住金山镇，人在县人民医院住院，哪个来看望', '第十二条（一）', /由县退管中心负责看望/],
    ['先在乡卫生院看，后来拉到县医院住院，哪个来看望', '第十二条（一）', /县退管中心负责看望/],
    ['老人从金山卫生院转到州医院住院了，归谁看望', '第十二条（一）', /由县退管中心负责看望/],
    ['在省外医院住院，谁来看望', '第十二条（一）', /^由县退管中心/],
    ['土官卫生院住院，谁来看望', '第十二条（一）', /^由乡镇劳动保障工作人员/],
    ['住院来看望一次多少钱', '第十二条（一）', /30元以内/],
    ['过年慰问金从70岁还是80岁发', '第十二条（四）', /80岁/],
    ['春节慰问金具体是多少钱', '第十二条（四）', /没有规定具体数额/],
    ['2003年的管理暂行办法还有效吗', '第十九条', /^已废止/],
    ['我是事业单位退休的，适用这个办法吗', '第二条', /^不在范围内/],
    ['没有批准就花的钱能报销核销吗', '第十六条', /县退管中心批准/],
    ['厂子倒了退休金由谁发', '第三条', /^由社会保险机构/],
    ['住在偏远山区，没有社区，归哪里管', '第五条', /^由乡（镇）统一管理/],
  ])('%s: %s', (question, article, says) => {
    const given = answer(question)
    expect(given).toMatchObject({ kind: 'clause', abstained: false })
    expect(given.articles[0]).toBe(article)
    expect(firstLine(given)).toMatch(says)
    expect(given.text).toContain('依据：')
  })

  test.each([
    '丧葬费是多少钱',
    '抚恤金给几个月',
    '互助金一年交多少',
    '退管中心的电话',
    '认证用什么软件',
  ])('what the notice does not settle is not guessed: %s', (question) => {
    const given = answer(question)
    expect(given).toMatchObject({ kind: 'outside', abstained: true, articles: [] })
    expect(given.text).toContain(wayOn)
    expect(given.text).not.toMatch(/\d+元/)
  })

  test('a death is reported, asked about, or help is asked for', () => {
    expect(answer('我爸昨天去世了').intent).toBe('report_death')
    expect(answer('我爸去世了请你们来人帮忙办后事').intent).toBe('funeral_help')
    expect(answer('老人去世了报给你们，工作人员会不会到场').articles[0]).toBe('第十四条（一）')
  })
})

describe('a report that also asks', () => {
  test.each([
    ['我爸住院了，是社区的人来还是县里的人来看', '第十二条（一）', 'report_hospitalization'],
    ['我妈在昆明跟我住，这回住院了，由哪个单位来看望', '第十二条（一）', 'report_hospitalization'],
    ['我妈昨晚走了，户口注销要找哪个部门', '第十四条（五）', 'report_death'],
  ])('%s is answered, and the report goes beside it', (question, article, reports) => {
    const given = answer(question)
    expect(given).toMatchObject({ kind: 'clause', abstained: false, reports })
    expect(given.articles[0]).toBe(article)
    expect(given.intent).toBeUndefined()
    expect(firstLine(given)).toMatch(/^(?:祝早日康复|请节哀)。/)
  })

  test.each([
    ['我住院了在县医院三楼，跟你们报一声，医保报几成', 'report_hospitalization', /医保部门/],
    ['我妈前天走了，跟你们报一声，抚恤金给几个月', 'report_death', /抚恤费/],
  ])('%s is handed over, and the report goes beside it', (question, reports, says) => {
    const given = answer(question)
    expect(given).toMatchObject({ kind: 'outside', abstained: true, articles: [], reports })
    expect(given.intent).toBeUndefined()
    expect(firstLine(given)).toMatch(says)
  })

  test.each([
    ['我爸住院了，在县医院三楼，跟你们报一声', 'report_hospitalization'],
    ['我妈昨晚走了，我是她女儿，给你们报告一下', 'report_death'],
  ])('%s only reports', (question, intent) => {
    expect(answer(question)).toMatchObject({ kind: 'action', intent, articles: [] })
  })

  test('what might happen is asked about and not reported', () => {
    const given = answer('要是老人在县医院住院了，是哪个来看')
    expect(given.articles[0]).toBe('第十二条（一）')
    expect(given.reports).toBeUndefined()
  })
})

describe('form', () => {
  test('the clause, its document and the date in force stand after the verdict, then the quotation', () => {
    const { text } = answer('在县医院住院谁来看望')
    expect(text).toMatch(
      /^由县退管中心.+\n依据：《.+》第十二条（一）（2006年8月1日起施行）\n原文：“对在乡（镇）.+”/s,
    )
  })

  test.each([
    ['人事檔案現在由誰保管', '第八条'],
    ['sheng cun ren zheng yi nian ban ji ci', '第十三条'],
    ['生存认证\u200b每年\u202e做几次', '第十三条'],
    ['喂那个我想问一下啊生存认证一年要搞几次嘛', '第十三条'],
  ])('%j is understood', (question, article) => {
    expect(answer(question).articles[0]).toBe(article)
  })

  test('no answer is too long, cites too much, or abstains without a way on', () => {
    const questions = fc.oneof(
      fc.constantFrom(...corpus.topics.flatMap((topic) => topic.questions)),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.stringMatching(/^[\u4e00-\u9fff]{1,40}$/),
    )
    fc.assert(
      fc.property(questions, (question) => {
        const given = answer(question)
        expect(given.text.length).toBeGreaterThan(0)
        expect(given.text.length).toBeLessThanOrEqual(600)
        expect(given.articles.length).toBeLessThanOrEqual(3)
        expect(given.kind === 'clause').toBe(given.articles.length > 0)
        expect(given.intent !== undefined).toBe(given.kind === 'action')
        if (given.abstained) expect(given.text).toMatch(/人工.*县退管中心工作人员/)
        expect(given.confidence).toBeGreaterThanOrEqual(0)
        expect(given.confidence).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['nothing', ''],
    ['blanks', ' \n\u3000'],
    ['right to left marks', '\u202e\u200f'],
    ['punctuation', '？？？！！！'],
  ])('%s is answered politely', (_name, text) => {
    expect(answer(text)).toMatchObject({ kind: 'unclear', articles: [], abstained: true })
  })

  test.each(['👍', '🌹🌹', '🙏🏻'])('%s is taken as a friendly sign', (text) => {
    expect(answer(text)).toMatchObject({ kind: 'smalltalk', articles: [], abstained: false })
  })

  test.each([
    ['100,000 characters', '我'.repeat(100_000)],
    ['100,000 letters', 'a'.repeat(100_000)],
    ['100,000 syllables', 'ni hao '.repeat(15_000)],
    ['100,000 emoji', '😀'.repeat(50_000)],
    ['Arabic', 'مرحبا كيف حالك'],
    ['markup', "<script>alert(1)</script> '; DROP TABLE retirees; -- =1+1"],
    ['broken surrogates', '\ud800\udc00\udfff'.repeat(500)],
    ['100,000 characters of thanks', '谢谢。'.repeat(33_333)],
    ['100,000 characters of questions', '我爸在县医院住院了，认证怎么办，'.repeat(6_250)],
  ])('%s are answered in twenty milliseconds of processor time', (_name, text) => {
    const times = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage()
      expect(answer(text).text.length).toBeLessThanOrEqual(600)
      return process.cpuUsage(before).user / 1000
    })
    expect(Math.min(...times)).toBeLessThan(20)
  })
})

test('the same corpus always gives the same answers', () => {
  const small = { ...corpus, topics: corpus.topics.slice(0, 12) }
  const [one, other] = [makeAnswerer(small), makeAnswerer(small)]
  for (const { text } of evaluated.slice(0, 20)) expect(one(text)).toEqual(other(text))
}, 60_000)

test('the package answers over its own corpus without further ado', () => {
  expect(lazyAnswerer()('在县医院住院谁来看望').articles[0]).toBe('第十二条（一）')
}, 120_000)

describe('a telephone or an ID number in a message says who asks, never what', () => {
  const numbers = [
    '13800138000',
    '139 8765 4321',
    '0878-4120000',
    '53233119450512001X',
    '6217003860012345678',
  ]

  test.each(numbers)('%s alone is not taken for a question', (number) => {
    expect(answer(number)).toMatchObject({ kind: 'unclear', articles: [] })
    expect(answer(`我的电话${number}`).articles).toEqual([])
  })

  test.each([
    '住院了谁来看我',
    '联系卡丢了咋办',
    '我隔壁邻居的事你们管不管',
    '丧葬费能领多少钱',
  ])('%s is answered alike with and without one', (question) => {
    const plain = answer(question)
    for (const number of numbers) {
      const { kind, articles, subject, intent } = answer(`${question}，${number}`)
      expect({ kind, articles, subject, intent }).toEqual({
        kind: plain.kind,
        articles: plain.articles,
        subject: plain.subject,
        intent: plain.intent,
      })
    }
  })

  test('days and numbers of documents stay part of the question', () => {
    expect(answer('禄政通〔2003〕134号文件还管用吗').articles[0]).toBe('第十九条')
    expect(answer('2006年8月1日以前的办法还有效吗').articles[0]).toBe('第十九条')
  })
})
