import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { settleDifference } from '../../db/ledgers/handover.ts'
import { handoverDifferences } from '../../db/ledgers/handover-difference.ts'
import { nextToCheck } from '../../db/ledgers/handover-next.ts'
import { type Retiree, retirees } from '../../db/ledgers/retiree.ts'
import { differenceLabels } from '../../policy/retiree.ts'
import { bindMember } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'
import { makeRetiree, monday, system } from '../support.ts'

const clerk = { peerId: 'clerk' }

async function withClerk() {
  const core = await startCore({ channel: 'wechat' })
  await bindMember(core)
  return { core, say: (text: string) => core.talk(text, clerk) }
}

const person = (core: Core, name: string, values: Partial<Retiree> = {}) =>
  makeRetiree(core.store, { name, status: 'incoming', idLast4: '0026', ...values }, '13800138000')

async function resultOf(core: Core, { id }: Retiree) {
  const [row] = await core.store.read.select().from(retirees).where(eq(retirees.id, id))
  return row?.checkResult
}

describe('核对', () => {
  test('goes through my station’s list by digits alone, patch by patch', async () => {
    const { core, say } = await withClerk()
    const second = await person(core, '李长寿', { patch: '乙片' })
    const first = await person(core, '张桂英', { patch: '甲片' })
    await person(core, '王黑井', { stationId: 'heijing', patch: '丙片' })
    // By character, 乙 comes before 甲.
    const shown = await say('核对')
    expect(shown).toContain('还有 2 人没核对')
    expect(shown).toContain('李长寿，女，80岁，身份证后四位0026，乙片，电话138****8000，未核对')
    expect(shown).toMatch(/1.{0,3}相符[\s\S]*2.{0,3}不符[\s\S]*3.{0,3}先放一放/)

    const next = await say('1')
    expect(next).toContain('李长寿：相符。')
    expect(next).toContain('还有 1 人没核对')
    expect(next).toContain('张桂英')
    expect(await resultOf(core, second)).toBe('matches')

    expect(await say('2')).toMatch(/张桂英哪里不符.*死亡[\s\S]*迁出[\s\S]*查无此人[\s\S]*资料有误/s)
    const done = await say('3')
    expect(done).toContain('张桂英：不符（查无此人），已报县退管中心。')
    expect(done).toContain('名单都核对完了')
    expect(done).not.toContain('王黑井')
    expect(await resultOf(core, first)).toBe('differs')
    const acts = (await core.store.read.select().from(auditEntries)).map(({ action }) => action)
    expect(acts.filter((action) => action === 'retiree.check')).toHaveLength(2)
  })

  test.each(
    Object.entries(differenceLabels).map(([kind, label], at) => [label, kind, String(at + 1)]),
  )('%s becomes an item that the center is told of and settles', async (label, kind, digit) => {
    const { core, say } = await withClerk()
    await bindMember(core, { role: 'center_clerk', stationId: null }, 'center')
    await person(core, '张桂英')
    await say('核对')
    await say('不符')
    await say(digit)
    const [open] = await core.store.read.select().from(handoverDifferences)
    expect(open).toMatchObject({ kind, status: 'open', stationId: 'guangtong', note: null })
    await vi.waitFor(() =>
      expect(core.channel.to('center').at(-1)).toContain(`有一人不符（${label}）`),
    )
    expect(core.channel.to('center').join('')).not.toContain('张桂英')
    const settle = { settlement: 'corrected', answer: '已更正' } as const
    await core.store.tx((tx) => settleDifference(tx, open?.id ?? '', settle, system, monday))
    expect(await say('核对')).toContain('张桂英')
  })

  test('who was put aside comes again when the list begins anew', async () => {
    const { core, say } = await withClerk()
    await person(core, '张桂英', { patch: 'a' })
    await person(core, '李长寿', { patch: 'b' })
    expect(await say('核对名单')).toContain('张桂英')
    expect(await say('3')).toContain('李长寿')
    expect(await say('3')).toContain('后面没有了，还有 2 人没核对')
    expect(await say('核对')).toContain('张桂英')
  })

  test('skips the dead, who moved away, and who is checked already', async () => {
    const { core, say } = await withClerk()
    await person(core, '故人', { vital: 'deceased' })
    await person(core, '走人', { status: 'left' })
    await person(core, '完人', { checkResult: 'matches' })
    expect(await say('核对')).toBe('名单都核对完了。')
  })

  test('center staff check the people of the center itself', async () => {
    const { core } = await withClerk()
    await bindMember(core, { role: 'center_clerk', stationId: null }, 'center')
    await person(core, '站里人')
    await person(core, '遗属人', { stationId: 'center', category: 'dependent_survivor' })
    const shown = await core.talk('核对', { peerId: 'center' })
    expect(shown).toContain('遗属人')
    expect(shown).not.toContain('站里人')
  })

  test('a difference that waits for the center is not reported twice', async () => {
    const { core, say } = await withClerk()
    const { id } = await person(core, '张桂英')
    await say(`check:differs:${id}:dead`)
    expect(await say(`check:matches:${id}`)).toContain('已报不符，等县退管中心处理')
    expect(await core.store.read.$count(handoverDifferences)).toBe(1)
  })
})

describe('nobody else', () => {
  test.each([
    ['a clerk of another station', { stationId: 'heijing' }],
    ['a system administrator', { role: 'sysadmin', stationId: null }],
    ['an auditor', { role: 'auditor', stationId: null }],
    ['a disabled clerk', { status: 'disabled' }],
  ] as const)('%s neither sees nor checks', async (_who, values) => {
    const core = await startCore({ channel: 'wechat' })
    await bindMember(core, values)
    const row = await person(core, '张桂英')
    const ways = [
      '核对',
      ...['matches', 'differs', 'next', 'differs'].map((act) => `check:${act}:${row.id}`),
    ]
    for (const way of [...ways, `check:differs:${row.id}:dead`])
      expect(await core.talk(way, clerk)).not.toContain('张桂英')
    expect(await resultOf(core, row)).toBe('unchecked')
  })

  test('a retiree who says 核对 is answered like anybody', async () => {
    const core = await startCore({ channel: 'wechat' })
    await person(core, '张桂英')
    expect(await core.talk('核对')).not.toContain('张桂英')
  })
})

test('the next one is found for every patch and order, each person once', async () => {
  const core = await startCore({ channel: 'wechat' })
  const made = await Promise.all(
    ['c', '', 'a', 'b', 'a', '', 'c'].map((patch, at) =>
      person(core, `人${'一二三四五六七'[at]}`, { patch }),
    ),
  )
  const seen: string[] = []
  let after: Retiree | undefined
  for (;;) {
    const { person: next, left } = await nextToCheck(core.store.read, 'guangtong', after)
    expect(left).toBe(made.length)
    if (next === undefined) break
    seen.push(`${next.patch}${next.id}`)
    after = next
  }
  expect(seen).toEqual(made.map(({ patch, id }) => `${patch}${id}`).sort())
})
