import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { makeLivingAnswerer } from '../policy/living-answerer.ts'
import type { Log } from '../scheduler/types.ts'
import type { Answering } from './handle-message.ts'

/** What answering needs. */
export interface AnsweringSettings {
  /** Where staff put sources of their own. */
  readonly folder: string
  readonly log: Log
  /** Arguments of Node for the training process, before the folder and the file; by default the built one. */
  readonly training?: readonly string[]
  /** How often the folder is looked at. */
  readonly everyMs?: number
}

/** Answers at work, and how they end. */
export interface RunningAnswers {
  readonly answering: Answering
  stop(): void
}

/** Answers policy questions and takes changed sources from a folder within half a minute, without a restart. */
export function startAnswering({
  folder,
  log,
  training = [join(import.meta.dirname, 'train.js')],
  everyMs = 30_000,
}: AnsweringSettings): RunningAnswers {
  const living = makeLivingAnswerer({
    added: folder,
    async train(added, path) {
      const child = spawn(process.execPath, [...training, added, path], { stdio: 'ignore' })
      const [code] = await once(child, 'exit')
      if (code !== 0) log('policy.untrained', { code: String(code) })
    },
  })
  let busy = false
  const look = async () => {
    if (busy) return
    busy = true
    try {
      const refreshed = await living.refresh()
      if (refreshed.state !== 'unchanged') log(`policy.${refreshed.state}`, { ...refreshed })
    } catch (error) {
      // The folder could not be read or the training not started: the answers stay, the next look tries again.
      log('policy.unread', { fault: error instanceof Error ? error.message : String(error) })
    } finally {
      busy = false
    }
  }
  void look()
  const timer = setInterval(() => void look(), everyMs).unref()
  return { answering: living.answer, stop: () => clearInterval(timer) }
}
