import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from '../e2e/service.ts'
import { type FakeTelegramProcess, forkFakeTelegram } from '../fakes/telegram-process.ts'

const rounds = 3
const words = '投诉：没有座位，我叫张桂英，广通，13800138000，第'

interface Runner {
  readonly name: string
  start(fake: FakeTelegramProcess, token: string): Promise<() => Promise<void>>
}

const echo = (mode: 'runner' | 'start'): Runner => ({
  name: mode === 'runner' ? 'grammY + runner echo' : 'grammY bot.start() echo',
  async start(fake, token) {
    const args = [
      '--import',
      'tsx',
      join(import.meta.dirname, 'echo.ts'),
      mode,
      token,
      fake.apiRoot,
    ]
    const child: ChildProcess = spawn(process.execPath, args, { stdio: 'ignore' })
    return async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  },
})

const service: Runner = {
  name: 'tuiguan (ledger row, durable)',
  async start(fake, token) {
    const folder = mkdtempSync(join(tmpdir(), 'tuiguan-bench-'))
    const env = { DATA_DIR: folder, TELEGRAM_TOKEN: token, TELEGRAM_API_ROOT: fake.apiRoot }
    const running = await startProcess(env)
    return async () => {
      await running.kill()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Messages answered per second: a warm-up, then the time from the first push until every reply stands at the platform. */
async function rate(runner: Runner, latencyMs: number, messages: number): Promise<number> {
  const token = '4242:bench'
  const fake = await forkFakeTelegram({ tokens: [token], latencyMs })
  const stop = await runner.start(fake, token)
  try {
    // Both are compiled where they are hot by then.
    const warm = Math.min(4_000, messages)
    await fake.tell.burst(warm, warm, words)
    await fake.tell.reached(warm)
    const started = performance.now()
    await fake.tell.burst(messages, Math.min(500, messages), words)
    await fake.tell.reached(warm + messages)
    return (messages / (performance.now() - started)) * 1000
  } finally {
    await stop()
    await fake.end()
  }
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function compare(reference: Runner, latencyMs: number, own: number, theirs: number) {
  const ours: number[] = []
  const refs: number[] = []
  for (let round = 0; round < rounds; round++) {
    refs.push(await rate(reference, latencyMs, theirs))
    ours.push(await rate(service, latencyMs, own))
  }
  const ratio = median(ours) / median(refs)
  console.log(
    `inbound, ${latencyMs} ms API: ${service.name} ${median(ours).toFixed(0)}/s, ${reference.name} ${median(refs).toFixed(0)}/s, ratio ${ratio.toFixed(2)}`,
  )
}

await compare(echo('runner'), 0, 6_000, 6_000)
await compare(echo('start'), 50, 3_000, 40)
