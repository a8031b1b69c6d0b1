import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { types } from 'wechaty-puppet'
import { codeIn, contentOf, idLife, isNobody } from '../../../../bot/channels/wechat/translate.ts'

describe('idLife', () => {
  test.each([
    ['wxid_8f3k2j1a', 'permanent'],
    ['wxid_zhang-3', 'permanent'],
    ['1234567', 'permanent'],
    ['7881301234567890', 'permanent'],
    ['7881301234567890@openim', 'permanent'],
    ['123456', 'session'],
    ['@f3a9', 'session'],
    ['@@f3a9', 'session'],
    ['zhangsan', 'session'],
    ['wxid_', 'session'],
    ['xwxid_1', 'session'],
    ['', 'session'],
  ])('%s is %s', (id, life) => {
    expect(idLife(id)).toBe(life)
  })

  test('no id that starts with @ is permanent', () => {
    fc.assert(fc.property(fc.string(), (rest) => idLife(`@${rest}`) === 'session'))
  })
})

test.each([
  ['gh_3dfda90e39d6', true],
  ['weixin', true],
  ['filehelper', true],
  ['fmessage', true],
  ['wxid_weixin', false],
  ['weixin2', false],
  ['zhang_gh_1', false],
])('nobody to talk with: %s, %s', (id, nobody) => {
  expect(isNobody(id)).toBe(nobody)
})

describe('codeIn', () => {
  test.each([
    ['K7Q2M9XWPD', 'K7Q2M9XWPD'],
    ['我是张三 k7q2m9xwpd', 'K7Q2M9XWPD'],
    ['验证码：K7Q2M-9XWPD，谢谢', 'K7Q2M9XWPD'],
    ['k7q2m 9xwpd', 'K7Q2M9XWPD'],
    ['Ｋ７Ｑ２Ｍ９ＸＷＰＤ', 'K7Q2M9XWPD'],
    ['code K7Q2M-9XWPD', 'K7Q2M9XWPD'],
    ['I am K7Q2M9XWPD', 'K7Q2M9XWPD'],
    ['我是张三K7Q2M9XWPD请通过', 'K7Q2M9XWPD'],
    ['', undefined],
    ['我是张三', undefined],
    ['K7Q2M9XWP', undefined],
    ['K7Q2M9XWPDA', undefined],
    ['13812345678', undefined],
    ['53230119500101001X', undefined],
  ])('in %j: %s', (hello, found) => {
    expect(codeIn(hello)).toBe(found)
  })

  const code = fc.string({
    unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
    minLength: 10,
    maxLength: 10,
  })
  const chinese = fc.string({ unit: fc.constantFrom(...'我是张三家属麻烦通过，。 ') })

  test('finds every code among Chinese words, however it is cased and split', () => {
    fc.assert(
      fc.property(chinese, code, chinese, fc.nat(9), (before, plain, after, at) => {
        const written = at === 0 ? plain.toLowerCase() : `${plain.slice(0, at)}-${plain.slice(at)}`
        return codeIn(`${before}${written}${after}`) === plain
      }),
    )
  })

  test('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hello) => {
        const found = codeIn(hello)
        return found === undefined || /^[0-9A-Z]{10}$/.test(found)
      }),
    )
  })
})

describe('contentOf', () => {
  const content = (type: number, text?: string) =>
    contentOf({
      id: 'm1',
      talkerId: 'wxid_a',
      listenerId: 'wxid_b',
      timestamp: 1,
      type,
      ...(text === undefined ? {} : { text }),
    })

  test('a text is its words, and empty without words', () => {
    expect(content(types.Message.Text, '你好')).toEqual({ kind: 'text', text: '你好' })
    expect(content(types.Message.Text)).toEqual({ kind: 'text', text: '' })
  })

  test.each([
    [types.Message.Audio, { kind: 'voice', mediaType: 'audio/silk' }],
    [types.Message.Image, { kind: 'image' }],
    [types.Message.Attachment, { kind: 'document' }],
    [types.Message.Video, { kind: 'document', mediaType: 'video/mp4' }],
  ])('type %i is a file whose reference is the message, without its XML', (type, file) => {
    expect(content(type, '<?xml version="1.0"?>')).toEqual({
      kind: 'file',
      text: '',
      files: [{ ref: 'm1', ...file }],
    })
  })

  test('every other type there is or will be has a name of its own, never its text', () => {
    const known = Object.values(types.Message).filter((type) => typeof type === 'number')
    const { Text, Audio, Image, Attachment, Video } = types.Message
    const rest = known.filter((type) => ![Text, Audio, Image, Attachment, Video].includes(type))
    expect(rest.length).toBeGreaterThan(10)
    const names = rest.map((type) => content(type, 'secret').text)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z-]+$/.test(name))).toEqual([])
    expect(content(999, 'secret')).toEqual({ kind: 'unsupported', text: 'unknown' })
  })
})
