import type { Unit } from '../../policy/corpus.ts'

const who = ['社会保险经办机构', '用人单位', '职工', '个人', '县级以上人民政府', '社会保险行政部门']
const does = [
  '应当按时足额支付',
  '可以申请领取',
  '不得拖欠',
  '负责核定',
  '应当自收到申请之日起办理',
  '有权查询',
]
const what = [
  '基本养老金',
  '丧葬补助金和抚恤金',
  '医疗保险待遇',
  '住院医疗费用',
  '工伤保险待遇',
  '失业保险金',
  '个人账户余额',
  '退休人员社会化管理服务',
]
const when = [
  '每月',
  '三十日内',
  '达到法定退休年龄时',
  '死亡后',
  '参保缴费期间',
  '跨统筹地区就业时',
]

/** Articles that sound like national law, all different. `count`: at most 1,728 without repetition. */
export function lawLike(count: number): readonly Unit[] {
  const source = {
    issuer: '全国人民代表大会常务委员会',
    number: '主席令第三十五号',
    title: '社会保障法律汇编',
    inForceFrom: '2011-07-01',
  }
  return Array.from({ length: count }, (_, at) => {
    const pick = (words: readonly string[], by: number) => words[Math.floor(at / by) % words.length]
    const text = `${pick(who, 288)}${pick(when, 48)}${pick(does, 8)}${pick(what, 1)}，具体办法由国务院规定。第${at}号。`
    return { citation: `《${source.title}》第${at + 1}条`, text, source }
  })
}
