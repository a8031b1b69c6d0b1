import { describe, expect, test } from 'vitest'
import { noAdditions } from '../../../policy/learning/additions.ts'
import { likelyTopics, topicChoices, tryOut } from '../../../policy/learning/desk.ts'
import { packageKnowledge } from '../trained.ts'
import { age } from './sources.ts'

const known = packageKnowledge()
const withAge = { ...known, additions: { ...noAdditions, sources: [age] } }

describe('the likely topics', () => {
  test.each([
    ['生存认证一年搞几回', /^第十三条/],
    ['人事档案现在摆在哪点', /^第八条/],
    ['退休的在金山卫生院住起院，哪个去看', /^第十二条（一）/],
    ['退休金一个月发好多', /^养老金数额$/],
    ['联系卡上头写些哪样', /^第十条（二）/],
  ])('%s has one near the front that fits', (question, fits) => {
    const topics = likelyTopics(known, question)
    expect(topics.length).toBeGreaterThan(0)
    expect(topics.length).toBeLessThanOrEqual(4)
    expect(topics.slice(0, 3).some(({ topic }) => fits.test(topic))).toBe(true)
  })

  test('are no more than three of a kind, each once, all among those to choose from', () => {
    const all = new Set(topicChoices(known).map(({ kind, topic }) => `${kind} ${topic}`))
    for (const question of ['住院', '钱', '去世了怎么办', '', '。', 'abc', '啊'.repeat(5_000)]) {
      const topics = likelyTopics(known, question)
      const keys = topics.map(({ kind, topic }) => `${kind} ${topic}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys.filter((key) => !all.has(key))).toEqual([])
      for (const kind of ['clause', 'outside'])
        expect(topics.filter((topic) => topic.kind === kind).length).toBeLessThanOrEqual(3)
    }
  })
})

test('topics of an added source can be chosen, those of a clause that is gone cannot', () => {
  const names = (knowledge: typeof known) => topicChoices(knowledge).map(({ topic }) => topic)
  expect(names(withAge)).toContain('《高龄津贴发放办法》第三条/amount')
  const [file] = known.files
  const text = file?.text.replace(/## 第十三条[\s\S]*?(?=\n## )/, '') ?? ''
  const notice = { name: 'lufeng-2006-101', text, questions: '' }
  const without = names({ ...known, additions: { ...noAdditions, sources: [notice] } })
  expect(names(known).some((topic) => topic.startsWith('第十三条'))).toBe(true)
  expect(without.some((topic) => topic.startsWith('第十三条'))).toBe(false)
})

describe('a trial', () => {
  const question = { question: '高龄津贴一个月多少钱', kind: 'outside', topic: '' } as const

  test('puts the proposal in the place of what has its name', () => {
    const cheaper = { ...age, questions: age.questions.replace('每月50元', '每月30元') }
    const { answers } = tryOut(withAge, { source: cheaper }, [question.question])
    expect(answers[0]?.now.text).toContain('每月50元')
    expect(answers[0]?.would.text).toContain('每月30元')
  })

  test('changes nothing of what is known now', () => {
    const before = JSON.stringify(withAge.additions)
    const { answers, changed } = tryOut(withAge, { question }, [question.question])
    expect(answers[0]?.now.articles).toEqual(['《高龄津贴发放办法》第三条'])
    expect(changed.of).toBe(known.corpus.topics.flatMap((topic) => topic.questions).length)
    expect(JSON.stringify(withAge.additions)).toBe(before)
  })

  test('of a notice that is repealed as a whole tries a part and says that there are more', () => {
    const [file] = known.files
    const text = file?.text.replace('status: inForce', 'status: repealed') ?? ''
    const source = { name: 'lufeng-2006-101', text, questions: file?.questions ?? '' }
    const { changed } = tryOut(known, { source }, [])
    expect(changed.more).toBe(true)
    expect(changed.count).toBeGreaterThan(200)
    expect(changed.items).toHaveLength(20)
    for (const { would } of changed.items) expect(would.articles).toEqual([])
  }, 60_000)
})
