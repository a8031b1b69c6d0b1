import { describe, expect, test, vi } from 'vitest'
import { openPetitions, petitionBySerialNo, petitionWords } from '../../db/ledgers/find-petition.ts'
import { answerPetition } from '../../db/ledgers/petition-acts.ts'
import { countyScope } from '../../db/scope.ts'
import { bindMember } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { system } from '../support.ts'

describe('the menu', () => {
  test.each([
    '/start',
    '菜单',
    '0',
    '０',
    '零',
    ' 返回 ',
    '\u200b0\u200b',
  ])('%j shows it with at most six choices', async (word) => {
    const core = await startCore()
    await core.talk(word)
    expect(core.channel.sent.at(-1)?.options).toHaveLength(4)
  })

  test.each([
    ['1', '想问的事'],
    ['２', '反映的事'],
    ['三', '没有在这里登记'],
    ['4', '工作人员'],
  ])('%s after the menu chooses what stands there', async (digit, words) => {
    const core = await startCore()
    await core.talk('菜单')
    expect(await core.talk(digit)).toContain(words)
  })

  test('a digit means nothing once the choices are gone', async () => {
    const core = await startCore()
    await core.talk('菜单')
    await core.talk('住院了谁来看我')
    expect(await core.talk('2')).not.toContain('反映的事')
  })

  test('重复 says the last words again', async () => {
    const core = await startCore()
    const first = await core.talk('住院了谁来看我')
    expect(await core.talk('重复')).toBe(first)
  })
})

describe('not understood', () => {
  test.each([
    '',
    '😀😀',
    '\u202e\u200f',
    '。。。',
    'qwxz',
  ])('%j: once with choices, twice with a person', async (words) => {
    const core = await startCore()
    await core.talk(words)
    expect(core.channel.sent.at(-1)?.options?.length).toBeGreaterThan(0)
    expect(await core.talk(words)).toMatch(/编号 XZ2026\d{4}/)
    expect(await openPetitions(core.store.read, countyScope, 10)).toHaveLength(1)
  })

  test('understanding between the two starts the count anew', async () => {
    const core = await startCore()
    await core.talk('qwxz')
    await core.talk('住院了谁来看我')
    await core.talk('qwxz')
    expect(await openPetitions(core.store.read, countyScope, 10)).toEqual([])
  })

  test('a sticker gets a sentence and choices', async () => {
    const core = await startCore()
    const sticker = { content: { kind: 'unsupported' } } as const
    expect(await core.talk('sticker', sticker)).toContain('看不了')
  })

  test('100,000 characters get an answer', async () => {
    const core = await startCore()
    expect(await core.talk('啊'.repeat(100_000))).not.toBe('')
  })
})

describe('a person', () => {
  test('人工 leaves a row for the station, and a number that is left goes onto it', async () => {
    const core = await startCore()
    await bindMember(core, { role: 'center_clerk', stationId: null })
    const reply = await core.talk('人工')
    expect(reply).toContain('XZ20260001')
    await vi.waitFor(() => expect(core.channel.to('clerk')).toHaveLength(1))
    expect(await core.talk('13800138000')).toContain('记下了')
    const [row] = await openPetitions(core.store.read, countyScope, 1)
    expect(row?.kind).toBe('help')
  })

  test('works in the middle of a report and takes along what was said', async () => {
    const core = await startCore()
    await core.talk('我要投诉')
    await core.talk('食堂太远')
    await core.talk('9')
    const [row] = await openPetitions(core.store.read, countyScope, 1)
    expect(row && petitionWords(core.store.read, row).content).toContain('食堂太远')
  })
})

describe('progress', () => {
  async function report(core: Core, peerId: string) {
    await core.talk('投诉：没有座位，我叫张桂英，广通，13800138000', { peerId })
  }

  test('办到哪了 and the number both tell the state', async () => {
    const core = await startCore()
    await report(core, '1001')
    expect(await core.talk('办到哪了')).toContain('已登记')
    expect(await core.talk('gt2026 0001 怎么样了')).toContain('已登记')
  })

  test('somebody else’s number tells nothing', async () => {
    const core = await startCore()
    await report(core, '1001')
    const reply = await core.talk('GT20260001', { peerId: '2002' })
    expect(reply).toContain('没有找到')
    expect(reply).not.toContain('已登记')
  })
})

describe('rating', () => {
  async function answered() {
    const core = await startCore()
    await core.talk('投诉：没有座位，我叫张桂英，广通，13800138000')
    const { id } = await petitionBySerialNo(core.store.read, countyScope, 'GT20260001')
    await core.store.tx((tx) => answerPetition(tx, id, '已添座位', system, core.clock.now))
    await vi.waitFor(() => expect(core.channel.to('1001').at(-1)).toContain('已添座位'))
    return core
  }
  const row = (core: Core) => petitionBySerialNo(core.store.read, countyScope, 'GT20260001')

  test('满意 is noted apart from 办结', async () => {
    const core = await answered()
    expect(await core.talk('满意')).toContain('谢谢')
    expect(await row(core)).toMatchObject({ status: 'answered', satisfaction: 'satisfied' })
  })

  test('不满意 opens it again with a new due date', async () => {
    const core = await answered()
    core.clock.now += 40 * 86_400_000
    expect(await core.talk('不满意')).toContain('重新办理')
    expect(await row(core)).toMatchObject({ status: 'accepted', reopened: 1, answer: null })
    expect((await row(core)).dueAt).toBeGreaterThan(core.clock.now + 59 * 86_400_000)
  })

  test('a button rates the petition that it stood under, of this account only', async () => {
    const core = await answered()
    const press = { content: { kind: 'choice' } } as const
    const other = { ...press, peerId: '2002' }
    expect(await core.talk('rate:GT20260001:satisfied', other)).toContain('没有等待评价')
    expect(await core.talk('rate:GT20260001:satisfied', press)).toContain('谢谢')
  })

  test('满意 before any answer is met kindly', async () => {
    const core = await startCore()
    expect(await core.talk('满意')).toContain('没有等待评价')
  })
})
