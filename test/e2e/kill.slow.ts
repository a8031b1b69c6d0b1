import { expect, onTestFinished, test } from 'vitest'
import { startFakeTelegram } from '../fakes/telegram-server.ts'
import { testFolder } from '../support.ts'
import { runBurst } from './burst.ts'

test('a hundred kills under load', async () => {
  const seed = Number(process.env['SEED'] ?? 20261101)
  const server = await startFakeTelegram()
  onTestFinished(() => server.stop())
  const folder = testFolder()
  const result = await runBurst({ seed, kills: 100, messages: 3_000, chats: 50, folder, server })
  process.stdout.write(`seed ${seed}: ${JSON.stringify(result)}\n`)
  expect(result).toMatchObject({
    lost: 0,
    doubledRows: 0,
    unanswered: 0,
    moreThanTwice: 0,
    stuck: 0,
  })
})
