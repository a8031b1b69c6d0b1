import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { retirees, retireeWordsOf } from '../../db/ledgers/retiree.ts'
import { changesOf } from '../../db/ledgers/retiree-course.ts'
import { bindMember } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { newPerson } from '../people.ts'
import { monday, system } from '../support.ts'

const clerk = { peerId: 'clerk' }

async function withClerk() {
  const core = await startCore({ channel: 'wechat' })
  await bindMember(core)
  return { core, say: (text: string) => core.talk(text, clerk) }
}

const register = (core: Core, values: Parameters<typeof newPerson>[0] = {}) =>
  core.store.tx((tx) =>
    registerRetiree(tx, { ...newPerson(values), alike: 'other_person' }, system, monday),
  )

async function phoneOf(core: Core, id: string) {
  const [row] = await core.store.read.select().from(retirees).where(eq(retirees.id, id))
  return row === undefined ? undefined : retireeWordsOf(core.store.read, row).phone
}

describe('找', () => {
  test('one person is shown masked, with what can be done', async () => {
    const { core, say } = await withClerk()
    const { idLast4, idNumber } = await register(core, { name: '张桂英', patch: '北街' })
    expect(idNumber).not.toBeNull()
    const shown = await say('找 张桂英')
    expect(shown).toContain(
      `张桂英，女，80岁，身份证后四位${idLast4}，北街，电话138****8000，未核对`,
    )
    expect(shown).toMatch(/相符[\s\S]*不符[\s\S]*记电话/)
    expect(shown).not.toMatch(/13800138000|\d{17}|解放路/)
  })

  test.each([
    '找桂英',
    '找人：桂英',
    '查人 桂英',
    '找 13800138000',
    '找 １３８ ００１３ ８０００',
  ])('%s finds by a part of the name or the telephone', async (words) => {
    const { core, say } = await withClerk()
    await register(core, { name: '欧阳桂英' })
    expect(await say(words)).toContain('欧阳桂英')
  })

  test('by the last four of the ID number', async () => {
    const { core, say } = await withClerk()
    const { idLast4 } = await register(core)
    expect(await say(`找 ${idLast4?.toLowerCase()}`)).toContain('张桂英')
  })

  test('several are listed with numbers; a digit chooses, and the choice can be checked', async () => {
    const { core, say } = await withClerk()
    const rows = [await register(core), await register(core), await register(core)]
    const shown = await say('找 张桂英')
    expect(shown).toContain('找到 3 人')
    for (const { idLast4 } of rows) expect(shown).toContain(`后四位${idLast4}`)
    const [, , third] = shown.split('\n').filter((line) => line.includes('后四位'))
    const last4 = /后四位(\w{4})/.exec(third ?? '')?.[1] ?? '?'
    expect(await say('3')).toContain(`后四位${last4}`)
    expect(await say('1')).toContain('张桂英：相符。')
    const checked = (await core.store.read.select().from(retirees)).filter(
      ({ checkResult }) => checkResult === 'matches',
    )
    expect(checked.map(({ idLast4 }) => idLast4)).toEqual([last4])
  })

  test('no more than five, and that there are more is said', async () => {
    const { core, say } = await withClerk()
    for (let at = 0; at < 7; at++) await register(core)
    const shown = await say('找 张桂英')
    expect(shown.match(/后四位/g)).toHaveLength(5)
    expect(shown).toContain('人太多')
  })

  test('one character and a stranger are told in a sentence', async () => {
    const { core, say } = await withClerk()
    await register(core)
    expect(await say('找 英')).toContain('至少输入两个字')
    expect(await say('找 赵子龙')).toContain('没有找到')
  })

  test('only the own station’s people, only for staff who work with people', async () => {
    const { core, say } = await withClerk()
    const other = await register(core, { name: '黑井人', stationId: 'heijing' })
    await bindMember(core, { role: 'sysadmin', stationId: null }, 'admin')
    await bindMember(core, { role: 'center_clerk', stationId: null }, 'center')
    for (const words of ['找 黑井人', `找 ${other.idLast4}`, '找 13800138000'])
      expect(await say(words)).not.toContain('黑井人，')
    expect(await say(`person:${other.id}`)).toContain('没有')
    expect(await core.talk('找 黑井人', { peerId: 'admin' })).not.toContain('后四位')
    expect(await core.talk('找 黑井人')).not.toContain('后四位')
    expect(await core.talk('找 黑井人', { peerId: 'center' })).toContain('后四位')
  })
})

describe('记电话', () => {
  test('name and number in one message', async () => {
    const { core, say } = await withClerk()
    const { id } = await register(core)
    expect(await say('记电话 张桂英 139 0013 9000')).toBe('已记下张桂英的电话 139****9000。')
    expect(await phoneOf(core, id)).toBe('13900139000')
    const [change] = await changesOf(core.store.read, id)
    expect(change).toMatchObject({
      label: '联系电话',
      before: '138****8000',
      after: '139****9000',
      actorName: '李明',
    })
  })

  test('asked one by one, a wrong number once more', async () => {
    const { core, say } = await withClerk()
    const { id } = await register(core)
    expect(await say('记电话')).toContain('谁的电话')
    expect(await say('张桂英')).toContain('号码是多少')
    expect(await say('不知道')).toContain('没看出')
    expect(await say('08786123456')).toContain('已记下张桂英')
    expect(await phoneOf(core, id)).toBe('08786123456')
  })

  test('after somebody was found', async () => {
    const { core, say } = await withClerk()
    const { id } = await register(core)
    await say('找 张桂英')
    expect(await say('3')).toContain('号码是多少')
    expect(await say('13900139000')).toContain('已记下')
    expect(await phoneOf(core, id)).toBe('13900139000')
  })

  test('several of one name: a digit says which, and the number is not asked again', async () => {
    const { core, say } = await withClerk()
    const rows = [await register(core), await register(core)]
    const shown = await say('记电话 张桂英 13900139000')
    expect(shown).toContain('找到 2 人')
    const first = /后四位(\w{4})/.exec(shown)?.[1]
    expect(await say('1')).toContain('已记下')
    for (const { id, idLast4 } of rows)
      expect(await phoneOf(core, id)).toBe(idLast4 === first ? '13900139000' : '13800138000')
  })

  test('twice not understood ends without a change', async () => {
    const { core, say } = await withClerk()
    const { id } = await register(core)
    await say('记电话 张桂英')
    await say('没有')
    expect(await say('真没有')).toContain('没有记下')
    expect(await phoneOf(core, id)).toBe('13800138000')
  })

  test('nobody of another station, and not by a retiree', async () => {
    const { core, say } = await withClerk()
    const { id } = await register(core, { name: '黑井人', stationId: 'heijing' })
    expect(await say('记电话 黑井人 13900139000')).toContain('没有找到')
    await say(`phone:${id}`)
    expect(await say('13900139000')).toContain('没有')
    await core.talk('记电话 黑井人 13900139000')
    expect(await phoneOf(core, id)).toBe('13800138000')
  })
})
