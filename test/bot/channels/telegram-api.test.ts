import { expect, test } from 'vitest'
import { pathOf, rootOf } from '../../../bot/channels/telegram-api.ts'
import { rig } from './telegram-support.ts'

test.each([
  ['https://api.telegram.org/bot1:a/getMe', '/bot1:a/getMe'],
  ['https://api.telegram.org:443/bot1:a/getMe', '/bot1:a/getMe'],
  ['HTTP://LOCALHOST:80/bot1:a/getMe', '/bot1:a/getMe'],
  ['http://127.0.0.1:8081/below/it/bot1:a/getMe?x=1', '/below/it/bot1:a/getMe?x=1'],
  ['https://电报.中国/bot1:a/getMe', '/bot1:a/getMe'],
  ['http://h/file/bot1:a/voice/%E5%A3%B0.oga', '/file/bot1:a/voice/%E5%A3%B0.oga'],
])('of %s what stands behind the origin is %s', (url, path) => {
  expect(pathOf(url)).toBe(path)
})

test.each([
  [undefined, 'https://api.telegram.org'],
  ['http://127.0.0.1:8081/', 'http://127.0.0.1:8081'],
  ['http://127.0.0.1:8081/below//', 'http://127.0.0.1:8081/below'],
])('the API at %s has the root %s', (given, root) => {
  expect(rootOf(given)).toBe(root)
})

test('what the platform answers with a refusal holds neither the text nor the token', async () => {
  const { bot, send, logs } = await rig()
  bot.faults.next('sendMessage', { kind: 'answer', code: 400, description: 'Bad Request: 机密' })
  expect(await send(4242, '机密的话')).toEqual({ state: 'refused', why: 'rejected' })
  expect(logs.join('\n')).not.toMatch(/机密/)
})
