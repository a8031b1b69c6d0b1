import { describe, expect, test, vi } from 'vitest'
import { petitionBySerialNo } from '../../db/ledgers/find-petition.ts'
import { registerPetition } from '../../db/ledgers/register-petition.ts'
import { countyScope } from '../../db/scope.ts'
import { bindMember } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { monday, system } from '../support.ts'

const clerk = { peerId: 'clerk' }

async function register(core: Core, stationId = 'guangtong') {
  const petition = {
    stationId,
    kind: 'complaint',
    source: 'walkIn',
    content: '门口没有灯',
    name: '张桂英',
  } as const
  return core.store.tx((tx) => registerPetition(tx, petition, system, monday))
}

async function withClerk() {
  const core = await startCore()
  await bindMember(core)
  return core
}

describe('我的件', () => {
  test('lists the open ones of my station, the next due first', async () => {
    const core = await withClerk()
    expect(await core.talk('我的件', clerk)).toContain('没有待办')
    await register(core)
    await register(core, 'heijing')
    const reply = await core.talk('我的件', clerk)
    expect(reply).toContain('GT20260001')
    expect(reply).not.toContain('HJ20260001')
  })

  test('is nothing for people who are no staff', async () => {
    const core = await startCore()
    await register(core)
    expect(await core.talk('我的件')).not.toContain('GT20260001')
    expect(await core.talk('查看 GT20260001')).not.toContain('没有灯')
  })

  test('ends for a disabled account at once', async () => {
    const core = await startCore()
    await bindMember(core, { status: 'disabled' })
    await register(core)
    expect(await core.talk('查看 GT20260001', clerk)).not.toContain('没有灯')
  })
})

describe('acts by number', () => {
  test('受理 starts the clock of sixty days', async () => {
    const core = await withClerk()
    await register(core)
    expect(await core.talk('受理 GT20260001', clerk)).toContain('2026年5月1日')
    const row = await petitionBySerialNo(core.store.read, countyScope, 'GT20260001')
    expect(row.status).toBe('accepted')
  })

  test('答复 needs words, and is done once', async () => {
    const core = await withClerk()
    await register(core)
    expect(await core.talk('答复 GT20260001', clerk)).toContain('写在编号后面')
    expect(await core.talk('答复 GT20260001 灯已装好', clerk)).toContain('已答复')
    expect(await core.talk('答复 GT20260001 又一次', clerk)).toContain('已答复')
    const row = await petitionBySerialNo(core.store.read, countyScope, 'GT20260001')
    expect(row.reopened).toBe(0)
  })

  test('转办 tells the other station, and takes it out of mine', async () => {
    const core = await withClerk()
    await bindMember(core, { stationId: 'heijing' }, 'other')
    await register(core)
    expect(await core.talk('转办 GT20260001 广通镇', clerk)).toContain('已经在')
    expect(await core.talk('转办 GT20260001', clerk)).toContain('哪个站')
    expect(await core.talk('转办 GT20260001 黑井', clerk)).toContain('黑井镇')
    await vi.waitFor(() => expect(core.channel.to('other').at(-1)).toContain('GT20260001'))
    expect(await core.talk('查看 GT20260001', clerk)).toContain('没有找到')
    expect(await core.talk('查看 gt20260001', { peerId: 'other' })).toContain('没有灯')
  })

  test('延期 is asked by the station and approved by the center', async () => {
    const core = await withClerk()
    await bindMember(core, { role: 'center_supervisor', stationId: null }, 'boss')
    await register(core)
    expect(await core.talk('延期 GT20260001 情况复杂', clerk)).toContain('不在办理中')
    await core.talk('受理 GT20260001', clerk)
    expect(await core.talk('延期 GT20260001 情况复杂', clerk)).toContain('审批')
    await vi.waitFor(() => expect(core.channel.to('boss').at(-1)).toContain('申请延期'))
    expect(await core.talk('延期 GT20260001 同意', { peerId: 'boss' })).toContain(
      '已延到2026年5月31日',
    )
    expect(await core.talk('延期 GT20260001 再来', clerk)).toContain('已经延期过一次')
  })

  test.each([
    '查看',
    '受理',
    '答复',
    '转办',
    '延期',
  ])('%s of another station’s is not found', async (verb) => {
    const core = await withClerk()
    await register(core, 'heijing')
    expect(await core.talk(`${verb} HJ20260001 黑井`, clerk)).toContain('没有找到')
  })
})
