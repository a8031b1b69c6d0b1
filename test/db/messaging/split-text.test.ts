import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { channelNames } from '../../../db/messaging/message.ts'
import { maxChars, splitText } from '../../../db/messaging/split-text.ts'

const long = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('。', '\n', '👨‍👩‍👧', '𠮷野家', '您好', ' '),
      fc.nat(900).map((n) => '养'.repeat(n)),
      fc.nat(400).map((n) => '😀'.repeat(n)),
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(''))

const options = fc.array(
  fc.record({
    id: fc.string({ maxLength: 10 }),
    label: fc.string({ minLength: 1, maxLength: 12 }),
  }),
  { maxLength: 6 },
)

/** Blanks may go where a message is cut; nothing else may. */
const content = (text: string) => text.toWellFormed().replaceAll(/\s/g, '')

describe.each(channelNames)('a message on %s', (channel) => {
  const buttons = channel !== 'wechat'

  test('loses nothing, breaks no character, and keeps to the limit', () => {
    fc.assert(
      fc.property(long, options, (text, choices) => {
        const parts = splitText(channel, { text, options: choices })
        const lines = buttons ? [] : choices.map(({ label }, index) => `${index + 1}. ${label}`)
        const said = parts.map((part) => part.text).join('')
        expect(content(said)).toBe(content([text, ...lines].join('\n')) || '…')
        for (const part of parts) {
          expect(part.text.length).toBeGreaterThan(0)
          expect(part.text.length).toBeLessThanOrEqual(maxChars[channel])
          expect(part.text.isWellFormed()).toBe(true)
        }
        expect(parts.slice(0, -1).every((part) => part.options === undefined)).toBe(true)
        const under = parts.at(-1)?.options
        expect(under).toEqual(buttons && choices.length > 0 ? choices : undefined)
      }),
      { numRuns: 400 },
    )
  })

  test('of exactly the limit is one part, of one more two', () => {
    expect(splitText(channel, { text: '甲'.repeat(maxChars[channel]) })).toHaveLength(1)
    const two = splitText(channel, { text: '甲'.repeat(maxChars[channel] + 1) })
    expect(two.map(({ text }) => text.length)).toEqual([maxChars[channel], 1])
  })

  test('is cut at a line or a sentence in the second half, and never inside a pair', () => {
    const half = maxChars[channel] / 2
    const sentence = `${'一'.repeat(half + 9)}。${'二'.repeat(half)}`
    expect(splitText(channel, { text: sentence })[0]?.text.at(-1)).toBe('。')
    const line = `${'一'.repeat(half + 9)}\n${'二'.repeat(half)}`
    expect(splitText(channel, { text: line })[1]?.text).toBe('二'.repeat(half))
    const pair = `${'一'.repeat(maxChars[channel] - 1)}😀`
    expect(splitText(channel, { text: pair })[1]?.text).toBe('😀')
  })

  test.each(['', '   ', '\n\n', '\ufeff'])('of blanks (%j) still says something', (text) => {
    expect(splitText(channel, { text })).toEqual([{ text: '…' }])
  })
})

test('options are numbered lines where there are no buttons', () => {
  const message = {
    text: '您满意吗？',
    options: [
      { id: 'a', label: '满意' },
      { id: 'b', label: '不满意' },
    ],
  }
  expect(splitText('wechat', message)).toEqual([{ text: '您满意吗？\n1. 满意\n2. 不满意' }])
  expect(splitText('telegram', message)).toEqual([message])
})
