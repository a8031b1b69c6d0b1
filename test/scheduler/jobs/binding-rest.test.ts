import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type Binding, bindings } from '../../../db/ledgers/binding.ts'
import { channelAccounts } from '../../../db/messaging/channel-account.ts'
import type { ChannelName } from '../../../db/messaging/message.ts'
import type { Store } from '../../../db/store.ts'
import { bindingRest } from '../../../scheduler/jobs/binding-rest.ts'
import { makeAccount, makeBinding, makeRetiree, monday, testStore } from '../../support.ts'

const dayMs = 86_400_000
let peers = 0

async function bound(
  store: Store,
  channel: ChannelName,
  silentDays: number,
  values: Partial<Binding> = {},
): Promise<string> {
  const account = await makeAccount(store, { channel, peerId: `p${++peers}`, idLife: 'session' })
  const seenAt = monday - silentDays * dayMs
  await store.tx((tx) =>
    tx.update(channelAccounts).set({ seenAt }).where(eq(channelAccounts.id, account.id)),
  )
  const person = await makeRetiree(store)
  return (await makeBinding(store, account, person, { idLife: 'session', ...values })).id
}

test('bindings of one login end after a silence, others stay, and no other account takes them over', async () => {
  const store = await testStore()
  const ends = [
    await bound(store, 'wechat', 15),
    await bound(store, 'wechat', 400, { status: 'held' }),
    await bound(store, 'webchat', 366),
  ]
  const stays = [
    await bound(store, 'wechat', 14),
    await bound(store, 'wechat', 400, { idLife: 'permanent' }),
    await bound(store, 'webchat', 300),
    await bound(store, 'telegram', 400),
  ]
  const run = () => bindingRest.run({ store, tick: monday })
  expect(await run()).toEqual({ ended: 3 })
  expect(await run()).toEqual({ ended: 0 })
  const rows = await store.read.select().from(bindings)
  const over = rows.filter(({ status }) => status === 'ended')
  expect(over.map(({ id }) => id).sort()).toEqual([...ends].sort())
  expect(over[0]).toMatchObject({ endReason: 'session_over', endedByKind: 'system', until: monday })
  expect(
    rows.filter(({ id }) => stays.includes(id)).every(({ status }) => status === 'active'),
  ).toBe(true)
  expect(rows).toHaveLength(ends.length + stays.length)
})
