import { describe, expect, test, vi } from 'vitest'
import { openPetitions } from '../../db/ledgers/find-petition.ts'
import { personalRequests, requestPlace } from '../../db/ledgers/personal-request.ts'
import { petitionHistory } from '../../db/ledgers/petition-event.ts'
import { retirees, retireeWordsOf } from '../../db/ledgers/retiree.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import {
  keepAfterMs,
  remindAfterMs,
  unfinishedConversations,
} from '../../scheduler/jobs/unfinished-conversations.ts'
import { bindMember, bindRetiree } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { makeRetiree } from '../support.ts'

/** A talk of several messages at its one question. */
interface Talk {
  readonly what: string
  /** Who talks, ready to begin. */
  readonly with: (core: Core) => Promise<string>
  readonly begin: string
  readonly question: string
  readonly answer: string
  readonly done: RegExp
  readonly wrong: readonly string[]
  readonly again: string
  readonly stuck: string
  /** What the answer leaves in the ledgers; empty before. */
  readonly effect: (store: Store) => Promise<string>
}

async function requestWords({ read }: Store): Promise<string> {
  const rows = await read.select().from(personalRequests)
  return rows
    .map(({ id, words }) =>
      words === null ? '' : read.vault.open(requestPlace('words', id), words),
    )
    .join()
}

async function phones({ read }: Store): Promise<string> {
  const rows = await read.select().from(retirees)
  return rows.map((row) => retireeWordsOf(read, row).phone ?? '').join('')
}

async function additions({ read }: Store): Promise<string> {
  const [row] = await openPetitions(read, countyScope, 1)
  const events = row === undefined ? [] : await petitionHistory(read, row.id)
  return events.map(({ note }) => note).find((note) => note.includes('联系电话')) ?? ''
}

const talks: readonly Talk[] = [
  {
    what: 'a stranger leaves a telephone number',
    with: async () => 'stranger',
    begin: '9',
    question: '要我们打电话，请把号码发来',
    answer: '１３８ ００１３ ８０００',
    done: /号码记下了/,
    wrong: ['一二三', '我没有电话', '🌹', '12345', '1380013800', '１３８ ００１３ ８００'],
    again: '请发您的电话号码',
    stuck: '不留号码也行',
    effect: additions,
  },
  {
    what: 'a retiree says what is wrong on file',
    with: async (core) => {
      await bindRetiree(core, {}, 'retiree')
      return 'retiree'
    },
    begin: '更正资料',
    question: '哪一项不对，应该是什么',
    answer: '电话换了，新号码 13800138000',
    done: /记下了，工作人员会核对/,
    wrong: ['', ' ', '\u200b'],
    again: '没有收到内容',
    stuck: '不改了',
    effect: requestWords,
  },
  {
    what: 'a clerk notes a telephone number',
    with: async (core) => {
      await makeRetiree(core.store)
      await bindMember(core)
      return 'clerk'
    },
    begin: '记电话 张桂英',
    question: '电话号码是多少',
    answer: '13800138000',
    done: /已记下张桂英的电话 138\*{4}8000/,
    wrong: ['没有', '1380013800', '张桂英', '532331194505120011'],
    again: '没看出电话号码',
    stuck: '这次没有记下',
    effect: phones,
  },
]

const wrongs = talks.flatMap((talk) => talk.wrong.map((word) => [talk.what, word, talk] as const))

async function begun(talk: Talk) {
  const core = await startCore({ channel: 'wechat' })
  const peerId = await talk.with(core)
  const say = (words: string) => core.talk(words, { peerId })
  expect(await say(talk.begin)).toContain(talk.question)
  expect(await talk.effect(core.store)).toBe('')
  return { core, say, peerId }
}

const cut = (core: Core, afterMs: number) => {
  core.clock.now += afterMs
  return unfinishedConversations.run({ store: core.store, tick: core.clock.now })
}

describe.each(wrongs)('%s: %j is no answer', (_, word, talk) => {
  test('it is asked once more, and the right answer is taken', async () => {
    const { core, say } = await begun(talk)
    expect(await say(word)).toContain(talk.again)
    expect(await talk.effect(core.store)).toBe('')
    expect(await say(talk.answer)).toMatch(talk.done)
    expect(await talk.effect(core.store)).toMatch(/138 ?0013 ?8000/)
  })

  test('twice ends it without a change, and what is said next stands for itself', async () => {
    const { core, say } = await begun(talk)
    await say(word)
    expect(await say(word)).toContain(talk.stuck)
    expect(await say(talk.answer)).not.toMatch(talk.done)
    expect(await talk.effect(core.store)).toBe('')
    expect(await say('0')).toContain('您好')
  })
})

describe.each(talks.map((talk) => [talk.what, talk] as const))('%s', (_, talk) => {
  test('leaves by 0 without a change', async () => {
    const { core, say } = await begun(talk)
    expect(await say('0')).toContain('您好')
    await say(talk.answer)
    expect(await talk.effect(core.store)).toBe('')
  })

  test('hears the question again, and help, and goes on where it stood', async () => {
    const { core, say } = await begun(talk)
    expect(await say('重复')).toContain(talk.question)
    expect(await say('帮助')).not.toBe('')
    expect(await say(talk.answer)).toMatch(talk.done)
    expect(await talk.effect(core.store)).not.toBe('')
  })

  test('goes on after a restart of the service', async () => {
    const { core, peerId } = await begun(talk)
    await core.stop()
    const next = await startCore({ store: core.store, channel: 'wechat' })
    expect(await next.talk(talk.answer, { peerId })).toMatch(talk.done)
    expect(await talk.effect(core.store)).not.toBe('')
  })

  test('an answer after the one reminder is still taken, and there is no second reminder', async () => {
    const { core, say, peerId } = await begun(talk)
    expect(await cut(core, remindAfterMs)).toEqual({ reminded: 1, kept: 0 })
    await vi.waitFor(() => expect(core.channel.to(peerId).at(-1)).toContain('还没有说完'))
    expect(await cut(core, remindAfterMs)).toEqual({ reminded: 0, kept: 0 })
    expect(await say(talk.answer)).toMatch(talk.done)
    expect(await talk.effect(core.store)).not.toBe('')
  })

  test('an answer after a day is no answer to a question that nobody remembers', async () => {
    const { core, say } = await begun(talk)
    await cut(core, keepAfterMs)
    const said = await say(talk.answer)
    expect(said).not.toMatch(talk.done)
    expect(said).not.toContain(talk.again)
    expect(await talk.effect(core.store)).toBe('')
  })

  test('said twice by a platform that sends twice it is done once', async () => {
    const { core, say, peerId } = await begun(talk)
    await core.talk(talk.answer, { peerId, externalId: 'twice' })
    const effect = await talk.effect(core.store)
    await core.channel.says(talk.answer, { peerId, externalId: 'twice' })
    await say('0')
    expect(await talk.effect(core.store)).toBe(effect)
  })

  test('another person’s words in between are their own', async () => {
    const { core, say } = await begun(talk)
    const other = await core.talk(talk.answer, { peerId: 'passer-by' })
    expect(other).not.toMatch(talk.done)
    expect(await talk.effect(core.store)).toBe('')
    expect(await say(talk.answer)).toMatch(talk.done)
  })
})
