import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heardWords, readTranscript } from '../../policy/transcript.ts'

test.each([
  ['住院了谁来看我？', '住院了谁来看我？'],
  ['人工。', '人工'],
  ['  投诉，\n 活动室 锁了。 ', '投诉, 活动室 锁了'.replace(', ', '， ')],
  ['住院誰來看我', '住院谁来看我'],
  ['我要\u200b投\u0000诉！！', '我要投诉'],
  ['谢谢', '谢谢'],
  ['九', '九'],
])('%j is taken as %s', (said, words) => {
  expect(readTranscript(said)).toBe(words)
})

test.each([
  '',
  '。',
  '嗯。',
  '啊，嗯…',
  '谢谢观看！',
  '感谢收看',
  '字幕由 Amara 社群提供',
  '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
  '[音乐]',
  '(静音)',
  '（掌声）',
  '😀',
])('%j says nothing', (said) => {
  expect(readTranscript(said)).toBeUndefined()
})

test('anything is read on one line, within bounds, and what is repeated of it is short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 4_000 }), (said) => {
      const words = readTranscript(said)
      if (words === undefined) return
      expect(words).not.toMatch(/\n/)
      expect(words.length).toBeLessThanOrEqual(2_000)
      expect(heardWords(words).length).toBeLessThanOrEqual(60)
    }),
  )
  expect(heardWords('住院了谁来看我')).toBe('听到的是：住院了谁来看我')
  expect(heardWords('字'.repeat(100))).toBe(`听到的是：${'字'.repeat(24)}…`)
})
