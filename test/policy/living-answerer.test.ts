import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeLearnt } from '../../policy/answering/learnt-file.ts'
import { loadCorpus } from '../../policy/corpus.ts'
import { makeLivingAnswerer } from '../../policy/living-answerer.ts'
import { trainedAnswerer } from './trained.ts'

const source = (text: string) =>
  `---\nissuer: 县人民政府\nnumber: 禄政发〔2026〕9号\ntitle: 高龄津贴发放办法\ninForceFrom: 2026-01-01\n---\n## 第三条\n${text}\n`
const questions = `## 第三条 高龄津贴

### amount

> 由县民政局按月发放高龄津贴，80岁以上每人每月50元。

- 高龄津贴一个月多少钱
- 80岁以上老人的高龄津贴发几块
- 高龄补贴标准是多少
- 高龄津贴是哪个单位发
- 我妈85岁，高龄津贴每月有多少
`

describe('sources that change while the service runs', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'living-')), 'policy')
  let trained = 0
  const living = makeLivingAnswerer({
    added: folder,
    train: async (added, path) => {
      trained += 1
      writeLearnt(path, loadCorpus(undefined, added))
    },
  })
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
  beforeAll(() => {
    trainedAnswerer()
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('an absent or empty folder changes nothing', async () => {
    expect(await living.refresh()).toEqual({ state: 'unchanged' })
    mkdirSync(folder)
    expect(await living.refresh()).toEqual({ state: 'unchanged' })
    expect(living.answer('高龄津贴一个月多少钱').abstained).toBe(true)
  })

  test('a source alone is pointed at without training, and with its questions it settles them', async () => {
    put('age.md', source('年满80周岁的老年人，每人每月发放高龄津贴50元，由县民政局按月发放。'))
    expect(await living.refresh()).toEqual({ state: 'taken' })
    expect(living.answer('80周岁的老年人每月发放高龄津贴多少').text).toContain(
      '《高龄津贴发放办法》第三条',
    )
    expect(trained).toBe(0)

    put('age.questions.md', questions)
    expect(await living.refresh()).toEqual({ state: 'taken' })
    expect(trained).toBe(1)
    const given = living.answer('高龄津贴一个月多少钱')
    expect(given.articles).toEqual(['《高龄津贴发放办法》第三条'])
    expect(given.text).toMatch(
      /^由县民政局.+\n依据：《高龄津贴发放办法》第三条（2026年1月1日起施行）/,
    )
    expect(living.answer('在县医院住院谁来看望').articles[0]).toBe('第十二条（一）')
    expect(await living.refresh()).toEqual({ state: 'unchanged' })
  }, 120_000)

  test('a broken file is refused by name and the answers stay as they were', async () => {
    put('broken.md', '没有头的文件')
    expect(await living.refresh()).toEqual({
      state: 'refused',
      fault: 'broken.md: no front matter',
    })
    expect(living.answer('高龄津贴一个月多少钱').articles).toEqual(['《高龄津贴发放办法》第三条'])
    rmSync(join(folder, 'broken.md'))
    expect(await living.refresh()).toEqual({ state: 'taken' })
    expect(trained).toBe(1)
  })

  test('every version that was answered from is kept', async () => {
    put('age.md', source('年满80周岁的老年人，每人每月发放高龄津贴80元。'))
    expect(await living.refresh()).toEqual({ state: 'taken' })
    const kept = readdirSync(join(folder, 'versions'))
    expect(kept.filter((name) => /^age\.[0-9a-f]{12}\.txt$/.test(name))).toHaveLength(2)
    expect(living.answer('高龄津贴一个月多少钱').text).toContain('80元')
  }, 120_000)
})
