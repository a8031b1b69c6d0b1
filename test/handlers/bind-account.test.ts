import { asc } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { type Binding, bindings } from '../../db/ledgers/binding.ts'
import { issueContactCard, voidContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { type Retiree, retirees } from '../../db/ledgers/retiree.ts'
import { conversations } from '../../db/messaging/conversation.ts'
import { consentVersion, consentWords } from '../../policy/consent.ts'
import { bindMember, giveCard } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { newPerson } from '../people.ts'
import { makeRetiree, system } from '../support.ts'

const bind = { content: { kind: 'bind' } } as const

/** A core with a registered person and their card. */
async function coreWithCard(values: Partial<Parameters<typeof newPerson>[0]> = {}) {
  const core = await startCore()
  const person = await core.store.tx((tx) =>
    registerRetiree(tx, newPerson(values), system, core.clock.now),
  )
  const { plainCode: code, id: cardId } = await giveCard(core.store, person)
  return { core, person, code, cardId, last4: person.idLast4 ?? '' }
}

const rows = ({ store }: Core): Promise<Binding[]> =>
  Promise.resolve(store.read.select().from(bindings).orderBy(asc(bindings.id)))

describe('the code and the second fact', () => {
  test('the code, then the last four: bound, with the consent and its version', async () => {
    const { core, person, code, last4 } = await coreWithCard()
    const asked = await core.talk(code)
    for (const sentence of consentWords) expect(asked).toContain(sentence)
    expect(asked).toContain('张**')
    expect(asked).not.toContain('张桂英')
    const done = await core.talk(last4)
    expect(done).toMatch(/^绑定成功，张桂英。/)
    expect(done).toContain('广通镇劳动保障工作站')
    expect(await rows(core)).toMatchObject([
      {
        retireeId: person.id,
        stationId: 'guangtong',
        role: 'self',
        status: 'active',
        proof: 'last4',
        reminders: 'yes',
        amounts: 'yes',
        consentVersion,
        consentAt: core.clock.now,
        since: core.clock.now,
        madeByKind: 'person',
        until: null,
      },
    ])
  })

  test.each([
    ['19450512', 'bornOn'],
    ['1945年5月12日', 'bornOn'],
    ['出生日期1945-05-12', 'bornOn'],
  ])('%s will do as well', async (fact, proof) => {
    const { core, code } = await coreWithCard()
    await core.talk(code)
    expect(await core.talk(fact)).toContain('绑定成功')
    expect(await rows(core)).toMatchObject([{ proof, status: 'active' }])
  })

  test('so will the whole number, which is kept nowhere', async () => {
    const person = newPerson()
    const { core, code } = await coreWithCard(person)
    await core.talk(code)
    expect(await core.talk(person.idNumber)).toContain('绑定成功')
    expect(JSON.stringify(await rows(core))).not.toContain(person.idNumber)
  })

  test.each([
    (code: string) => `/start ${code}`,
    (code: string) => `绑定 ${code}`,
    (code: string) => `我的绑定码是：${code.slice(0, 5)}-${code.slice(5)}`,
    (code: string) => code.toLowerCase().replace(/(.{2})/g, '$1 '),
  ])('a code is found however it is typed (%#)', async (typed) => {
    const { core, code } = await coreWithCard()
    expect(await core.talk(typed(code))).toContain('后四位')
  })

  test('a deep link, the web page’s address and a friend request bring the code too', async () => {
    const { core, code, last4 } = await coreWithCard()
    expect(await core.talk(code, bind)).toContain('后四位')
    expect(await core.talk(last4)).toContain('绑定成功')
  })

  test.each([
    ['nonsense from a link', 'hello'],
    ['nothing', ''],
  ])('%s is said to be wrong', async (_, text) => {
    const core = await startCore()
    expect(await core.talk(text, bind)).toContain('绑定码不对')
  })

  test('a restart between the two messages loses nothing', async () => {
    const { core, code, last4 } = await coreWithCard()
    await core.talk(code)
    await core.stop()
    const next = await startCore({ store: core.store })
    expect(await next.talk(last4)).toContain('绑定成功')
  })

  test('no draft, row or audit entry holds the second fact in clear', async () => {
    const { core, code, last4 } = await coreWithCard({ name: '李长寿' })
    await core.talk(code)
    await core.talk('0001')
    const read = core.store.read
    const kept = [
      await read.select().from(conversations),
      await read.select().from(auditEntries),
      await rows(core),
    ]
    expect(JSON.stringify(kept)).not.toContain('0001"')
    await core.talk(last4)
    expect(JSON.stringify(await read.select().from(auditEntries))).not.toContain(last4)
  })
})

describe('without consent', () => {
  test.each(['0', '不同意', '不要', '算了', '返回'])('%s binds nothing', async (word) => {
    const { core, code, last4 } = await coreWithCard()
    await core.talk(code)
    expect(await core.talk(word)).not.toContain('绑定成功')
    expect(await core.talk(last4)).not.toContain('绑定成功')
    expect(await rows(core)).toEqual([])
  })
})

describe('a card that does not hold', () => {
  test('the code of a voided card binds no more, the bindings it made stay', async () => {
    const { core, person, code, cardId, last4 } = await coreWithCard()
    await core.talk(code)
    await core.talk(last4)
    await core.store.tx((tx) => voidContactCard(tx, system, cardId, 'lost', core.clock.now))
    expect(await core.talk(code, { peerId: '2' })).toContain('不对')
    expect(await rows(core)).toMatchObject([{ status: 'active', retireeId: person.id }])
  })

  test('a card voided between code and fact proves nothing', async () => {
    const { core, person, code, last4 } = await coreWithCard()
    await core.talk(code)
    await core.store.tx((tx) => issueContactCard(tx, system, person.id, core.clock.now, 'lost'))
    expect(await core.talk(last4)).not.toContain('绑定成功')
    expect(await rows(core)).toEqual([])
  })

  test('the code of somebody who died binds nobody', async () => {
    const { core, code } = await coreWithCard()
    await core.store.tx((tx) => tx.update(retirees).set({ vital: 'deceased' }))
    expect(await core.talk(code)).toContain('不对')
  })
})

describe('what does not agree', () => {
  test('is asked once more, then staff look into it and are told', async () => {
    const { core, person, code } = await coreWithCard()
    await bindMember(core)
    await core.talk(code)
    expect(await core.talk('0000')).toContain('没有对上')
    expect(await core.talk('0000')).toContain('已请工作人员核实')
    expect(await rows(core)).toMatchObject([
      { status: 'unproven', proof: 'none', retireeId: person.id, amounts: 'no' },
    ])
    await vi.waitFor(() => expect(core.channel.to('clerk').at(-1)).toContain('账号绑定待办'))
    expect(core.channel.to('clerk').join()).not.toContain('张桂英')
    expect(await core.talk('我的')).not.toContain('张桂英')
  })

  test('the right fact later makes the binding after all, and one row only waits', async () => {
    const { core, code, last4 } = await coreWithCard()
    for (const word of [code, '0000', '0000', code, '0000']) await core.talk(word)
    core.clock.now += 3_600_000
    await core.talk(code)
    await core.talk(last4)
    expect((await rows(core)).map(({ status }) => status)).toEqual(['ended', 'active'])
  })

  test('five wrong tries of one sender in an hour, then even the right fact waits', async () => {
    const { core, code, last4 } = await coreWithCard()
    for (const word of [code, '0000', '0000', code, '0000', '0000', code, '0000'])
      await core.talk(word)
    expect(await core.talk(last4)).toContain('一小时')
    expect(await core.talk(code)).toContain('一小时')
    core.clock.now += 3_600_000
    await core.talk(code)
    expect(await core.talk(last4)).toContain('绑定成功')
  })

  test('ten wrong facts of one card, from whomever, close it for a day', async () => {
    const { core, code, last4 } = await coreWithCard()
    for (let n = 0; n < 5; n++)
      for (const word of [code, '0000', '0000']) await core.talk(word, { peerId: `guesser${n}` })
    await core.talk(code, { peerId: 'owner' })
    expect(await core.talk(last4, { peerId: 'owner' })).toContain('没有对上')
    core.clock.now += 86_400_000
    await core.talk(code, { peerId: 'owner' })
    expect(await core.talk(last4, { peerId: 'owner' })).toContain('绑定成功')
  })
})

describe('several accounts', () => {
  async function bound(core: Core, code: string, last4: string, peerId: string) {
    await core.talk(code, { peerId })
    await core.talk(last4, { peerId })
  }

  test('every binding tells the earlier ones of the person, and none of others', async () => {
    const { core, code, last4 } = await coreWithCard()
    const other = await makeRetiree(core.store, { name: '李长寿', idLast4: '7777' })
    const { plainCode } = await giveCard(core.store, other)
    await bound(core, plainCode, '7777', 'stranger')
    await bound(core, code, last4, 'first')
    await bound(core, code, last4, 'second')
    await vi.waitFor(() => expect(core.channel.to('first').at(-1)).toContain('新的Telegram账号'))
    await bound(core, code, last4, 'third')
    await vi.waitFor(() => expect(core.channel.to('second').at(-1)).toContain('新的Telegram账号'))
    expect(core.channel.to('first').filter((text) => text.includes('新的'))).toHaveLength(2)
    expect(core.channel.to('third').join()).not.toContain('新的')
    expect(core.channel.to('stranger').join()).not.toContain('新的')
  })

  test('1 in answer says that it was not the owner: the new one stops until staff decide', async () => {
    const { core, code, last4 } = await coreWithCard()
    await bindMember(core)
    await bound(core, code, last4, 'first')
    await bound(core, code, last4, 'second')
    await vi.waitFor(() => expect(core.channel.to('first').at(-1)).toContain('新的'))
    expect(await core.talk('1', { peerId: 'first' })).toContain('已经停用')
    expect((await rows(core)).map(({ status }) => status)).toEqual(['active', 'held'])
    expect(core.channel.to('clerk').join()).toContain('马上')
    expect(await core.talk(code, { peerId: 'second' })).toContain('后四位')
    expect(await core.talk(last4, { peerId: 'second' })).toContain('正在核实')
  })

  test('who came last cannot stop who was there before', async () => {
    const { core, code, last4 } = await coreWithCard()
    await bound(core, code, last4, 'first')
    await bound(core, code, last4, 'second')
    const [first] = await rows(core)
    const press = { content: { kind: 'choice' }, peerId: 'second' } as const
    for (const id of [`dispute:${first?.id}`, `kin:${first?.id}:no`]) await core.talk(id, press)
    expect((await rows(core)).map(({ status }) => status)).toEqual(['active', 'active'])
    expect(await core.talk('我的家属', { peerId: 'second' })).toContain('还没有家属')
    expect(await core.talk('我的家属', { peerId: 'first' })).toContain('这些账号能替您办事')
  })

  test('nobody stops the binding of somebody else', async () => {
    const { core, code, last4 } = await coreWithCard()
    await bound(core, code, last4, 'first')
    const [row] = await rows(core)
    const press = { content: { kind: 'choice' }, peerId: 'stranger' } as const
    await core.talk(`dispute:${row?.id}`, press)
    expect(await rows(core)).toMatchObject([{ status: 'active' }])
  })

  test('the same account twice is told that it is bound already', async () => {
    const { core, code, last4 } = await coreWithCard()
    await bound(core, code, last4, 'first')
    expect(await core.talk(code, { peerId: 'first' })).toContain('已经绑定过了')
    expect(await rows(core)).toHaveLength(1)
  })
})

describe('after binding', () => {
  test('a report asks for nothing but the matter', async () => {
    const { core, person, code, last4 } = await coreWithCard()
    await core.talk(code)
    await core.talk(last4)
    await core.talk('我要投诉')
    expect(await core.talk('路灯坏了')).toMatch(/编号 GT2026\d{4}/)
    const again: Retiree | undefined = (await core.store.read.select().from(retirees))[0]
    expect(again?.id).toBe(person.id)
  })
})

describe('解除绑定', () => {
  async function boundCore() {
    const made = await coreWithCard()
    await made.core.talk(made.code)
    await made.core.talk(made.last4)
    return made
  }

  test('asks once more; 1 ends it, and the row keeps its dates', async () => {
    const { core, code, last4 } = await boundCore()
    expect(await core.talk('解除绑定')).toContain('要解除和张桂英的绑定吗')
    expect(await core.talk('1')).toContain('解除了')
    expect(await rows(core)).toMatchObject([
      { status: 'ended', until: core.clock.now, endReason: 'by_account', endedByKind: 'person' },
    ])
    expect(await core.talk('解除绑定')).toContain('现在没有绑定')
    await core.talk(code)
    expect(await core.talk(last4)).toContain('绑定成功')
    expect((await rows(core)).map(({ status }) => status)).toEqual(['ended', 'active'])
  })

  test.each(['2', '0', '不了'])('%s leaves it as it was', async (word) => {
    const { core } = await boundCore()
    await core.talk('我想解除绑定')
    await core.talk(word)
    expect(await rows(core)).toMatchObject([{ status: 'active' }])
  })

  test('what a stranger presses ends nothing', async () => {
    const { core } = await boundCore()
    const [row] = await rows(core)
    await core.talk(`unbind:${row?.id}`, { peerId: '2', content: { kind: 'choice' } })
    expect(await rows(core)).toMatchObject([{ status: 'active' }])
  })
})

test('leaving a shared screen ends what was bound there, without asking', async () => {
  const { core, code, last4 } = await coreWithCard()
  await core.talk(code)
  await core.talk(last4)
  expect(await core.talk('leave', { content: { kind: 'choice' } })).toContain('已退出')
  expect(await rows(core)).toMatchObject([{ status: 'ended', endReason: 'by_account' }])
  expect(await core.talk('leave')).not.toContain('已退出')
})
