import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  CorpusError,
  citationOf,
  loadCorpus,
  parseSource,
  parseTopics,
} from '../../policy/corpus.ts'
import { intents } from '../../policy/intent.ts'

const corpus = loadCorpus()
const numerals = '一二三四五六七八九'
const article = (n: number) =>
  `第${n >= 10 ? '十' : ''}${n % 10 === 0 ? '' : numerals[(n % 10) - 1]}条`
const unit = (citation: string) => corpus.units.find((each) => each.citation === citation)?.text

describe('the notice', () => {
  test('has its 36 units: heading, 19 articles, 16 items', () => {
    const citations = corpus.units.map(({ citation }) => citation)
    expect(citations).toHaveLength(36)
    expect(citations[0]).toBe('通知')
    for (let n = 1; n <= 19; n++) expect(citations).toContain(article(n))
    const items = citations.filter((citation) => citation.includes('（'))
    expect(items).toHaveLength(16)
  })

  test('names issuer, number and dates', () => {
    expect(corpus.units[0]?.source).toEqual({
      issuer: '禄丰县人民政府',
      number: '禄政通〔2006〕101号',
      title: '禄丰县企业退休人员乡镇（社区）社会化管理服务工作（暂行）办法',
      inForceFrom: '2006-08-01',
      repeals: '禄政通〔2003〕134号',
      local: true,
    })
  })

  test.each([
    ['第五条', '划入（社区）5个劳动保障工作站管理'],
    ['第九条', '仍由县退管中心管理'],
    ['第十条（三）', '8. 会议记录和其它需要建立的退休人员台账'],
    ['第十二条（一）', '经费开支每人每次在30元以内'],
    ['第十二条（四）', '对80岁以上高龄的老人和特困人员进行走访'],
    ['第十四条（五）', '户口注销相关手续。'],
    ['第十九条', '自2006年8月1日起施行'],
  ])('%s holds %s', (citation, words) => {
    expect(unit(citation)).toContain(words)
  })
})

describe('the curated questions', () => {
  const clauses = corpus.topics.filter(({ kind }) => kind === 'clause')

  test('reach every unit with at least forty ways to ask', () => {
    for (const { citation } of corpus.units) {
      const ways = clauses.filter(({ name }) => citationOf(name) === citation)
      const questions = ways.flatMap((topic) => topic.questions)
      expect(questions.length, citation).toBeGreaterThanOrEqual(40)
    }
  })

  test('ask for each fact in twenty ways, for each thing to be done in fifty, for each matter outside in thirty', () => {
    const least = { clause: 20, action: 50, outside: 30, smalltalk: 200 }
    const few = corpus.topics.filter(({ kind, questions }) => questions.length < least[kind])
    expect(few.map(({ name, questions }) => `${name} ${questions.length}`)).toEqual([])
  })

  test('have an intent topic for each intent and no other', () => {
    const named = corpus.topics.filter(({ kind }) => kind === 'action').map(({ name }) => name)
    expect(named.sort()).toEqual([...intents].sort())
  })

  test('are asked of one topic each', () => {
    const seen = new Map<string, string>()
    const twice = corpus.topics.flatMap(({ name, questions }) =>
      questions.filter((question) => {
        const other = seen.get(question)
        seen.set(question, name)
        return other !== undefined && other !== name
      }),
    )
    expect(twice).toEqual([])
  })

  test.each(
    clauses.map(({ name, verdict }) => [name, verdict] as const),
  )('the verdict of %s names who acts at once, in short sentences without repealed or invented sums', (_name, verdict) => {
    const lead = verdict.replace(/“[^”]*”/g, '').slice(0, 40)
    expect(lead).toMatch(
      /退管|工作站|乡镇|乡（镇）|社区|工作人员|县政府|政府|县里|劳动|社会保险机构|本办法|企业|各乡|您|金山镇|依据|没有规定|联系卡|全县/,
    )
    for (const sentence of verdict.split(/(?<=[。！？])/)) {
      expect(sentence.length, sentence).toBeLessThanOrEqual(60)
    }
    for (const [sum] of verdict.matchAll(/\d+元/g)) expect(sum).toBe('30元')
  })
})

test.each(
  corpus.topics
    .filter(({ kind }) => kind === 'outside')
    .map(({ name, verdict }) => [name, verdict]),
)('of %s it is said in a short sentence that it is not settled, without sums or telephone numbers', (_name, verdict) => {
  expect(verdict).toMatch(/没有写|答不上来/)
  for (const sentence of verdict.split(/(?<=[。！？])/)) {
    expect(sentence.length, sentence).toBeLessThanOrEqual(60)
  }
  expect(verdict.replace(/110|120/, '')).not.toMatch(/\d/)
})

describe('a file that is not what it claims to be is refused by name', () => {
  const head = '---\nissuer: 甲\nnumber: 乙\ntitle: 丙\ninForceFrom: 2026-01-01\n---\n'
  test.each([
    ['no front matter', '## 第一条\n文'],
    ['no unit', `${head}只有文字`],
    ['lacks title', head.replace('title: 丙\n', '')],
  ])('%s', (fault, text) => {
    expect(() => parseSource('x.md', text)).toThrow(CorpusError)
    expect(() => parseSource('x.md', text)).toThrow(new RegExp(`x\\.md.*${fault}`))
  })

  test('a topic without questions', () => {
    expect(() => parseTopics('q.md', 'outside', '## 天气\n> 没有写')).toThrow(/q\.md: 天气/)
  })

  test('Windows line ends and a county of its own are read', () => {
    const [first, second] = parseSource(
      'x.md',
      `${head}## 第一条\n甲\n\n## 第二条\n乙\n`.replaceAll('\n', '\r\n'),
    )
    expect([first?.citation, first?.text, second?.text]).toEqual(['《丙》第一条', '甲', '乙'])
    const topics = parseTopics(
      'q.md',
      'clause',
      '# 说明\n\n## 第一条 谁来办\n\n### who\n\n> 由甲。\n\n- 谁\n- 哪个｜哪家\n',
    )
    expect(topics).toEqual([
      {
        kind: 'clause',
        name: '第一条/who',
        label: '谁来办',
        verdict: '由甲。',
        questions: ['谁', '哪个', '哪家'],
        groups: [['谁'], ['哪个', '哪家']],
      },
    ])
  })
})

describe('sources that staff add', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'))
  const head = (more = '') =>
    `---\nissuer: 全国人大常委会\nnumber: 主席令第35号\ntitle: 社会保险法\ninForceFrom: 2011-07-01\n${more}---\n`
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const added = () => loadCorpus(undefined, folder)
  afterAll(() => rmSync(folder, { recursive: true }))

  test('stand in the library until they have questions, then beside the notice with their title', () => {
    write('law.md', `${head()}## 第八条\n社会保险经办机构提供社会保险服务。\n`)
    expect(added().library.map(({ citation }) => citation)).toEqual(['《社会保险法》第八条'])
    expect(added().units).toHaveLength(36)
    write(
      'law.questions.md',
      '## 第八条 经办\n\n### who\n\n> 社会保险经办机构。\n\n- 社保经办归谁\n',
    )
    expect(added().library).toEqual([])
    expect(added().units.at(-1)?.citation).toBe('《社会保险法》第八条')
    expect(added().topics.map(({ name }) => name)).toContain('《社会保险法》第八条/who')
  })

  test('are refused by name when a question names no clause of theirs', () => {
    write('law.questions.md', '## 第九条\n\n### who\n\n> 无。\n\n- 谁\n')
    expect(added).toThrow(/law\.md: no source has 《社会保险法》第九条/)
    rmSync(join(folder, 'law.questions.md'))
  })

  test('are left out once they are repealed, and an absent folder adds nothing', () => {
    write('law.md', `${head('status: repealed\n')}## 第八条\n社会保险服务。\n`)
    expect(added().library).toEqual([])
    expect(loadCorpus(undefined, join(folder, 'none'))).toEqual(loadCorpus())
  })
})
