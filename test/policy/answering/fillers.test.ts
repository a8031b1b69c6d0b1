import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutFillers } from '../../../policy/answering/fillers.ts'

test.each([
  ['喂那个我想问一下档案在哪里', '档案在哪里'],
  ['你好,请问一下认证怎么办', '认证怎么办'],
  ['同志 麻烦问一下,慰问金有没有', '慰问金有没有'],
  ['哎小同志我跟你讲哈退订', '退订'],
  ['是这样的啊麻烦问一下哈明天下雨不你给我说一下嘛', '明天下雨不'],
  ['嗯就是说呢联系卡谁发', '联系卡谁发'],
  ['绑定谢谢啊', '绑定'],
  ['转人工麻烦你了小同志', '转人工'],
  ['档案放在哪里我也搞不清楚', '档案放在哪里'],
  ['慰问信寄给谁你听得见不', '慰问信寄给谁'],
  ['联系卡丢了咋办,急', '联系卡丢了咋办'],
])('%s without its fillers is %s', (text, expected) => {
  expect(withoutFillers(text)).toBe(expected)
})

test.each([
  '喂喂',
  '你好',
  '谢谢你',
  '这个办法哪天施行',
  '档案在哪里',
  '我要反映问题',
  '我想找人',
  '请工作人员上门',
  '就是不想移交',
  '我妈不晓得要不要认证',
])('%s is left as it is', (text) => {
  expect(withoutFillers(text)).toBe(text)
})

test('of any text at least two letters remain, and a second time takes nothing more', () => {
  const words = fc.constantFrom(
    '喂',
    '那个',
    '我想问一下',
    '认证',
    '谢谢',
    '小同志',
    '嘛',
    '，',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      const rest = withoutFillers(text)
      const letters = (said: string) => said.match(/\p{L}/gu)?.length ?? 0
      expect(letters(rest)).toBeGreaterThanOrEqual(Math.min(2, letters(text)))
      expect(withoutFillers(rest)).toBe(rest)
    }),
  )
})
