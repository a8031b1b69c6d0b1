import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeClassifier, softmax } from '../../../policy/answering/classifier.ts'
import { namedFact } from '../../../policy/answering/fact.ts'
import { featuresOf } from '../../../policy/answering/features.ts'
import { learn } from '../../../policy/answering/learn.ts'
import { readLearnt, writeLearnt } from '../../../policy/answering/learnt-file.ts'
import { makeLexicon } from '../../../policy/answering/lexicon.ts'
import { makeSearch } from '../../../policy/answering/search.ts'
import { syllables } from '../../../policy/answering/syllables.ts'
import { train } from '../../../policy/answering/training.ts'
import { makeUnderstanding } from '../../../policy/answering/understanding.ts'
import { wording } from '../../../policy/answering/wording.ts'
import { loadCorpus, type Topic } from '../../../policy/corpus.ts'
import { packageRoot } from '../../../policy/package-root.ts'
import { trainedAnswerer } from '../trained.ts'

describe('wording', () => {
  test.each([
    ['我爸昨天走了', '我老人昨天去世'],
    ['他走了过来', '他走了过来'],
    ['咋个办', '怎么'],
    ['重阳节给来慰问', '敬老节是否来慰问'],
    ['给我一张', '给我一张'],
    ['年前给开座谈会', '春节是否开座谈会'],
    ['给组织跳舞', '是否组织跳舞'],
    ['座谈会给我报名', '座谈会给我报名'],
    ['名单给合唱队', '名单给合唱队'],
    ['家头没得人', '家里没有人'],
    ['档案在哪点？？', '档案在哪里'],
    ['早上好🌹🌹', '早上好☺'],
  ])('%s becomes %s', (text, expected) => {
    expect(wording(text)).toBe(expected)
  })
})

describe('syllables', () => {
  test('sounds that are mixed up share a number and others do not', () => {
    const { soundOf } = syllables()
    expect(soundOf('正')).toBe(soundOf('证'))
    expect(soundOf('桑')).toBe(soundOf('丧'))
    expect(soundOf('三')).toBe(soundOf('山'))
    expect(soundOf('心')).toBe(soundOf('星'))
    expect(soundOf('看')).not.toBe(soundOf('站'))
    expect([soundOf('a'), soundOf('，'), soundOf('😀')]).toEqual([0, 0, 0])
  })

  test('every character of the notice has a sound', () => {
    const text = loadCorpus().units.map((unit) => unit.text)
    const silent = [...new Set(text.join('').match(/\p{Script=Han}/gu))].filter(
      (character) => syllables().soundOf(character) === 0,
    )
    expect(silent.filter((character) => character !== '〇')).toEqual([])
  })
})

describe('lexicon', () => {
  const lexicon = makeLexicon([['慰问金'], ['认证', '活着'], ['信']])
  test.each([
    ['过年慰问金', [0]],
    ['人正怎么办', [1]],
    ['我还活着的认证', [1]],
    ['慰问信', [2]],
    ['新闻', []],
    ['', []],
  ])('%s touches %j', (text, concepts) => {
    expect(lexicon.conceptsIn(text)).toEqual(concepts)
  })
})

describe('search', () => {
  const search = makeSearch([
    '在卫生院住院的人员由乡镇看望',
    '人事档案由县退管中心管理',
    '户口注销',
  ])
  test('puts the document that shares most first and gives nothing for strangers', () => {
    const scores = [...search('我的档案谁管理')]
    expect(scores.indexOf(Math.max(...scores))).toBe(1)
    expect([...search('xyz')]).toEqual([0, 0, 0])
    expect([...search('')]).toEqual([0, 0, 0])
    expect([...makeSearch([])('档案')]).toEqual([])
  })
})

describe('classifier', () => {
  const lexicon = makeLexicon([])
  const features = (text: string) => featuresOf(text, lexicon)
  const examples = [
    ...['认证怎么办', '认证哪里办', '今年认证', '认证要去哪'].map((text) => ({
      features: features(text),
      label: 0,
    })),
    ...['档案在哪里', '我的档案', '档案谁管', '看看档案'].map((text) => ({
      features: features(text),
      label: 1,
    })),
  ]
  test('learns what tells two classes apart', () => {
    const classify = makeClassifier(train(examples, 2))
    for (const { features: held, label } of examples) {
      const shares = softmax(classify(held))
      expect(shares.indexOf(Math.max(...shares))).toBe(label)
    }
    const unseen = softmax(classify(features('档案去哪了')))
    expect(unseen[1]).toBeGreaterThan(0.6)
  })

  test('what it never saw leaves all classes even, and training again gives the same bytes', () => {
    const classify = makeClassifier(train(examples, 2))
    expect([
      ...softmax(classify({ hashes: Uint32Array.of(7), weights: Float32Array.of(1) })),
    ]).toEqual([0.5, 0.5])
    expect(train(examples, 2)).toEqual(train(examples, 2))
  })

  test('weights are kept in 27 steps, only in rows that hold one, in ascending order of buckets', () => {
    const { buckets, bytes, classes } = train(examples, 2)
    expect(bytes).toHaveLength(buckets.length * classes)
    expect(Math.max(...bytes.map(Math.abs))).toBe(13)
    for (let row = 1; row < buckets.length; row++) {
      expect(bytes.subarray(row * classes, (row + 1) * classes).some((step) => step !== 0)).toBe(
        true,
      )
      if (row > 1) expect(buckets[row]).toBeGreaterThan(buckets[row - 1] ?? 0)
    }
  })

  test('a softmax adds up to one, also for large scores', () => {
    const shares = softmax(Float32Array.of(1000, 999, -1000))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    expect(shares[0]).toBeGreaterThan(0.7)
  })
})

test.each([
  ['第十二条（一）', '我住金山卫生院', 'jinshan'],
  ['第十二条（一）', '金衫镇卫生院住院', 'jinshan'],
  ['第十二条（一）', '在碧城卫生院住院', 'town'],
  ['第十二条（一）', '转到昆明住院', 'county'],
  ['第十二条（一）', '住院来不来看', undefined],
  ['第五条', '家在山上没有社区', 'remote'],
  ['第九条', '内退的归谁', 'internal'],
  ['第十九条', '老办法还有效吗', 'repeal'],
  ['第八条', '档案', undefined],
])('in %s "%s" names %s', (citation, text, fact) => {
  expect(namedFact(citation, text)).toBe(fact)
})

describe('what was learnt, in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'learnt-'))
  const path = join(folder, 'learnt.bin')
  const topic = (name: string, ...questions: string[]): Topic => ({
    kind: 'clause',
    name,
    label: name,
    verdict: '由县退管中心管理。',
    questions,
    groups: questions.map((question) => [question]),
  })
  const whole = loadCorpus()
  const corpus = {
    ...whole,
    topics: [
      topic('第八条/now', '档案在哪里', '我的档案', '档案谁管', '人事档案由谁管'),
      topic('第十三条/times', '认证几次', '每年认证', '生存认证', '一年认证几回'),
    ],
  }
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is read back for the same corpus and sorts as before', () => {
    writeLearnt(path, corpus)
    const learnt = readLearnt(corpus, path)
    if (learnt === undefined) throw new Error('nothing was read')
    const { kind, clauses } = makeUnderstanding(corpus, learnt)('人事档案由哪个单位管')
    expect([kind, clauses[0]?.item]).toEqual(['clause', '第八条'])
    expect(learnt).toEqual(learn(corpus))
  })

  test('comes to a few hundred kilobytes for the whole corpus', () => {
    trainedAnswerer()
    expect(statSync(join(packageRoot, 'policy/learnt.bin')).size).toBeLessThan(400_000)
  }, 120_000)

  test('is not used for another corpus, cut short, or absent', () => {
    writeLearnt(path, corpus)
    expect(readLearnt(whole, path)).toBeUndefined()
    expect(readLearnt(corpus, join(folder, 'none.bin'))).toBeUndefined()
    const written = readFileSync(path)
    for (const length of [0, 32, 33, 100, written.length - 1]) {
      writeFileSync(path, written.subarray(0, length))
      expect(readLearnt(corpus, path), `${length} bytes`).toBeUndefined()
    }
    writeFileSync(path, Buffer.concat([written.subarray(0, 32), Buffer.alloc(50, 0xff)]))
    expect(readLearnt(corpus, path)).toBeUndefined()
  })
})
