import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { bindings } from '../../db/ledgers/binding.ts'
import { openPetitions } from '../../db/ledgers/find-petition.ts'
import { personalRequests } from '../../db/ledgers/personal-request.ts'
import { settleRequest } from '../../db/ledgers/personal-request-acts.ts'
import { answerPetition } from '../../db/ledgers/petition-acts.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { queueMessages } from '../../db/messaging/queue-message.ts'
import { countyScope } from '../../db/scope.ts'
import { type ProxyRight, proxyRights, type Rights } from '../../policy/proxy.ts'
import { bindMember, bindRetiree } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { makeAccount, makeBinding, system } from '../support.ts'

const daughter = { peerId: 'daughter' } as const
const elder = { peerId: 'elder' } as const
// Cast: the keys of the very record.
const names = Object.keys(proxyRights) as ProxyRight[]

/** Every way in which four things can be agreed to or not. */
const all = Array.from(
  { length: 2 ** names.length },
  (_, bits) =>
    Object.fromEntries(
      names.map((name, at) => [name, (bits >> at) % 2 === 1 ? 'yes' : 'no']),
    ) as Rights,
)

const inWords = (rights: Rights) =>
  names.filter((name) => rights[name] === 'yes').join(' and ') || 'nothing'

/** An elder with a pension and an own account where asked for, a clerk, and a daughter who may do what `rights` say. */
async function household(rights: Rights, withOwnAccount = true) {
  const core = await startCore()
  const values = { name: '张桂英', monthlyPensionFen: 234_560 }
  const { retiree, account: own } = await bindRetiree(core, values, elder.peerId)
  if (!withOwnAccount) await core.store.tx((tx) => tx.delete(bindings))
  const account = await makeAccount(core.store, { channel: core.channel.channel, ...daughter })
  const kin = { role: 'family', relation: '女儿', grantedAt: core.clock.now } as const
  const binding = await makeBinding(core.store, account, retiree, { ...kin, ...rights })
  await bindMember(core)
  return { core, retiree, own, account, binding }
}

const reported = async ({ store }: Core) => (await openPetitions(store.read, countyScope, 9)).at(-1)

const requests = ({ store }: Core) => store.read.select().from(personalRequests)

const change = ({ store }: Core, id: string, set: Partial<typeof bindings.$inferInsert>) =>
  store.tx((tx) => tx.update(bindings).set(set).where(eq(bindings.id, id)))

describe.each(
  all.map((rights) => [inWords(rights), rights] as const),
)('who may have %s', (_, rights) => {
  const may = (right: ProxyRight) => rights[right] === 'yes'

  test('reports, sees progress, data and money, asks for cards and corrections, each as agreed and no more', async () => {
    const { core, retiree } = await household(rights)
    const [, serialNo = ''] = /编号 (\w+)/.exec(await core.talk('投诉：没有座位', elder)) ?? []
    expect(serialNo).not.toBe('')
    expect((await core.talk(serialNo, daughter)).includes('已登记')).toBe(may('progress'))
    expect((await core.talk('办到哪了', daughter)).includes(serialNo)).toBe(may('progress'))
    const data = await core.talk('我的资料', daughter)
    expect(data.includes('姓名：张桂英')).toBe(may('progress'))
    expect(data.includes('2345.60')).toBe(may('progress') && may('amounts'))
    if (!may('progress')) expect(data).toContain('老人没有同意您看资料')

    const card = await core.talk('联系卡丢了', daughter)
    const correction = await core.talk('我的电话登记错了，新号码是13800138000', daughter)
    expect(await requests(core)).toHaveLength(may('reports') ? 2 : 0)
    for (const said of [card, correction])
      expect(said.includes('老人没有同意您代办')).toBe(!may('reports'))

    const said = await core.talk('投诉：路灯坏了', daughter)
    expect(said.includes('叫什么名字')).toBe(!may('reports'))
    if (may('reports'))
      expect(await reported(core)).toMatchObject({ retireeId: retiree.id, name: '张桂英' })
  })

  test('is reminded as agreed and no more', async () => {
    const { core, retiree, account } = await household(rights)
    const reminder = {
      to: account,
      kind: 'reminder',
      content: { text: '该认证了' },
      retireeId: retiree.id,
    } as const
    await core.store.tx((tx) => queueMessages(tx, [reminder], core.clock.now))
    const state = async () =>
      (await core.store.read.select().from(outbox).where(eq(outbox.kind, 'reminder')))[0]?.status
    await vi.waitFor(async () => expect(await state()).toMatch(/accepted|suppressed/), 5000)
    expect(core.channel.to('daughter').includes('该认证了')).toBe(may('reminders'))
  })
})

describe('what is taken back', () => {
  const everything = all.at(-1) ?? expect.fail('no rights')
  const over = (now: number) => ({
    status: 'ended' as const,
    until: now,
    endReason: 'by_person' as const,
    endedByKind: 'person',
    endedById: 'elder',
  })

  test.each([
    ['ended', true],
    ['narrowed to reminders', false],
  ])('%s: the answer to what she reported goes to the elder, and she sees and rates it no more', async (_, ends) => {
    const { core, binding } = await household(everything)
    await core.talk('投诉：路灯坏了', daughter)
    const row = await reported(core)
    const id = row?.id ?? ''
    await change(core, binding.id, ends ? over(core.clock.now) : { progress: 'no', reports: 'no' })
    await core.store.tx((tx) => answerPetition(tx, id, '已经修好', system, core.clock.now))
    await vi.waitFor(() => expect(core.channel.to('elder').at(-1)).toContain('已经修好'))
    for (const words of ['办到哪了', row?.serialNo ?? '', '满意', '不满意'])
      expect(await core.talk(words, daughter)).not.toContain('已经修好')
    expect(core.channel.to('daughter').join('\n')).not.toContain('已经修好')
    const [after] = await core.store.read
      .select()
      .from((await import('../../db/ledgers/petition.ts')).petitions)
    expect(after).toMatchObject({ status: 'answered', satisfaction: null })
  })

  test('where the elder has no account the station is asked to tell them, once', async () => {
    const { core, binding } = await household(everything, false)
    await core.talk('投诉：路灯坏了', daughter)
    const row = await reported(core)
    const id = row?.id ?? ''
    await change(core, binding.id, over(core.clock.now))
    await core.store.tx((tx) => answerPetition(tx, id, '已经修好', system, core.clock.now))
    const words = `编号 ${row?.serialNo} 有了结果，家属已不代办，请当面或打电话告诉本人。`
    await vi.waitFor(() => expect(core.channel.to('clerk').at(-1)).toBe(words))
    expect(core.channel.to('daughter').join('\n')).not.toContain('已经修好')
  })

  test('a wish to correct the data is settled to the elder; what was begun before is not taken', async () => {
    const { core, binding } = await household(everything)
    await core.talk('我的电话登记错了，新号码是13800138000', daughter)
    const [row] = await requests(core)
    await core.talk('更正资料', daughter)
    await change(core, binding.id, { reports: 'no', progress: 'no' })
    expect(await core.talk('地址也换了', daughter)).toContain('没有同意您代办')
    expect(await requests(core)).toHaveLength(1)
    const settled = { status: 'done', answer: '电话已改为新号码' } as const
    await core.store.tx((tx) => settleRequest(tx, row?.id ?? '', settled, system, core.clock.now))
    await vi.waitFor(() => expect(core.channel.to('elder').at(-1)).toContain('电话已改'))
    expect(core.channel.to('daughter').join('\n')).not.toContain('电话已改')
  })

  test('a person who only changed accounts still hears of what they reported', async () => {
    const { core } = await household(everything)
    await core.talk('投诉：没有座位', elder)
    const row = await reported(core)
    expect(await core.talk('解除绑定', elder)).not.toBe('')
    await core.talk('1', elder)
    await core.store.tx((tx) =>
      answerPetition(tx, row?.id ?? '', '加了座位', system, core.clock.now),
    )
    await vi.waitFor(() => expect(core.channel.to('elder').at(-1)).toContain('加了座位'))
    expect(core.channel.to('daughter').join('\n')).not.toContain('加了座位')
  })
})
