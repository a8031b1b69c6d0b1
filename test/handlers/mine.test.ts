import { asc } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { openPetitions } from '../../db/ledgers/find-petition.ts'
import { personalRequests } from '../../db/ledgers/personal-request.ts'
import { settleRequest } from '../../db/ledgers/personal-request-acts.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { updateStation } from '../../db/ledgers/station-acts.ts'
import { attachmentsOfPetition } from '../../db/messaging/attachment.ts'
import { channelAccounts } from '../../db/messaging/channel-account.ts'
import { countyScope } from '../../db/scope.ts'
import { bindMember, bindRetiree, giveCard } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { newPerson } from '../people.ts'
import { actorOf, makeAccount, makeBinding, makeRetiree, makeStaff, system } from '../support.ts'

/** A person registered with everything, bound to the default peer. */
async function boundPerson() {
  const core = await startCore()
  const given = newPerson({ monthlyPensionFen: 234_560 })
  const person = await core.store.tx((tx) => registerRetiree(tx, given, system, core.clock.now))
  const account = await makeAccount(core.store)
  await makeBinding(core.store, account, person)
  return { core, person, given, account }
}

const requests = ({ store }: Core) =>
  store.read.select().from(personalRequests).orderBy(asc(personalRequests.id))

describe('我的联系卡', () => {
  test('tells the number, the station, its contact and telephone', async () => {
    const { core, person } = await boundPerson()
    const { serialNo, plainCode } = await giveCard(core.store, person)
    const set = { contactName: '王站长', phone: '0878-4120000', address: '广通镇解放路1号' }
    await core.store.tx((tx) => updateStation(tx, 'guangtong', set, system, core.clock.now))
    const said = await core.talk('我的联系卡')
    for (const words of [serialNo, '广通镇劳动保障工作站', '王站长', '0878-4120000', '解放路1号'])
      expect(said).toContain(words)
    expect(said).not.toContain(plainCode)
  })

  test.each([
    '我的联系卡丢了',
    '联系卡掉了咋办',
    '卡片找不到了',
    '我还没有领到联系卡',
    '补办联系卡',
    '联系卡看不清了',
  ])('%s makes one item for the station', async (words) => {
    const { core, person } = await boundPerson()
    await bindMember(core)
    expect(await core.talk(words)).toContain('替您申请补办')
    expect(await core.talk(words)).toContain('正在办')
    expect(await requests(core)).toMatchObject([
      { kind: 'card', retireeId: person.id, stationId: 'guangtong', status: 'open', proxy: '' },
    ])
    await vi.waitFor(() => expect(core.channel.to('clerk')).toHaveLength(1))
    expect(core.channel.to('clerk').join()).not.toContain('张桂英')
  })

  test('whoever is not bound is looked after by a person', async () => {
    const core = await startCore()
    expect(await core.talk('我的联系卡丢了')).toMatch(/一人一张.*编号 XZ2026\d{4}/s)
    expect(await requests(core)).toEqual([])
  })
})

describe('我的资料', () => {
  test('shows what is on file, and never a whole number, address or birth date', async () => {
    const { core, given } = await boundPerson()
    const said = await core.talk('我的资料')
    for (const words of [
      '张桂英',
      '1945年5月',
      '138****8000',
      '禄丰县水泥厂',
      '2345.60 元',
      '禄丰县广通镇…',
    ])
      expect(said).toContain(words)
    for (const secret of [given.idNumber, '13800138000', '解放路', '1945-05-12', '5月12日'])
      expect(said).not.toContain(secret)
  })

  test('a wish to correct it becomes an item; staff settle it and the person hears', async () => {
    const { core } = await boundPerson()
    const { member } = await bindMember(core)
    await core.talk('我的资料')
    expect(await core.talk('1')).toContain('哪一项不对')
    expect(await core.talk('电话换成 13900139000 了')).toContain('记下了')
    const [row] = await requests(core)
    expect(row).toMatchObject({ kind: 'correction', status: 'open' })
    expect(JSON.stringify(row)).not.toContain('13900139000')
    const settled = { status: 'done', answer: '电话已改' } as const
    const settle = () =>
      core.store.tx((tx) =>
        settleRequest(tx, row?.id ?? '', settled, actorOf(member), core.clock.now),
      )
    await settle()
    await vi.waitFor(() => expect(core.channel.to('1001').at(-1)).toContain('电话已改'))
    await expect(settle()).rejects.toMatchObject({ code: 'personal_request_settled' })
    expect(await requests(core)).toMatchObject([
      { status: 'done', settlerId: member.id, settledAt: core.clock.now },
    ])
  })

  test('a clerk of another station cannot settle it', async () => {
    const { core } = await boundPerson()
    await core.talk('我的名字登记错了，应该是张桂瑛')
    const [row] = await requests(core)
    const foreign = actorOf(await makeStaff(core.store, { stationId: 'heijing' }))
    const settled = { status: 'done', answer: '好' } as const
    await expect(
      core.store.tx((tx) => settleRequest(tx, row?.id ?? '', settled, foreign, core.clock.now)),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a picture with the wish keeps a row of its own', async () => {
    const { core } = await boundPerson()
    await core.talk('更正资料')
    const files = [{ ref: 'f1', kind: 'image' as const }]
    core.channel.files.set('f1', Buffer.from('x'))
    expect(await core.talk('', { content: { kind: 'file', files } })).toMatch(/编号 GT2026\d{4}/)
    const [row] = await openPetitions(core.store.read, countyScope, 1)
    expect(await attachmentsOfPetition(core.store.read, row?.id ?? '')).toHaveLength(1)
  })

  test.each(['我的资料', '我的', '资料不对要更正'])('%s, not bound: how to be', async (words) => {
    const core = await startCore()
    expect(await core.talk(words)).toContain('还没有绑定')
  })

  test('a WeChat account whose id may change is told to bind again', async () => {
    const core = await startCore({ channel: 'wechat' })
    expect(await core.talk('我的', { idLife: 'session' })).toContain('重新登录后要再绑一次')
    expect(await core.talk('我的', { peerId: '2' })).not.toContain('重新登录')
  })
})

describe('我的事', () => {
  test('shows what staff registered for the person too, not what others reported', async () => {
    const { core, person } = await boundPerson()
    const { registerPetition } = await import('../../db/ledgers/register-petition.ts')
    const walkIn = {
      stationId: 'guangtong',
      kind: 'help',
      source: 'walkIn',
      name: '张桂英',
    } as const
    const add = (retireeId: string | undefined, content: string) =>
      core.store.tx((tx) =>
        registerPetition(tx, { ...walkIn, content, retireeId }, system, core.clock.now),
      )
    const mine = await add(person.id, '来站里问的')
    const other = await add((await makeRetiree(core.store)).id, '别人的')
    for (const words of ['我的事', '我的件', '办到哪了']) {
      const said = await core.talk(words)
      expect(said).toContain(mine.serialNo)
      expect(said).not.toContain(other.serialNo)
    }
  })
})

describe('退订 and 恢复', () => {
  const wants = async ({ store }: Core) =>
    (await store.read.select().from(channelAccounts)).map((row) => row.wants)

  test.each(['退订', 'TD', '不要再给我发消息了', '别提醒了'])('%s, and back', async (words) => {
    const { core } = await boundPerson()
    expect(await core.talk(words)).toContain('我们照样答')
    expect(await wants(core)).toEqual(['out'])
    expect(await core.talk('我的联系卡')).toContain('管您的是')
    expect(await core.talk('恢复')).toContain('照样发给您')
    expect(await wants(core)).toEqual(['all'])
  })

  test('in the middle of a report such words are the report’s', async () => {
    const { core } = await boundPerson()
    await core.talk('我要投诉')
    expect(await core.talk('叫他们不要再发短信了')).toMatch(/编号 GT2026/)
    expect(await wants(core)).toEqual(['all'])
  })

  test('works with digits alone', async () => {
    const { core } = await boundPerson()
    for (const digit of ['0', '5', '5']) await core.talk(digit)
    expect(await wants(core)).toEqual(['out'])
    for (const digit of ['0', '5', '5']) await core.talk(digit)
    expect(await wants(core)).toEqual(['all'])
  })
})

test('隐私 tells what is kept and why', async () => {
  const core = await startCore()
  expect(await core.talk('隐私')).toContain('由县退管中心处理')
})

test('every sentence of what a bound person reads has at most 60 characters', async () => {
  const core = await startCore()
  await bindRetiree(core)
  for (const words of [
    '菜单',
    '我的',
    '我的联系卡',
    '我的资料',
    '更正资料',
    '我的家属',
    '解除绑定',
    '退订',
    '恢复',
    '隐私',
  ])
    await core.talk(words)
  for (const { text } of core.channel.sent)
    for (const sentence of text.split(/[。？！\n]/))
      expect([...sentence].length).toBeLessThanOrEqual(60)
})
