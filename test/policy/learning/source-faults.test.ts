import { describe, expect, test } from 'vitest'
import { sourceFiles } from '../../../policy/corpus.ts'
import { readSource } from '../../../policy/learning/layer.ts'
import { sourceFaults } from '../../../policy/learning/source-faults.ts'
import { age, ageQuestions, ageSource } from './sources.ts'

const faultsOf = (change: Partial<typeof age>, local = false) =>
  sourceFaults({ ...age, ...change }, local).map(
    ({ part, line, message }) => `${part} ${line} ${message}`,
  )
const inText = (from: string, to: string) => faultsOf({ text: ageSource.replace(from, to) })
const inQuestions = (from: string, to: string) =>
  faultsOf({ questions: ageQuestions.replace(from, to) })

describe('a draft', () => {
  test('without a fault is read as it stands', () => {
    expect(faultsOf({})).toEqual([])
    expect(faultsOf({ questions: '' })).toEqual([])
    const { units, topics } = readSource(age)
    expect(units.map(({ citation }) => citation)).toEqual([
      '《高龄津贴发放办法》第三条',
      '《高龄津贴发放办法》第四条',
    ])
    expect(topics.map(({ name, questions }) => `${name} ${questions.length}`)).toEqual([
      '《高龄津贴发放办法》第三条/amount 4',
      '《高龄津贴发放办法》第四条/how 2',
    ])
  })

  test('with Windows line ends and blanks is the same', () => {
    const windows = (text: string) => text.replaceAll('\n', ' \r\n')
    expect(faultsOf({ text: windows(ageSource), questions: windows(ageQuestions) })).toEqual([])
  })

  test.each([
    ['issuer: 县人民政府\n', '', 'text 1 缺少发文单位（issuer）。'],
    ['number: 禄政发〔2026〕9号', 'number:', 'text 3 缺少文号（number）。'],
    ['2026-01-01', '2026年1月1日', 'text 5 施行日期请写成 2026-03-02 这样的日期。'],
    ['2026-01-01', '2026-02-30', 'text 5 施行日期请写成 2026-03-02 这样的日期。'],
    ['title: 高', 'title：高', 'text 4 冒号要用半角的“:”。'],
    ['title: 高', '题目 高', 'text 4 要写成“名称: 内容”，如 title: 高龄津贴办法。'],
    ['issuer: 县', 'color: red\nissuer: 县', 'text 2 不认识“color”这一项。'],
    ['issuer: 县', 'local: true\nissuer: 县', 'text 2 local 只用于县里自己的这份通知，请删掉。'],
    [
      'issuer: 县',
      'status: 有效\nissuer: 县',
      'text 2 status 只能是 inForce（有效）或 repealed（已废止）。',
    ],
    ['---\n', '', 'text 1 开头要有一段放在两行“---”之间的说明：发文单位、文号、标题、施行日期。'],
    ['## 第四条', '## 第三条', 'text 12 “第三条”写了两次。'],
    ['## 第四条', '### 第四条', 'text 12 条的标题要写成“## 第三条”。'],
    ['## 第三条', '第三条', 'text 8 原文要写在“## 第一条”这样的标题下面。'],
  ])('%j as %j is told: %s', (from, to, told) => {
    expect(inText(from, to)).toContain(told)
  })

  test('a clause without words and a text without clauses are told', () => {
    expect(inText('高龄津贴由村（社区）代为申请，材料为身份证和户口簿。', '')).toContain(
      'text 12 “第四条”下面没有原文。',
    )
    expect(faultsOf({ text: ageSource.replaceAll('## ', ''), questions: '' })).toContain(
      'text 7 没有条文。每一条要以“## 第一条”开头。',
    )
  })

  test.each([
    ['## 第四条', '## 第五条', 'questions 13 原文里没有“第五条”。'],
    ['> 由村', '由村', 'questions 17 这一行要以“>”（答复）或“-”（问法）开头。'],
    [
      '> 由村（社区）代为申请，带身份证和户口簿。',
      '',
      'questions 15 “how”没有答复的第一句（> 开头）。',
    ],
    [
      '- 高龄津贴怎么申请\n- 办高龄津贴要带什么材料\n',
      '',
      'questions 15 “how”没有问法（- 开头）。',
    ],
    ['### how', '', 'questions 17 先用“### amount”这样的一行写明是哪件事。'],
    ['### how', '### 怎么办', 'questions 15 ### 后面要写一个英文的短名，如 amount。'],
    ['- 高龄津贴怎么申请', '- 高龄津贴一个月多少钱', 'questions 19 这个问法和第 9 行重复。'],
    ['- 高龄津贴怎么申请', `- ${'长'.repeat(101)}`, 'questions 19 问法最多 100 个字。'],
    ['> 由村', `> ${'长'.repeat(121)}`, 'questions 17 答复的第一句最多 120 个字。'],
    ['- 高龄津贴怎么申请', '-', 'questions 19 问法是空的。'],
  ])('%j as %j in the questions is told: %s', (from, to, told) => {
    expect(inQuestions(from, to)).toContain(told)
  })

  test('questions without a clause are told', () => {
    expect(faultsOf({ questions: '- 高龄津贴怎么申请' })).toEqual([
      'questions 1 问法要写在“## 第三条 名称”这样的标题下面。',
    ])
  })

  test('no more than twenty faults are told', () => {
    const many = Array.from({ length: 50 }, () => '## 第九十条').join('\n')
    expect(faultsOf({ questions: many })).toHaveLength(20)
  })
})

test('the sources of the package have no fault, as the county’s own', () => {
  const files = sourceFiles('policy/sources')
  expect(files.length).toBeGreaterThan(0)
  for (const { name, text, questions = '' } of files)
    expect(sourceFaults({ name, text, questions }, true)).toEqual([])
})
