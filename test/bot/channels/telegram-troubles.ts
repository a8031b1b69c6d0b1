import { expect, type TestContext, vi } from 'vitest'
import type { ChannelHealth } from '../../../bot/channels/types.ts'
import type { Fault } from '../../fakes/telegram-fault.ts'
import { chatId, type Rig, startedRig } from './telegram-support.ts'

/** What the issue allows between the other side's return and ours. */
export const healMs = 10_000

/** Waits until the channel stands like this. */
export const inState = (made: Rig, state: ChannelHealth['state']): Promise<void> =>
  vi.waitFor(() => expect(made.channel.health().state).toBe(state), {
    timeout: healMs,
    interval: 20,
  })

/** The channel hears a person again within the allowed time. */
export async function heals(made: Rig): Promise<void> {
  const before = made.received.length
  made.bot.text(chatId, '还在吗')
  await vi.waitFor(() => expect(made.received.length).toBeGreaterThan(before), { timeout: healMs })
  await inState(made, 'online')
  expect(await made.send(chatId, '在')).toMatchObject({ state: 'accepted' })
}

/** What the other side does, how the channel stands then, and what its note says. */
export type Trouble = readonly [string, Fault, ChannelHealth['state'], string]

const callsOf = ({ bot }: Rig): number => [...bot.calls.values()].reduce((sum, n) => sum + n, 0)

/** Puts a channel into trouble and out of it: told, then healed. */
export async function toldThenHealed(
  [, fault, state, note]: Trouble,
  { onTestFinished }: TestContext,
): Promise<void> {
  const made = await startedRig({}, onTestFinished)
  await inState(made, 'online')
  made.bot.faults.always('*', fault)
  await inState(made, state)
  expect(made.channel.health().note).toContain(note)
  const calls = callsOf(made)
  await vi.waitFor(() => expect(callsOf(made)).toBeGreaterThan(calls), { timeout: healMs })
  made.bot.faults.lift()
  await heals(made)
  expect(made.channel.health().note).toBeUndefined()
}
