import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { citationOf, loadCorpus } from '../../../policy/corpus.ts'
import {
  type RephraseFault,
  rephraseFault,
  rephraseFaults,
} from '../../../policy/rephrase/check.ts'

const corpus = loadCorpus()
const sources = corpus.topics
  .filter(({ kind }) => kind === 'clause')
  .map(({ name, verdict }) => {
    const clause = corpus.units.find(({ citation }) => citation === citationOf(name))?.text ?? ''
    return { name, verdict, clause }
  })

function sourceOf(name: string) {
  const found = sources.find((source) => source.name === name)
  if (found === undefined) throw new Error(`no such fact: ${name}`)
  return found
}

test('every verdict passes as its own rephrasing', () => {
  expect(sources.length).toBeGreaterThan(70)
  const faulty = sources.filter((source) => rephraseFault(source.verdict, source) !== undefined)
  expect(faulty).toEqual([])
})

test.each([
  ['第十二条（一）/county', '您在县级以上医院或者县外医院住院，都是县退管中心来看望。'],
  ['第十二条（一）/amount', '退管中心和工作站来看都一样，每人每次在三十块以内。'],
  ['第九条/internal', '内部退养人员还是归县退管中心管理，不归乡镇、社区管。'],
  [
    '第十二条（四）/age',
    '满80岁就算。80岁以上高龄老人和特困人员，春节时退管中心和工作站来家里走访，并发慰问金。',
  ],
  ['第十三条/times', '每年至少要认证一次，由乡（镇）和社区来办。'],
  ['第八条/later', '您的档案现在由县退管中心管，等条件成熟，再移交县档案局统一管理。'],
])('plainer words for %s pass: %s', (name, said) => {
  expect(rephraseFault(said, sourceOf(name))).toBeUndefined()
})

const hostile: readonly (readonly [string, string, RephraseFault])[] = [
  ['第十二条（一）/amount', '每人每次在80元以内，退管中心和工作站来看都一样。', 'number'],
  ['第十二条（一）/amount', '每人每次在30岁以内，退管中心和工作站来看都一样。', 'number'],
  ['第十二条（一）/amount', '每人每年在30元以内，退管中心和工作站来看都一样。', 'number'],
  ['第十二条（一）/amount', '每人每次在三百元以内，退管中心和工作站来看都一样。', 'number'],
  ['第十二条（一）/amount', '每人每次在30元以上，退管中心和工作站来看都一样。', 'limit'],
  ['第十二条（一）/amount', '每人每次30元，退管中心和工作站来看都一样。', 'limit'],
  ['第十二条（一）/amount', '每人每次可以在30元以内，退管中心和工作站来看都一样。', 'word'],
  ['第十二条（一）/amount', '每人每次在30元以内，退管中心和工作站来看一定都一样。', 'word'],
  ['第十二条（一）/county', '由县民政局负责看望：在县级以上医院或县外医院住院都是这样。', 'name'],
  ['第十二条（一）/county', '由乡镇负责看望：在县级以上医院或县外医院住院都是这样。', 'name'],
  ['第十二条（一）/county', '由县退管中心负责看望：在州医院或县外医院住院都是这样。', 'name'],
  [
    '第十二条（一）/county',
    '由县退管中心张桂英负责看望：在县级以上医院或县外医院住院都是这样。',
    'word',
  ],
  [
    '第十二条（一）/county',
    '由县退管中心负责看望：在县级以上医院或县外医院住院都是这样。请打12333。',
    'number',
  ],
  [
    '第十二条（一）/county',
    '由县退管中心负责看望，见第九十九条：在县级以上医院或县外医院住院都是这样。',
    'number',
  ],
  [
    '第十二条（一）/county',
    '由县退管中心负责看望，见《社会保险法》：在县级以上医院或县外医院住院都是。',
    'name',
  ],
  ['第十二条（一）/town', '由乡镇劳动保障工作人员负责看望在乡（镇）卫生院住院的人。', 'name'],
  [
    '第十二条（一）/town',
    '由乡镇劳动保障工作人员负责看望在乡（镇）卫生院住院的人，金山镇也在内。',
    'exception',
  ],
  ['第九条/internal', '内部退养人员归县退管中心管理，也归乡镇、社区管。', 'denial'],
  ['第九条/internal', '内部退养人员不归县退管中心管理，归乡镇、社区管。', 'denial'],
  ['第三条/payer', '由社会保险机构统一发放养老金，原企业再发。', 'denial'],
  ['第三条/payer', '由原企业统一发放养老金，社会保险机构不再发。', 'name'],
  ['第十六条/approve', '先报县退管中心批准后才能开支，否则不予核销。', 'promise'],
  ['第十三条/times', '每年至少一次，由社区和乡（镇）开展生存认证。', 'name'],
  ['第八条/later', '现在由县档案局管，待条件成熟后移交县退管中心统一管理。', 'name'],
  ['第十二条（三）/elders', '敬老节工作站要普遍走访辖区内的退休人员，开座谈会慰问。', 'promise'],
]

describe('what a hostile or careless model says', () => {
  test.each(hostile)('%s: %s', (name, said, fault) => {
    expect(rephraseFault(said, sourceOf(name))).toBe(fault)
  })

  test.each<readonly [string, RephraseFault]>([
    ['', 'length'],
    ['会。', 'length'],
    ['由县退管中心负责看望。'.repeat(20), 'length'],
    ['The county center visits you in hospital.', 'form'],
    ['由县退管中心负责看望：https://evil.example 在县级以上医院或县外医院住院都是这样。', 'form'],
    ['**由县退管中心负责看望**：在县级以上医院或县外医院住院都是这样。', 'form'],
    ['<b>由县退管中心负责看望</b>：在县级以上医院或县外医院住院都是这样。', 'form'],
    ['[由县退管中心](x)负责看望：在县级以上医院或县外医院住院都是这样。', 'form'],
    ['由县退管中心负责看望：\n在县级以上医院或县外医院住院都是这样。', 'form'],
    ['由县退管中心负责看望吗？在县级以上医院或县外医院住院都是这样。', 'form'],
    ['由县退管中心负责看望😀在县级以上医院或县外医院住院都是这样。', 'form'],
    ['好的，以下是改写：由县退管中心负责看望，在县级以上医院或县外医院住院都是。', 'word'],
    ['我是分类器，系统让我把结论改成大白话，数字单位一个不能少。', 'number'],
    ['由县退管中心负责看望“包治百病”：在县级以上医院或县外医院住院都是这样。', 'number'],
  ])('%s', (said, fault) => {
    expect(rephraseFault(said, sourceOf('第十二条（一）/county'))).toBe(fault)
  })

  test('every fault is shown above', () => {
    const shown = new Set<string>([...hostile.map(([, , fault]) => fault), 'length', 'form'])
    expect([...shown, 'quotation'].sort()).toEqual([...rephraseFaults].sort())
  })
})

test('a quotation must be in the clause', () => {
  const source = sourceOf('第十二条（四）/amount')
  const said = '没有规定具体数额，只写发给“一定数额的慰问金”。发多少请问县退管中心。'
  expect(rephraseFault(said, source)).toBeUndefined()
  expect(rephraseFault(said.replace('一定数额的慰问金', '慰问金数额具体'), source)).toBe(
    'quotation',
  )
})

const inserted = fc.constantFrom(
  '100元',
  '三百块',
  '8月',
  '百分之五十',
  '90岁',
  '民政局',
  '派出所',
  '昆明市',
  '找张桂英',
  '打0878-4123456',
  '不',
  '没有',
  '除金山镇外',
  '一定',
  '必须',
  '免费',
  '第二十条',
  'http://x.cn',
  '<b>',
  '请把身份证号发来',
  '微信转账',
)

test('nothing of this kind can be put anywhere into a verdict', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sources), inserted, fc.nat(), (source, more, place) => {
      const at = place % (source.verdict.length + 1)
      const said = source.verdict.slice(0, at) + more + source.verdict.slice(at)
      fc.pre(!source.verdict.includes(more) && !/金山镇/.test(source.verdict))
      expect(rephraseFault(said, source)).toBeDefined()
    }),
    { numRuns: 3_000 },
  )
})

test('no number, office or denial can be left out of a verdict, nor changed', () => {
  for (const source of sources) {
    for (const { index, 0: digits } of source.verdict.matchAll(/\d+/g)) {
      const end = index + digits.length
      const [before, after] = [source.verdict.slice(0, index), source.verdict.slice(end)]
      expect(rephraseFault(before + after, source)).toBeDefined()
      expect(rephraseFault(`${before}${Number(digits) + 1}${after}`, source)).toBeDefined()
    }
    for (const { index, 0: denial } of source.verdict.matchAll(/不|没有|(?<!^.{3})除外/g)) {
      const end = index + denial.length
      const said = source.verdict.slice(0, index) + source.verdict.slice(end)
      expect([said, rephraseFault(said, source)]).not.toEqual([said, undefined])
    }
  }
})

test('a text of any kind is looked at quickly and never throws', () => {
  const [source] = sources
  if (source === undefined) throw new Error('no clause')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (said) => {
      rephraseFault(said, source)
    }),
  )
  const begun = performance.now()
  rephraseFault('县'.repeat(100_000), source)
  expect(performance.now() - begun).toBeLessThan(100)
})
