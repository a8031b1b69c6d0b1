import { expect, test } from 'vitest'
import { meantPerson } from '../../policy/whom.ts'

const mother = { name: '张桂英', sex: 'female', role: 'family' } as const
const father = { name: '李长寿', sex: 'male', role: 'family' } as const
const self = { name: '李建国', sex: 'male', role: 'self' } as const
const other = { name: '王大爷', sex: 'male', role: 'family' } as const

test.each([
  ['张桂英住院了', mother],
  ['帮李长寿问问', father],
  ['我爸的联系卡丢了', father],
  ['我妈住院了', mother],
  ['俺娘摔了', mother],
  ['我家老爸要报销', father],
  ['爸爸的生存认证怎么办', father],
  ['我岳母住院了', mother],
  ['我老公走了', father],
  ['李建国有意见', self],
])('%s', (text, meant) => {
  expect(meantPerson(text, [mother, father, self])).toBe(meant)
})

test.each([
  '住院了谁来看',
  '我爸和我妈都住院了',
  '张桂英和李长寿都要报销',
  '',
  '大妈们的活动',
])('%j is clear about nobody', (text) => {
  expect(meantPerson(text, [mother, father, self])).toBeUndefined()
})

test('我爸 means nobody where two may be meant, and never the owner of the account', () => {
  expect(meantPerson('我爸住院了', [father, other])).toBeUndefined()
  expect(meantPerson('我爸住院了', [mother, self])).toBeUndefined()
})
