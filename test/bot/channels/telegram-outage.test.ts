import { expect, test, vi } from 'vitest'
import { startFakeTelegram } from '../../fakes/telegram-server.ts'
import { chatId, gate, keep, type Rig, rig, startedRig } from './telegram-support.ts'
import { healMs, heals, inState, type Trouble, toldThenHealed } from './telegram-troubles.ts'

test('start resolves without a server, and the channel comes up with it', async () => {
  const made = await rig()
  await made.server.stop()
  await made.channel.start(keep(made))
  await vi.waitFor(() => expect(made.channel.health().note).toContain('ECONNREFUSED'))
  expect(made.channel.health().state).toBe('connecting')
  expect(made.channel.account).toBe(String(made.bot.id))

  await made.server.start()
  await heals(made)
  expect(made.states.map(({ state }) => state)).toEqual(['connecting', 'online'])
}, 20_000)

test('a long outage is told and healed, and what was written meanwhile arrives', async () => {
  const made = await startedRig()
  await inState(made, 'online')
  await made.server.stop()
  await inState(made, 'connecting')
  made.bot.text(chatId, '停电时写的')
  const grown = made.logs.length
  await vi.waitFor(() => expect(made.channel.health().note).toContain('ECONNREFUSED'))
  await made.server.start()
  await heals(made)
  expect(made.received[0]?.content.text).toBe('停电时写的')
  expect(made.logs.length - grown).toBeLessThan(5)
}, 30_000)

const troubles: readonly Trouble[] = [
  ['a server error', { kind: 'answer', code: 502 }, 'connecting', 'telegram-502'],
  ['HTML of a gateway', { kind: 'broken' }, 'connecting', 'EBROKENANSWER'],
]

test.concurrent.for(troubles)('%s is told, then healed', { timeout: 40_000 }, toldThenHealed)

test('a revoked token heals when it is valid again', async () => {
  const made = await startedRig()
  await inState(made, 'online')
  made.server.revoke(made.bot)
  made.server.breakConnections()
  await inState(made, 'needs-login')
  expect(await made.send(chatId, '您好')).toEqual({ state: 'refused', why: 'offline' })
  made.server.restore(made.bot)
  await heals(made)
}, 30_000)

test('of two pollers both say so, and one that remains hears again', async () => {
  const server = await startFakeTelegram()
  const one = await rig({ apiRoot: server.apiRoot })
  const two = await rig({ apiRoot: server.apiRoot })
  await one.channel.start(keep(one))
  await two.channel.start(keep(two))
  const told = (made: Rig): boolean => made.logs.some((line) => line.includes('telegram-409'))
  await vi.waitFor(() => expect([told(one), told(two)]).toEqual([true, true]), { timeout: healMs })
  await two.channel.stop()
  server.bot().text(chatId, '谁在听')
  await vi.waitFor(() => expect(one.received.concat(two.received)).toHaveLength(1), {
    timeout: healMs,
  })
  await inState(one, 'online')
  await one.channel.stop()
  await server.stop()
}, 30_000)

test('a webhook left by someone is taken away, without dropping what waits', async () => {
  const made = await rig()
  made.bot.webhook = 'https://example.org/hook'
  made.bot.text(chatId, '早上写的')
  await made.channel.start(keep(made))
  await vi.waitFor(() => expect(made.received).toHaveLength(1))
  made.bot.webhook = 'https://example.org/again'
  await heals(made)
}, 20_000)

test('stop ends a waiting poll at once, and a channel that cannot connect', async () => {
  const online = await startedRig({ pollSeconds: 50 })
  await inState(online, 'online')
  await vi.waitFor(() => expect(online.bot.calls.get('getUpdates')).toBe(2))
  const away = await rig({ deadlineMs: 60_000, pollSeconds: 50 })
  away.bot.faults.always('*', { kind: 'hang' })
  await away.channel.start(keep(away))
  await vi.waitFor(() => expect(away.bot.calls.get('deleteWebhook')).toBe(1))

  const begun = performance.now()
  await Promise.all([online.channel.stop(), away.channel.stop()])
  expect(performance.now() - begun).toBeLessThan(500)
  expect(online.channel.health()).toMatchObject({ state: 'off' })
})

test('stop does not wait for the next attempt', async () => {
  const made = await rig()
  made.bot.faults.always('*', { kind: 'answer', code: 401 })
  await made.channel.start(keep(made))
  await inState(made, 'needs-login')
  const begun = performance.now()
  await made.channel.stop()
  expect(performance.now() - begun).toBeLessThan(500)
})

test('after a failure no kept connection is trusted: the next attempt opens one of its own', async () => {
  const made = await startedRig()
  await inState(made, 'online')
  await Promise.all(Array.from({ length: 5 }, () => made.send(chatId, '开几条连接')))
  made.server.deafen()
  await inState(made, 'connecting')
  const { unheard } = made.server
  await heals(made)
  expect(made.server.unheard).toBe(unheard)
}, 20_000)

test('stop lets a store and a send under way end', async () => {
  const made = await rig({ deadlineMs: 5_000 })
  const door = gate()
  made.bot.text(chatId, '您好')
  const ended: string[] = []
  const storing = vi.fn(() => door.opened.then(() => void ended.push('stored')))
  await made.channel.start(storing)
  await vi.waitFor(() => expect(storing).toHaveBeenCalled())
  made.server.latencyMs = 100
  const sent = made.send(chatId, '在').then(({ state }) => void ended.push(state))
  const stopped = made.channel.stop().then(() => void ended.push('stopped'))
  door.open()
  await Promise.all([sent, stopped])
  expect(ended).toEqual(['stored', 'accepted', 'stopped'])
})

test('health tells when somebody was last heard and since when the state holds', async () => {
  const made = await startedRig()
  await inState(made, 'online')
  expect(made.channel.health().lastInboundAt).toBeUndefined()
  const { since } = made.channel.health()
  made.bot.text(chatId, '您好')
  await vi.waitFor(() => expect(made.channel.health().lastInboundAt).toBeGreaterThanOrEqual(since))
  expect(made.channel.health().since).toBe(since)
})
