import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCorpus } from '../../policy/corpus.ts'
import { normalise } from '../../policy/normalise.ts'
import { withoutPersonal } from '../../policy/without-personal.ts'

test.each([
  ['我叫李桂芬，身份证后四位3321，抚恤金多少', '我叫＊,身份证后四位＊,抚恤金多少'],
  ['电话13800138000，互助金一年交多少', '电话＊,互助金一年交多少'],
  ['身份证532331194503151234掉了', '身份证＊掉了'],
  ['身份证53233119450315123X掉了', '身份证＊掉了'],
  ['我是张国富的儿子，丧葬费多少', '我是＊的儿子,丧葬费多少'],
  ['禄政通〔2006〕101号有没有写丧葬费', '禄政通〔2006〕101号有没有写丧葬费'],
  ['2003年134号文件', '2003年134号文件'],
  ['80岁有高龄津贴吗', '80岁有高龄津贴吗'],
  ['电话一三八零零一三八零零零，找谁', '电话＊,找谁'],
  ['我名字叫周桂珍身份证后头四个数是五六七八', '我名字叫＊身份证后头四个数是五六＊'],
  ['我是王秀兰，核对身份', '我是＊,核对身份'],
  ['李桂芬同志住院了谁看', '＊住院了谁看'],
  ['王主任不给办', '＊不给办'],
  ['我家住金山镇解放路12号3栋2单元，谁来看我', '我家住＊,谁来看我'],
  ['东河小区5栋2单元归哪个站', '＊归哪个站'],
  ['我爸退休金每月2345元，丧葬费多少', '我爸退休金每月＊元,丧葬费多少'],
  ['我每个月领三千二百块够不够', '我每个月领＊块够不够'],
  ['互助金一年交30块吗', '互助金一年交30块吗'],
  ['探视的钱是不是30元以内', '探视的钱是不是30元以内'],
  ['我住在县医院五楼，哪个来看', '我住在县医院五楼,哪个来看'],
  ['社区工作站地址在哪里', '社区工作站地址在哪里'],
  ['哎呀谢谢你啊同志', '哎呀谢谢你啊同志'],
  ['〔1234567', '〔＊'],
  ['', ''],
  ['我妈张桂英住院了谁来看', '我妈＊住院了谁来看'],
  ['我老伴叫王德福，一三八零零一三八零零零', '我老伴叫＊,＊'],
  ['一三八 零零一三 八零零零', '＊'],
  ['张桂英，住院谁看', '＊,住院谁看'],
  ['李主任在吗', '＊在吗'],
  ['欧阳建国同志的事', '＊的事'],
  ['工资卡6217 0038 6000 1234 567掉了', '工资卡＊掉了'],
  ['住禄丰北路12号3单元201室，谁来看', '住＊,谁来看'],
  ['我住在金山小区5栋2单元', '我住在＊'],
  ['大村委会3组12号', '＊'],
  ['5栋2单元的人', '＊的人'],
  ['微信号 zgy_1945', '微信号 ＊'],
  ['写信到 zhang.gy@example.com', '写信到 ＊'],
  ['编号GT20260001办到哪了', '编号GT＊办到哪了'],
  ['1945年5月12日生的', '＊生的'],
  ['生于1945-05-12', '生于＊'],
])('%s is kept as %s', (text, expected) => {
  expect(withoutPersonal(text)).toBe(expected)
})

test('no run of five digits and no more than 200 characters remain of anything', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d,a我叫张三 -]{0,300}$/), (text) => {
      const kept = withoutPersonal(text)
      expect(kept).not.toMatch(/\d{5}/)
      expect(kept.length).toBeLessThanOrEqual(200)
    }),
  )
})

const surnames = fc.constantFrom(...'赵钱孙李周吴郑王陈杨张刘', '欧阳')
const given = fc.constantFrom('桂英', '国富', '秀兰', '伟', '建国', '玉芳')
const names = fc.tuple(surnames, given).map((parts) => parts.join(''))
const numbers = fc.oneof(
  fc.stringMatching(/^1[3-9]\d{9}$/),
  fc.stringMatching(/^5323\d{13}[\dX]$/),
  fc.stringMatching(/^\d{3}[ -]\d{4}[ -]\d{4}$/),
  fc.stringMatching(/^62\d{17}$/),
)
const told = fc
  .tuple(names, numbers)
  .chain(([name, number]) =>
    fc
      .constantFrom(
        `我叫${name}，电话${number}，丧葬费多少`,
        `我是${name}，身份证${number}，联系卡掉了咋办`,
        `姓名：${name}，号码 ${number}，谁来看我`,
        `${name}同志的卡号是${number}吗`,
        `他叫${name}，手机${number}打不通`,
      )
      .map((text) => ({ text, name })),
  )

test('whoever tells a name and a number leaves neither', () => {
  fc.assert(
    fc.property(told, ({ text, name }) => {
      const kept = withoutPersonal(text)
      expect(kept).not.toContain(name)
      expect(kept.replaceAll(/[ -]/g, '')).not.toMatch(/\d{5}/)
    }),
    { numRuns: 500 },
  )
})

test('curated questions without anybody in them stay as they are', () => {
  const kept = loadCorpus()
    .topics.filter(({ kind }) => kind === 'clause')
    .flatMap(({ questions }) => questions)
    .filter((question) => withoutPersonal(question) !== normalise(question).slice(0, 200))
  expect(kept).toEqual([])
})
test.each([
  '金山镇的人住院谁来看',
  '高龄老人有什么补助',
  '2006年8月1日起施行吗',
  '周岁怎么算',
  '任务是什么',
  '范围里有哪些人',
  '方便的话来看看',
  'zhuyuan le shei lai kan wo',
  '县级以上医院住院',
  '每人每次30元',
  '第十二条（一）讲什么',
  '广通镇归哪个站管',
])('words of the trade stay: %s', (text) => {
  expect(withoutPersonal(text)).toBe(text.replace(/（(.)）/g, '($1)'))
})

test('names that are known are taken out wherever they stand, the longer one first', () => {
  const names = ['沙木嘎', '沙木', '普']
  expect(withoutPersonal('是沙木嘎说的，沙木也在，普通话', names)).toBe('是＊说的,＊也在,普通话')
})

const digit = fc.constantFrom(...'0123456789')
const digits = (length: number) =>
  fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''))
const around = fc.constantFrom('', '电话', '身份证', '我的卡', '，', '谁来看', '是')
const secrets = fc.oneof(
  digits(9).map((rest) => `13${rest}`),
  digits(7).map((rest) => `0878-${rest}`),
  digits(16).map((rest) => `53${rest}`),
  digits(17).map((rest) => `62${rest}`),
  digits(15).map((rest) => `62${rest}`.replace(/(....)/g, '$1 ').trim()),
)

test('no telephone, ID or card number survives, whatever stands around it', () => {
  fc.assert(
    fc.property(around, secrets, around, (before, secret, after) => {
      const kept = withoutPersonal(before + secret + after)
      expect(kept.replaceAll(/[^\d]/g, '').length).toBeLessThan(5)
    }),
  )
})
