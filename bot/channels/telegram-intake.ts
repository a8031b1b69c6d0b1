import type { Update } from 'grammy/types'
import type { Api } from 'grammy/web'
import type { Incoming } from '../../db/messaging/message.ts'
import type { Health } from './telegram-health.ts'
import { failureCode } from './telegram-outcome.ts'
import { StoreFailed } from './telegram-poll.ts'
import { toIncoming } from './telegram-update.ts'
import type { ChannelEnvironment, Receive } from './types.ts'

/** What storing a batch needs. */
interface IntakeParts {
  readonly account: string
  readonly receive: Receive
  readonly health: Health
  readonly env: ChannelEnvironment
  /** Tells the platform that a press on a button was seen. */
  readonly answerPress: Api
}

/** An update that cannot even be read would come again for ever: it is logged by its id and passed over. */
function translate(update: Update, { account, env }: IntakeParts): Incoming[] {
  try {
    const incoming = toIncoming(update, account)
    return incoming === undefined ? [] : [incoming]
  } catch (error) {
    env.log('telegram-update-unreadable', {
      updateId: update.update_id,
      code: failureCode(error),
    })
    return []
  }
}

/** Ends the waiting sign on the person's button; nothing depends on it, and an old press is refused. */
function answerPresses(batch: readonly Update[], { answerPress, env }: IntakeParts): void {
  for (const { callback_query } of batch) {
    if (callback_query === undefined) continue
    answerPress.answerCallbackQuery(callback_query.id).catch((error: unknown) => {
      env.log('telegram-press-unanswered', { code: failureCode(error) })
    })
  }
}

async function store(batch: readonly Update[], parts: IntakeParts): Promise<void> {
  const incoming = batch.flatMap((update) => translate(update, parts))
  if (incoming.length === 0) return
  try {
    await parts.receive(incoming)
  } catch (error) {
    parts.env.log('telegram-store-failed', { code: failureCode(error), updates: batch.length })
    throw new StoreFailed()
  }
  parts.health.heard()
}

/**
 * Makes every getUpdates of `api` store its batch before it returns it: the platform forgets a batch when a higher offset is
 * asked for, and whoever gets no batch cannot know that offset.
 */
export function storeBeforeConfirm(api: Api, parts: IntakeParts): void {
  api.config.use(async (call, method, payload, signal) => {
    const response = await call(method, payload, signal)
    if (method !== 'getUpdates' || !response.ok) return response
    const batch = response.result as Update[] // getUpdates has no other result
    await store(batch, parts)
    answerPresses(batch, parts)
    return response
  })
}
