import { expect, onTestFinished, test } from 'vitest'
import { startFakeTelegram } from '../fakes/telegram-server.ts'
import { testDatabase, testFolder } from '../support.ts'
import { runBurst } from './burst.ts'

const seeds = [11, 22, 33, 44, 55]

test.each(
  seeds,
)('kill -9 in a burst (seed %i): nothing lost, nothing twice, a reply at most twice', async (seed) => {
  const server = await startFakeTelegram()
  onTestFinished(() => server.stop())
  const folder = testFolder()
  const { url } = await testDatabase(folder, { empty: true })
  const result = await runBurst({
    seed,
    kills: 3,
    messages: 60,
    chats: 7,
    folder,
    server,
    ...(url === undefined ? {} : { url }),
  })
  expect(result).toMatchObject({
    lost: 0,
    doubledRows: 0,
    unanswered: 0,
    moreThanTwice: 0,
    stuck: 0,
  })
}, 120_000)
