import { type Answer, granted, refused } from './telegram-answer.ts'
import type { FakeTelegramBot } from './telegram-bot.ts'
import type { Payload } from './telegram-methods.ts'

const webhookActive =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

const whole = (value: unknown, otherwise: number): number =>
  Number.isInteger(Number(value ?? otherwise)) ? Number(value ?? otherwise) : otherwise

/** The waiting getUpdates of each bot: a newer one ends the older one with 409, as on the real server. */
export class Polls {
  readonly #waiting = new Map<FakeTelegramBot, (answer: Answer) => void>()

  /** Answers at once when updates are there, else after `timeout` seconds or at the next update. `gone`: the caller left. */
  async getUpdates(bot: FakeTelegramBot, payload: Payload, gone: AbortSignal): Promise<Answer> {
    if (bot.webhook !== undefined) return refused(409, webhookActive)
    this.#waiting.get(bot)?.(refused(409))
    const limit = Math.min(100, Math.max(1, whole(payload['limit'], 100)))
    const offset = whole(payload['offset'], 0)
    const batch = bot.take(offset, limit)
    const seconds = Math.min(50, whole(payload['timeout'], 0))
    if (batch.length > 0 || seconds <= 0) return granted(batch)
    return this.#wait(bot, seconds * 1000, gone, () => granted(bot.take(offset, limit)))
  }

  #wait(
    bot: FakeTelegramBot,
    ms: number,
    gone: AbortSignal,
    answer: () => Answer,
  ): Promise<Answer> {
    return new Promise((resolve) => {
      const end = (result: Answer): void => {
        clearTimeout(timer)
        bot.changed.off('update', onUpdate)
        gone.removeEventListener('abort', onGone)
        if (this.#waiting.get(bot) === end) this.#waiting.delete(bot)
        resolve(result)
      }
      const onUpdate = (): void => end(answer())
      const onGone = (): void => end(refused(500))
      const timer = setTimeout(() => end(granted([])), ms)
      bot.changed.once('update', onUpdate)
      gone.addEventListener('abort', onGone, { once: true })
      this.#waiting.set(bot, end)
    })
  }
}
