import { describe, expect, test } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { openPetitions, petitionWords } from '../../db/ledgers/find-petition.ts'
import { petitionHistory } from '../../db/ledgers/petition-event.ts'
import { attachmentsOfPetition } from '../../db/messaging/attachment.ts'
import { inbox, maxTextChars } from '../../db/messaging/inbox.ts'
import { channelNames, type IncomingContent } from '../../db/messaging/message.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { maxChars } from '../../db/messaging/split-text.ts'
import { countyScope } from '../../db/scope.ts'
import { visibleText } from '../../policy/visible-text.ts'
import { hostileTexts } from '../hostile.ts'
import { makeRetiree } from '../support.ts'
import { bindMember } from './bind.ts'
import { type Core, startCore } from './core.ts'

const newest = async (core: Core) => {
  const rows = await openPetitions(core.store.read, countyScope, 500)
  const last = rows.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]
  if (last === undefined) throw new Error('no petition')
  return { ...last, ...petitionWords(core.store.read, last) }
}

/** Every message was handled at its first try, and nothing of it reached the log. */
async function expectClean(core: Core): Promise<void> {
  const rows = await core.store.read.select().from(inbox)
  expect(rows.filter(({ status, attempts }) => status !== 'done' || attempts > 0)).toEqual([])
  expect(core.logged.filter((line) => /failed|threw/.test(line))).toEqual([])
}

/** Replies fit their channel, are in Chinese, and hold no half characters. */
function expectFit(core: Core): void {
  const most = maxChars[core.channel.channel]
  for (const { text } of core.channel.sent) {
    expect(text.length).toBeLessThanOrEqual(most)
    expect(text).toMatch(/\p{Script=Han}/u)
    expect(text.isWellFormed()).toBe(true)
  }
}

/** The channel makes no difference to the database: one of them is enough for the second engine. */
const through = dialect === 'pg' ? channelNames.slice(0, 1) : channelNames

describe.each(through)('through %s', (channel) => {
  test('whatever is said gets an answer in Chinese that fits, and loses nothing', async () => {
    const core = await startCore({ channel })
    for (const [n, [what, text]] of hostileTexts.entries()) {
      const peerId = `peer${n}`
      expect(await core.talk(text, { peerId }), what).not.toBe('')
      expect(await core.talk(text, { peerId }), what).not.toBe('')
    }
    expectFit(core)
    await expectClean(core)
    expect(await core.store.read.$count(inbox)).toBe(hostileTexts.length * 2)
  }, 60_000)

  test('whatever is reported stands in the ledger to the letter, as far as a letter can be seen', async () => {
    const core = await startCore({ channel })
    for (const [n, [what, text]] of hostileTexts.entries()) {
      const words = visibleText(
        text.slice(0, maxTextChars).replaceAll('\0', '\ufffd').toWellFormed(),
      )
      if (words === '') continue
      const peerId = `peer${n}`
      await core.talk('我要投诉', { peerId })
      await core.talk(text, { peerId })
      await core.talk('张桂英', { peerId })
      await core.talk('没有', { peerId })
      const reply = await core.talk('广通', { peerId })
      expect(reply, what).toMatch(/编号 GT2026\d{4}/)
      expect((await newest(core)).content, what).toBe(words)
    }
    await expectClean(core)
  }, 60_000)

  test('no name, telephone or place breaks a report', async () => {
    const core = await startCore({ channel })
    for (const [n, [what, text]] of hostileTexts.entries()) {
      const peerId = `peer${n}`
      await core.talk('我要投诉', { peerId })
      await core.talk('没有路灯', { peerId })
      for (const _ of [1, 2, 3, 4, 5]) {
        const reply = await core.talk(text, { peerId })
        if (/编号/.test(reply)) break
      }
      const row = await newest(core)
      expect(row.content, what).toBe('没有路灯')
      expect(row.community.length).toBeLessThanOrEqual(40)
    }
    await expectClean(core)
    expectFit(core)
  }, 60_000)

  test('a clerk’s answer of any kind reaches the person and the ledger', async () => {
    const core = await startCore({ channel })
    await bindMember(core)
    for (const [what, text] of hostileTexts) {
      const words = visibleText(text.slice(0, 1000).replaceAll('\0', '\ufffd').toWellFormed())
      if (words === '') continue
      await core.talk('投诉：没有座位，我叫张桂英，广通，13800138000')
      const { id, serialNo } = await newest(core)
      await core.talk(`答复 ${serialNo} ${text.slice(0, 1000)}`, { peerId: 'clerk' })
      const history = await petitionHistory(core.store.read, id)
      expect(history.at(-1), what).toMatchObject({ type: 'answered', note: words })
    }
    await expectClean(core)
    expectFit(core)
  }, 60_000)
})

describe('a message that is not words', () => {
  const kinds: readonly (readonly [string, Partial<IncomingContent>])[] = [
    ['a sticker', { kind: 'unsupported', text: 'sticker' }],
    ['a location', { kind: 'unsupported', text: 'location' }],
    ['something new', { kind: 'unsupported', text: 'paid_media' }],
    ['nothing unsupported', { kind: 'unsupported', text: '' }],
    ['a button that is none', { kind: 'choice', text: 'nothing' }],
    ['a button without a name', { kind: 'choice', text: '' }],
    ['a button of somebody else', { kind: 'choice', text: 'rate:GT20260001:satisfied' }],
    ['a button that was made up', { kind: 'choice', text: 'rate:GT20260001:satisfied; drop' }],
    ['a very long button', { kind: 'choice', text: 'x'.repeat(5000) }],
    ['a code that is none', { kind: 'bind', text: '你好' }],
    ['an empty code', { kind: 'bind', text: '' }],
    ['a code of another shape', { kind: 'bind', text: '0123456789ABCDEF' }],
    ['a file without files', { kind: 'file', text: '' }],
    ['a file with an empty list', { kind: 'file', text: '看', files: [] }],
    ['a picture', { kind: 'file', text: '', files: [{ ref: 'gone', kind: 'image' }] }],
    [
      'a file of no size',
      { kind: 'file', text: '', files: [{ ref: 'x', kind: 'document', bytes: 0 }] },
    ],
    [
      'ten pictures',
      {
        kind: 'file',
        text: '都在这里',
        files: Array.from({ length: 10 }, (_, n) => ({ ref: `p${n}`, kind: 'image' as const })),
      },
    ],
  ]

  test.each(kinds)('%s gets an answer at any step of a talk', async (_, content) => {
    const core = await startCore()
    for (const before of [[], ['菜单'], ['我要投诉'], ['我要投诉', '没有路灯'], ['人工']]) {
      const peerId = `peer${before.join('')}`
      for (const words of before) await core.talk(words, { peerId })
      const reply = await core.talk(content.text ?? '', { peerId, content })
      expect(reply).toMatch(/\p{Script=Han}/u)
    }
    await expectClean(core)
  })

  test('files that came at different steps of a report are all on its row', async () => {
    const core = await startCore()
    const file = (ref: string, text = '') => ({
      content: { kind: 'file', text, files: [{ ref, kind: 'image' as const }] } as const,
    })
    await core.talk('', file('a'))
    await core.talk('', file('b'))
    await core.talk('张桂英')
    await core.talk('', file('c'))
    await core.talk('没有')
    await core.talk('广通')
    const row = await newest(core)
    expect([row.content, row.name]).toEqual(['见附件', '张桂英'])
    expect(await attachmentsOfPetition(core.store.read, row.id)).toHaveLength(3)
  })
})

describe('a message that comes twice', () => {
  test('is answered once and registers once, whoever else talks meanwhile', async () => {
    const core = await startCore()
    const words = '投诉：没有座位，我叫张桂英，广通，13800138000'
    await core.talk(words, { externalId: 'same' })
    for (let n = 0; n < 5; n++) {
      await core.channel.says(words, { externalId: 'same' })
      await core.talk('住院了谁来看我', { peerId: `other${n}` })
    }
    expect(await openPetitions(core.store.read, countyScope, 10)).toHaveLength(1)
    expect(core.channel.to('1001')).toHaveLength(1)
    expect(await core.store.read.$count(outbox)).toBe(6)
  })

  test('from two accounts of ours is two messages', async () => {
    const core = await startCore()
    await core.talk('菜单', { externalId: 'same' })
    await core.talk('菜单', { externalId: 'same', account: '43', peerId: '1001' })
    expect(await core.store.read.$count(inbox)).toBe(2)
  })
})

test('people who are bound are called by what the register knows, whatever they write', async () => {
  const core = await startCore()
  await makeRetiree(core.store, { name: '别人' })
  for (const [, text] of hostileTexts.slice(0, 8)) {
    await core.talk(`投诉 ${text}`, { peerId: 'p' })
    await core.talk('0', { peerId: 'p' })
  }
  expect(core.channel.sent.some(({ text }) => text.includes('别人'))).toBe(false)
})
