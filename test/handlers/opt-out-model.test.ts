import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditEntries } from '../../db/audit.ts'
import { dialect } from '../../db/columns.ts'
import { channelAccounts } from '../../db/messaging/channel-account.ts'
import { bindRetiree } from '../bot/bind.ts'
import { type Core, startCore } from '../bot/core.ts'

type Wants = 'all' | 'out'

/** What a saying changes; undefined: nothing. */
const sayings: readonly (readonly [said: string, wants: Wants | undefined])[] = [
  ['退订', 'out'],
  ['TD', 'out'],
  ['td', 'out'],
  ['T', 'out'],
  ['取消订阅', 'out'],
  ['不要提醒了', 'out'],
  ['别提醒', 'out'],
  ['不要再给我发消息了', 'out'],
  ['别发了', 'out'],
  ['停止提醒。', 'out'],
  ['退訂', 'out'],
  ['恢复', 'all'],
  ['恢复提醒！', 'all'],
  ['重新订阅', 'all'],
  ['继续提醒', 'all'],
  ['不想再收到你们的问候', undefined],
  ['莫再发通知了', undefined],
  ['怎么退订', undefined],
  ['不要提醒我妈吃药', undefined],
  ['住院了谁来看我', undefined],
  ['菜单', undefined],
  ['🌹', undefined],
]

const accountOf = async ({ store }: Core, id: string) => {
  const [row] = await store.read.select().from(channelAccounts).where(eq(channelAccounts.id, id))
  return row ?? expect.fail('no account')
}

test('whatever is said, reminders stop and come again exactly when somebody says so', async () => {
  const saying = fc.constantFrom(...sayings)
  await fc.assert(
    fc.asyncProperty(fc.array(saying, { minLength: 3, maxLength: 10 }), async (script) => {
      const core = await startCore()
      const { account } = await bindRetiree(core)
      const { account: other } = await bindRetiree(core, {}, 'other')
      let wants: Wants = 'all'
      let changes = 0
      for (const [said, change] of script) {
        const reply = await core.talk(said)
        if (change !== undefined) {
          wants = change
          changes += 1
          expect(reply).toContain(change === 'out' ? '不再给您发' : '照样发给您')
        }
        expect((await accountOf(core, account.id)).wants, said).toBe(wants)
      }
      expect((await accountOf(core, other.id)).wants).toBe('all')
      const entries = await core.store.read.select().from(auditEntries)
      const kept = entries.filter(({ action }) => action.startsWith('account.opt_'))
      expect(kept).toHaveLength(changes)
      await core.stop()
    }),
    { numRuns: dialect === 'pg' ? 3 : 10 },
  )
}, 120_000)

test('in other words it is asked about first, and only the yes counts', async () => {
  const core = await startCore()
  const { account } = await bindRetiree(core)
  const wants = async () => (await accountOf(core, account.id)).wants
  expect(await core.talk('不想再收到你们的问候')).toContain('对吗')
  expect(await core.talk('2')).toContain('退管助手')
  expect(await wants()).toBe('all')
  await core.talk('莫再发通知了')
  expect(await core.talk('一')).toContain('不再给您发')
  expect(await wants()).toBe('out')
})

test('in the middle of a report the same words are its words', async () => {
  const core = await startCore()
  const { account } = await bindRetiree(core)
  await core.talk('我要投诉')
  expect(await core.talk('不想再收到乱收费的通知')).toMatch(/记下了，编号/)
  expect((await accountOf(core, account.id)).wants).toBe('all')
})

test('who wants no reminders is still answered, and reads it under 我的', async () => {
  const core = await startCore({ channel: 'wechat' })
  await bindRetiree(core)
  expect(await core.talk('我的')).toContain('不要提醒了')
  await core.talk('退订')
  expect(await core.talk('住院了谁来看我')).toContain('第十二条（一）')
  const mine = await core.talk('我的')
  expect(mine).toContain('恢复提醒')
  expect(mine).not.toContain('不要提醒了')
})
