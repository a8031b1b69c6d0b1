import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { outcomeOf } from '../../../bot/channels/telegram-outcome.ts'
import type { SendOutcome } from '../../../scheduler/types.ts'
import type { Fault } from '../../fakes/telegram-fault.ts'
import { chatId, rig } from './telegram-support.ts'

const answer = (code: number, description?: string, retryAfter?: number): Fault => ({
  kind: 'answer',
  code,
  ...(description === undefined ? {} : { description }),
  ...(retryAfter === undefined ? {} : { retryAfter }),
})
const refused = (why: string): unknown => ({ state: 'refused', why })
const uncertain = (why: string): unknown => ({ state: 'uncertain', why })

const answers: readonly [string, Fault, unknown, number][] = [
  [
    '429 with a pause',
    answer(429, undefined, 7),
    { ...Object(refused('limited')), retryAfterMs: 7000 },
    0,
  ],
  ['429 without a pause', answer(429), refused('limited'), 0],
  ['403 blocked', answer(403), refused('blocked'), 0],
  ['403 deactivated', answer(403, 'Forbidden: user is deactivated'), refused('blocked'), 0],
  [
    '403 never wrote',
    answer(403, "Forbidden: bot can't initiate conversation"),
    refused('blocked'),
    0,
  ],
  ['400 deactivated', answer(400, 'Bad Request: user is deactivated'), refused('blocked'), 0],
  ['400 no chat', answer(400, 'Bad Request: chat not found'), refused('unknown-peer'), 0],
  ['400 bad peer', answer(400, 'Bad Request: PEER_ID_INVALID'), refused('unknown-peer'), 0],
  ['400 too long', answer(400, 'Bad Request: message is too long'), refused('too-long'), 0],
  ['400 else', answer(400, 'Bad Request: whatever'), refused('rejected'), 0],
  ['413', answer(413, 'Request Entity Too Large'), refused('rejected'), 0],
  ['401 blames the token', answer(401), refused('offline'), 0],
  ['404 blames the token', answer(404), refused('offline'), 0],
  ['409 blames the set-up', answer(409), refused('offline'), 0],
  ['500', answer(500), uncertain('telegram-500'), 0],
  ['502', answer(502), uncertain('telegram-502'), 0],
  ['cut before it was recorded', { kind: 'cut-before' }, uncertain('ECONNRESET'), 0],
  ['cut after it was recorded', { kind: 'cut-after' }, uncertain('ECONNRESET'), 1],
  ['half an answer', { kind: 'half-answer' }, uncertain('ECONNRESET'), 1],
  ['HTML in place of JSON', { kind: 'broken' }, uncertain('EBROKENANSWER'), 1],
  ['HTML of a gateway', { kind: 'broken', status: 502 }, uncertain('EBROKENANSWER'), 1],
  ['null', { kind: 'broken', body: 'null' }, uncertain('EBROKENANSWER'), 1],
  ['JSON of another service', { kind: 'broken', body: '{}' }, uncertain('EBROKENANSWER'), 1],
  ['no answer', { kind: 'hang' }, uncertain('ETIMEDOUT'), 0],
  ['no answer but recorded', { kind: 'hang-after' }, uncertain('ETIMEDOUT'), 1],
]

test.each(
  answers,
)('a send that meets %s becomes its row of the table', async (_, fault, expected, recorded) => {
  const { bot, send } = await rig()
  bot.faults.next('sendMessage', fault)

  expect(await send(chatId, '您好')).toEqual(expected)
  expect(bot.sends).toHaveLength(recorded)
  expect(await send(chatId, '后一条')).toMatchObject({ state: 'accepted' })
  bot.faults.next('sendMessage', fault)
  expect(await send(chatId, '连接已用过')).toEqual(expected)
})

test('an accepted send tells the id of the message', async () => {
  const { bot, send } = await rig()
  const outcome = await send(chatId, '您好')
  expect(outcome).toEqual({ state: 'accepted', remoteId: String(bot.sends[0]?.messageId) })
})

test('the real refusals of the platform need no script', async () => {
  const { bot, send } = await rig()
  bot.chat(1, 'blocked')
  bot.chat(2, 'deactivated')

  expect(await send(1, '您好')).toEqual(refused('blocked'))
  expect(await send(2, '您好')).toEqual(refused('blocked'))
  expect(await send(99, '您好')).toEqual(refused('unknown-peer'))
  expect(await send(chatId, '  ')).toEqual(refused('rejected'))
  const options = [{ id: '选'.repeat(22), label: '太长的编号' }]
  expect(await send(chatId, { text: '请选', options })).toEqual(refused('rejected'))
})

/** A port nobody listens on. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A server that accepts connections and says nothing, or garbage. */
async function rawServer(greeting?: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    if (greeting !== undefined) socket.end(greeting)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const nothingWritten: readonly [string, () => Promise<string>][] = [
  ['nobody listens', async () => `http://127.0.0.1:${await deadPort()}`],
  ['the name is unknown', async () => 'http://telegram.invalid'],
  ['TLS gets no answer', async () => `https://${await rawServer()}`],
  [
    'TLS meets something else',
    async () => `https://${await rawServer('HTTP/1.1 400 Bad Request\r\n\r\n')}`,
  ],
]

test.each(
  nothingWritten,
)('nothing was written when %s: refused, to be sent again', async (_, root) => {
  const { send } = await rig({ apiRoot: await root() })
  expect(await send(chatId, '您好')).toEqual(refused('offline'))
})

test('garbage in place of HTTP is uncertain', async () => {
  const { send } = await rig({ apiRoot: `http://${await rawServer('garbage\r\n\r\n')}` })
  expect(await send(chatId, '您好')).toMatchObject({ state: 'uncertain' })
})

test('an outage between two sends refuses the second, though its connection was kept', async () => {
  const { server, send } = await rig()
  expect(await send(chatId, '第一条')).toMatchObject({ state: 'accepted' })
  await server.stop()
  await vi.waitFor(async () => expect(await send(chatId, '第二条')).toEqual(refused('offline')))
  await server.start()
  expect(await send(chatId, '第三条')).toMatchObject({ state: 'accepted' })
})

test('a signal ends a send at once: before it was written refused, after uncertain', async () => {
  const { bot, send } = await rig({ deadlineMs: 60_000 })
  expect(await send(chatId, '早', AbortSignal.abort())).toEqual(refused('offline'))

  bot.faults.next('sendMessage', { kind: 'hang' })
  const abort = new AbortController()
  const pending = send(chatId, '您好', abort.signal)
  await vi.waitFor(() => expect(bot.calls.get('sendMessage')).toBe(1))
  abort.abort()
  expect(await pending).toEqual(uncertain('EABORTED'))
})

test('a hundred sends side by side each get their own outcome', async () => {
  const { bot, channel, send } = await rig({ deadlineMs: 5_000 })
  bot.faults.rule = (method, payload) =>
    method === 'sendMessage' && Number(payload['text']) % 3 === 0
      ? { kind: 'cut-after' }
      : undefined
  const numbers = Array.from({ length: channel.parallel }, (_, n) => n + 1)
  const outcomes: SendOutcome[] = await Promise.all(numbers.map((n) => send(chatId, String(n))))

  expect(outcomes.map(({ state }) => state)).toEqual(
    numbers.map((n) => (n % 3 === 0 ? 'uncertain' : 'accepted')),
  )
  expect(bot.sends.map(({ text }) => Number(text)).sort((a, b) => a - b)).toEqual(numbers)
})

test('a bug is not taken for an outcome', () => {
  expect(() => outcomeOf(new RangeError('bug'))).toThrow(RangeError)
})
