import { setTimeout as pause } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import { type Api, GrammyError } from 'grammy/web'
import type { Health, Standing } from './telegram-health.ts'
import { failureCode } from './telegram-outcome.ts'
import { wantedUpdates } from './telegram-update.ts'

/** The batch could not be stored: the platform is well, the offset must not move. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed'
}

/** How a failed round is told and when the next one starts. */
interface Trouble extends Standing {
  /** Fixed pause, ms; absent: grows from 500 to 4,000. */
  readonly pauseMs?: number
}

/** Pauses keep the way back short: however a round failed, the next good answer comes within 10 s of the other side's return. */
const troubles: Readonly<Record<string, Trouble>> = {
  'telegram-401': {
    state: 'needs-login',
    note: '机器人令牌无效，请检查 TELEGRAM_TOKEN',
    pauseMs: 4_000,
  },
  'telegram-404': {
    state: 'needs-login',
    note: '机器人令牌无效，请检查 TELEGRAM_TOKEN',
    pauseMs: 4_000,
  },
  'telegram-409': { state: 'connecting', note: '另有程序在用同一个机器人收消息', pauseMs: 2_000 },
  ETIMEDOUT: { state: 'connecting', note: 'Telegram 没有回应', pauseMs: 500 },
  StoreFailed: { state: 'online', note: '收到的消息暂时存不下，稍后再取' },
}

function troubleOf(code: string, error: unknown): Trouble {
  if (error instanceof GrammyError && error.error_code === 429) {
    const seconds = error.parameters.retry_after ?? 4
    return { state: 'limited', note: 'Telegram 要求放慢', pauseMs: seconds * 1000 }
  }
  return troubles[code] ?? { state: 'connecting', note: `连接不上 Telegram（${code}）` }
}

/** What the loop needs. */
interface PollParts {
  /** Its getUpdates stores each batch before it returns it. */
  readonly api: Api
  readonly health: Health
  /** How long the platform may hold an empty getUpdates, seconds. */
  readonly pollSeconds: number
  /** Called after a failure: pooled connections may be dead. */
  readonly dropIdle: () => void
}

/** Fetches updates until told to stop, whatever the other side does. */
export class Poll {
  readonly #parts: PollParts
  #offset = 0
  #failures = 0
  /** The next round answers at once and so tells soon that the other side is back. */
  #probe = true
  /** A webhook set by someone would answer every getUpdates with 409. */
  #clearWebhook = true

  constructor(parts: PollParts) {
    this.#parts = parts
  }

  /** Resolves once `stop` is aborted. The calls under way must end then too: their transport listens to the same signal. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.#round()
      } catch (error) {
        if (!stop.aborted) await this.#wait(error, stop)
      }
    }
  }

  async #round(): Promise<void> {
    const { api, health, pollSeconds } = this.#parts
    if (this.#clearWebhook) await api.deleteWebhook()
    this.#clearWebhook = false
    const batch = await api.getUpdates({
      offset: this.#offset,
      timeout: this.#probe ? 0 : pollSeconds,
      allowed_updates: wantedUpdates,
    })
    this.#offset = nextOffset(batch)
    this.#failures = 0
    this.#probe = false
    health.set({ state: 'online' })
  }

  async #wait(error: unknown, stop: AbortSignal): Promise<void> {
    const code = failureCode(error)
    const trouble = troubleOf(code, error)
    this.#parts.health.set(trouble, code)
    this.#parts.dropIdle()
    // After a 409 only a whole poll shows that the other poller is gone: a short one would merely interrupt it.
    this.#probe = code !== 'telegram-409'
    this.#clearWebhook ||= code === 'telegram-409'
    const growing = Math.min(4_000, 500 * 2 ** this.#failures)
    this.#failures += 1
    await pause(trouble.pauseMs ?? growing, undefined, { signal: stop }).catch(() => undefined)
  }
}

/** An empty batch has confirmed all before it: then 0 asks for whatever is first, even if the ids began anew. */
const nextOffset = (batch: readonly Update[]): number =>
  batch.reduce((highest, { update_id }) => Math.max(highest, update_id + 1), 0)
