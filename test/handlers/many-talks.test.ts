import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { openPetitions } from '../../db/ledgers/find-petition.ts'
import { answerPetition } from '../../db/ledgers/petition-acts.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { countyScope } from '../../db/scope.ts'
import { bindRetiree, giveCard } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { newPerson } from '../people.ts'
import { system } from '../support.ts'

/** What one person says from beginning to end; `prepare` returns words that only this core knows, such as a code. */
interface Talk {
  readonly who: string
  readonly prepare?: (core: Core, peerId: string) => Promise<Readonly<Record<string, string>>>
  readonly says: readonly string[]
  /** What the last reply is like. */
  readonly ends: RegExp
}

const card = (name: string) => async (core: Core) => {
  const person = await core.store.tx((tx) =>
    registerRetiree(tx, newPerson({ name }), system, core.clock.now),
  )
  const { plainCode } = await giveCard(core.store, person)
  return { code: plainCode, last4: person.idLast4 ?? '' }
}

async function bound(core: Core, peerId: string) {
  await bindRetiree(core, { name: '李长寿', sex: 'male', stationId: 'heijing' }, peerId)
  return {}
}

async function answered(core: Core, peerId: string) {
  await core.talk('投诉路灯坏了，我叫王秀兰，13900139000，金山', { peerId })
  const [row] = await openPetitions(core.store.read, countyScope, 50)
  const id = row?.id ?? expect.fail('no petition')
  await core.store.tx((tx) => answerPetition(tx, id, '路灯已修好', system, core.clock.now))
  await vi.waitFor(() => expect(core.channel.to(peerId).at(-1)).toContain('路灯已修好'))
  return {}
}

const talks: readonly Talk[] = [
  {
    who: 'a stranger who reports step by step',
    says: ['我要投诉', '食堂太远', '我叫张桂英', '一三八零零一三八零零零', '广通'],
    ends: /记下了，编号 GT/,
  },
  {
    who: 'a stranger who calls a person and leaves a number',
    says: ['人工', '没有', '139 0013 9000'],
    ends: /号码记下了/,
  },
  {
    who: 'an old person who binds with the card',
    prepare: card('张桂英'),
    says: ['{code}', '12', '{last4}', '我的', '1'],
    ends: /联系卡号/,
  },
  {
    who: 'a daughter who binds for her mother',
    prepare: card('周玉兰'),
    says: ['绑定码 {code}', '我是家属', '女儿', '{last4}'],
    ends: /记下您是周玉兰的女儿/,
  },
  {
    who: 'somebody who corrects what is on file',
    prepare: bound,
    says: ['我的', '2', '更正资料', '重复', '住址应该是解放路二号', '我的资料'],
    ends: /姓名：李长寿/,
  },
  {
    who: 'somebody who wants no reminders, and then again',
    prepare: bound,
    says: ['不想再收到消息了', '1', '我的', '5'],
    ends: /有提醒会照样发给您/,
  },
  {
    who: 'somebody who asks how far it is and is not content',
    prepare: answered,
    says: ['办到哪了', '不满意', '办得怎么样了'],
    ends: /金山/,
  },
  {
    who: 'somebody who asks, is not helped, and calls a person',
    says: ['住院了谁来看我', '没用', '1', '0'],
    ends: /您好，我是退管助手/,
  },
]

/** Without what the order of registering decides. */
const told = (text: string) => text.replaceAll(/([A-Z]{2}K?)\d{5,12}/g, '$1号')

async function prepare(core: Core, { prepare: make }: Talk, peerId: string) {
  return (await make?.(core, peerId)) ?? {}
}

const fill = (words: string, known: Readonly<Record<string, string>>) =>
  words.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? expect.fail(name))

/** The replies to a talk that nobody disturbs. */
async function alone(talk: Talk): Promise<string[]> {
  const core = await startCore({ channel: 'wechat' })
  const known = await prepare(core, talk, 'only')
  const replies: string[] = []
  for (const words of talk.says)
    replies.push(told(await core.talk(fill(words, known), { peerId: 'only' })))
  await core.stop()
  return replies
}

describe.each(talks.map((talk) => [talk.who, talk] as const))('%s', (_, talk) => {
  test('is answered to the end', async () => {
    const replies = await alone(talk)
    expect(replies.at(-1)).toMatch(talk.ends)
    for (const reply of replies) expect(reply).not.toBe('')
  })

  test('goes on after restarts between any two messages', async () => {
    let core = await startCore({ channel: 'wechat' })
    const known = await prepare(core, talk, 'only')
    const replies: string[] = []
    for (const words of talk.says) {
      const { now } = core.clock
      await core.stop()
      core = await startCore({ channel: 'wechat', store: core.store })
      core.clock.now = now
      replies.push(told(await core.talk(fill(words, known), { peerId: 'only' })))
    }
    expect(replies).toEqual(await alone(talk))
  })
})

test('all of them at the same time, in any order of messages, hear what they would hear alone', async () => {
  const expected = await Promise.all(talks.map(alone))
  const turns = talks.flatMap((talk, who) => talk.says.map(() => who))
  const orders = fc.shuffledSubarray(turns, { minLength: turns.length })
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const core = await startCore({ channel: 'wechat' })
      const known: Record<string, string>[] = []
      for (const [who, talk] of talks.entries())
        known.push({ ...(await prepare(core, talk, `peer${who}`)) })
      const replies: string[][] = talks.map(() => [])
      for (const who of order) {
        const said = replies[who] ?? expect.fail('nobody')
        const words = fill(talks[who]?.says[said.length] ?? '', known[who] ?? {})
        said.push(told(await core.talk(words, { peerId: `peer${who}` })))
      }
      expect(replies).toEqual(expected)
      await core.stop()
    }),
    { numRuns: dialect === 'pg' ? 2 : 5 },
  )
}, 120_000)
