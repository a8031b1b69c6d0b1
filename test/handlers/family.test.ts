import { asc, eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { type Binding, bindings } from '../../db/ledgers/binding.ts'
import { acceptBinding, dropBinding } from '../../db/ledgers/binding-acts.ts'
import { openPetitions, petitionBySerialNo, petitionWords } from '../../db/ledgers/find-petition.ts'
import { answerPetition } from '../../db/ledgers/petition-acts.ts'
import { petitionHistory } from '../../db/ledgers/petition-event.ts'
import type { Retiree } from '../../db/ledgers/retiree.ts'
import { countyScope } from '../../db/scope.ts'
import { bindMember, bindRetiree, giveCard } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { actorOf, makeBinding, makeRetiree, makeStaff, system } from '../support.ts'

const bindingsOf = ({ store }: Core): Promise<Binding[]> =>
  Promise.resolve(store.read.select().from(bindings).orderBy(asc(bindings.id)))
const daughter = { peerId: 'daughter' } as const
const elder = { peerId: 'elder' } as const
const press = (peerId: string) => ({ content: { kind: 'choice' }, peerId }) as const

/** 张桂英 in the register with a card, and her own account where asked for. */
async function household(withOwnAccount: boolean) {
  const core = await startCore()
  const values = { idLast4: '5126' }
  const person = withOwnAccount
    ? (await bindRetiree(core, values, elder.peerId)).retiree
    : await makeRetiree(core.store, values)
  const { plainCode: code } = await giveCard(core.store, person)
  return { core, person, code }
}

/** The daughter scans the card and proves what the elder told her. */
async function scan(core: Core, code: string, values: { peerId: string } = daughter) {
  await core.talk(code, values)
  await core.talk('1', values)
  expect(await core.talk('2', values)).toContain('老人身份证号码的后四位')
  return core.talk('5126', values)
}

describe('a daughter with the card', () => {
  test('is bound, and may do nothing before the elder agrees in the elder’s own chat', async () => {
    const { core, person, code } = await household(true)
    const said = await scan(core, code)
    expect(said).toContain('绑定成功，记下您是张桂英的女儿')
    const [, asked] = await bindingsOf(core)
    expect(asked).toMatchObject({
      role: 'family',
      relation: '女儿',
      status: 'asked',
      reminders: 'no',
      reports: 'no',
      progress: 'no',
      amounts: 'no',
      grantedAt: null,
    })
    expect(await core.talk('我的资料', daughter)).toContain('还没有绑定')
    await vi.waitFor(() => expect(core.channel.to('elder').at(-1)).toContain('您的女儿想替您办事'))
    expect(await core.talk('1', elder)).toContain('收提醒、代为反映、看办理进展')
    await vi.waitFor(() => expect(core.channel.to('daughter').at(-1)).toContain('可以替张桂英办'))
    expect((await bindingsOf(core))[1]).toMatchObject({
      status: 'active',
      reports: 'yes',
      amounts: 'no',
      grantedByKind: 'person',
      grantedAt: core.clock.now,
    })
    expect(person.id).toBe(asked?.retireeId)
  })

  test.each([
    ['2', 'active', 'yes'],
    ['3', 'ended', 'no'],
  ])('%s in answer: %s, money %s', async (digit, status, amounts) => {
    const { core, code } = await household(true)
    await scan(core, code)
    await vi.waitFor(() => expect(core.channel.to('elder').at(-1)).toContain('您同意吗'))
    await core.talk(digit, elder)
    expect((await bindingsOf(core))[1]).toMatchObject({ status, amounts })
  })

  test('whose elder has no account waits for the station, which is told', async () => {
    const { core, code } = await household(false)
    const { member } = await bindMember(core)
    await scan(core, code)
    await vi.waitFor(() => expect(core.channel.to('clerk').at(-1)).toContain('账号绑定待办'))
    const [row] = await bindingsOf(core)
    const given = { checked: 'phone', rights: 'usual' } as const
    await core.store.tx((tx) =>
      acceptBinding(tx, row?.id ?? '', given, actorOf(member), core.clock.now),
    )
    await vi.waitFor(() => expect(core.channel.to('daughter').at(-1)).toContain('可以替张桂英办'))
    expect(await bindingsOf(core)).toMatchObject([
      { status: 'active', grantedByKind: 'staff', grantedById: member.id, proof: 'last4' },
    ])
  })

  test('nobody but the elder agrees, and not the daughter herself', async () => {
    const { core, code } = await household(true)
    await scan(core, code)
    const [, row] = await bindingsOf(core)
    for (const peer of ['daughter', 'stranger']) await core.talk(`kin:${row?.id}:all`, press(peer))
    expect((await bindingsOf(core))[1]).toMatchObject({ status: 'asked', amounts: 'no' })
  })

  test('a clerk of another station finds nothing to decide', async () => {
    const { core, code } = await household(false)
    await scan(core, code)
    const [row] = await bindingsOf(core)
    const foreign = actorOf(await makeStaff(core.store, { stationId: 'heijing' }))
    const given = { checked: 'met', rights: 'all' } as const
    const tries = [
      core.store.tx((tx) => acceptBinding(tx, row?.id ?? '', given, foreign, core.clock.now)),
      core.store.tx((tx) => dropBinding(tx, row?.id ?? '', 'refused', foreign, core.clock.now)),
    ]
    for (const result of await Promise.allSettled(tries))
      expect(result).toMatchObject({ reason: { code: 'not_found' } })
    expect(await bindingsOf(core)).toMatchObject([{ status: 'asked' }])
  })
})

describe('what was agreed to', () => {
  /** A daughter who may do what `rights` say, and the elder's own account. */
  async function family(rights: Partial<Binding> = {}) {
    const { core, person } = await household(true)
    const { account } = await bindRetiree(core, { name: '随便' }, 'daughter')
    await core.store.tx((tx) => tx.delete(bindings).where(eq(bindings.accountId, account.id)))
    const kin = { role: 'family', relation: '女儿', grantedAt: core.clock.now } as const
    const binding = await makeBinding(core.store, account, person, { ...kin, ...rights })
    return { core, person, account, binding }
  }

  test('a report is the elder’s, from the daughter: on the row, its course and in the audit', async () => {
    const { core, person, account } = await family()
    const said = await core.talk('投诉：路灯坏了', daughter)
    expect(said).toMatch(/编号 GT2026\d{4}/)
    const [row] = await openPetitions(core.store.read, countyScope, 1)
    expect(row).toMatchObject({ name: '张桂英', retireeId: person.id, accountId: account.id })
    const [event] = await petitionHistory(core.store.read, row?.id ?? '')
    expect(event).toMatchObject({ actorId: account.id, note: '家属（女儿）代为反映' })
    const entries = await core.store.read
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.action, 'petition.register'))
    expect(entries[0]).toMatchObject({ actorId: account.id })
    expect(entries[0]?.detail).toContain(`"for":"${person.id}"`)
  })

  test('without the right to report she is asked who she is, as any stranger', async () => {
    const { core } = await family({ reports: 'no' })
    expect(await core.talk('投诉：路灯坏了', daughter)).toContain('叫什么名字')
  })

  test('progress of what the elder reported is seen with the right, and not without', async () => {
    const { core, binding } = await family()
    const [, serialNo = ''] = /编号 (\w+)/.exec(await core.talk('投诉：没有座位', elder)) ?? []
    expect(await core.talk('办到哪了', daughter)).toContain(serialNo)
    expect(await core.talk(serialNo, daughter)).toContain('已登记')
    const set = { progress: 'no' as const }
    await core.store.tx((tx) => tx.update(bindings).set(set).where(eq(bindings.id, binding.id)))
    expect(await core.talk('办到哪了', daughter)).not.toContain(serialNo)
    expect(await core.talk(serialNo, daughter)).toContain('没有找到')
    expect(await core.talk('我的资料', daughter)).toContain('没有同意')
  })

  test('the elder takes it back with digits alone, at once', async () => {
    const { core } = await family()
    await core.talk('菜单', elder)
    await core.talk('5', elder)
    expect(core.channel.sent.at(-1)?.options?.map(({ label }) => label)).toEqual([
      '我的联系卡',
      '我的资料',
      '问办到哪了',
      '我的家属',
      '不要提醒了',
      '解除绑定',
    ])
    expect(await core.talk('4', elder)).toContain('这些账号能替您办事')
    expect(await core.talk('1', elder)).toContain('可以收提醒')
    expect(await core.talk('2', elder)).toContain('不能替您办事了')
    expect((await bindingsOf(core)).at(-1)).toMatchObject({
      status: 'ended',
      endReason: 'by_person',
      until: core.clock.now,
    })
    await vi.waitFor(() => expect(core.channel.to('daughter').at(-1)).toContain('已经解除'))
    expect(await core.talk('我的资料', daughter)).toContain('还没有绑定')
  })

  test('money is shown to whom it was agreed to', async () => {
    const { core, binding } = await family({ amounts: 'no' })
    const { retirees } = await import('../../db/ledgers/retiree.ts')
    await core.store.tx((tx) => tx.update(retirees).set({ monthlyPensionFen: 234_560 }))
    expect(await core.talk('我的资料', elder)).toContain('2345.60 元')
    expect(await core.talk('我的资料', daughter)).not.toContain('2345.60')
    await core.talk(`kin:${binding.id}:all`, press('elder'))
    expect(await core.talk('我的资料', daughter)).toContain('2345.60 元')
  })
})

describe('one account for several people', () => {
  async function two(values: Partial<Retiree> = {}) {
    const core = await startCore()
    const { retiree: mother, account } = await bindRetiree(core)
    const father = await makeRetiree(core.store, {
      name: '李长寿',
      sex: 'male',
      stationId: 'heijing',
      ...values,
    })
    const kin = { role: 'family', relation: '儿子', grantedAt: core.clock.now } as const
    await core.store.tx((tx) => tx.update(bindings).set(kin))
    await makeBinding(core.store, account, father, kin)
    return { core, mother, father, account }
  }
  const last = (core: Core) => openPetitions(core.store.read, countyScope, 10)

  test('为谁 is asked, a digit answers, and what was said before goes on', async () => {
    const { core, father } = await two()
    expect(await core.talk('投诉：路灯坏了')).toBe('为谁？请回数字。')
    expect(core.channel.sent.at(-1)?.options?.map(({ label }) => label)).toEqual([
      '张桂英',
      '李长寿',
    ])
    expect(await core.talk('2')).toMatch(/^李长寿：.*编号 HJ2026\d{4}/s)
    const [row] = await last(core)
    expect(row).toMatchObject({ retireeId: father.id, name: '李长寿', stationId: 'heijing' })
    expect(row && petitionWords(core.store.read, row).content).toBe('投诉：路灯坏了')
  })

  test('a name answers as well; a restart between loses nothing', async () => {
    const { core, mother } = await two()
    await core.talk('投诉：路灯坏了')
    await core.stop()
    const next = await startCore({ store: core.store })
    expect(await next.talk('张桂英')).toMatch(/^张桂英：.*编号 GT2026/s)
    expect((await last(next))[0]).toMatchObject({ retireeId: mother.id })
  })

  test('the talk stays with one, named in every reply, until another is named or it rests', async () => {
    const { core } = await two()
    await core.talk('投诉：李长寿家的路灯坏了')
    expect(await core.talk('我的联系卡')).toMatch(/^李长寿：/)
    expect(await core.talk('菜单')).toMatch(/^李长寿：您好/)
    expect(await core.talk('我妈的联系卡丢了')).toMatch(/^张桂英：/)
    core.clock.now += 31 * 60_000
    expect(await core.talk('我的资料')).toBe('为谁？请回数字。')
  })

  test('换人 asks anew; 0 and 9 work there too', async () => {
    const { core } = await two()
    expect(await core.talk('换人')).toBe('为谁？请回数字。')
    expect(await core.talk('1')).toContain('下面说张桂英的事')
    await core.talk('换人')
    expect(await core.talk('0')).toContain('您好')
    core.clock.now += 31 * 60_000
    await core.talk('9')
    expect(await core.talk('9')).toMatch(/已请工作人员来帮您，编号/)
  })

  test('progress is of the one the talk is about, the answer of a petition names them', async () => {
    const { core } = await two()
    await core.talk('投诉：张桂英家停水')
    await core.talk('投诉：李长寿家停电')
    expect(await core.talk('办到哪了')).toMatch(/HJ20260001/)
    expect(await core.talk('办到哪了')).not.toContain('GT20260001')
    const { id } = await petitionBySerialNo(core.store.read, countyScope, 'GT20260001')
    await core.store.tx((tx) => answerPetition(tx, id, '已修好', system, core.clock.now))
    await vi.waitFor(() =>
      expect(core.channel.to('1001').at(-1)).toMatch(/^张桂英：编号 GT20260001 有答复了/),
    )
  })
})
