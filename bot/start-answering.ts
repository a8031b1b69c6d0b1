import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { additionsMark, readAdditions } from '../db/ledgers/policy-source.ts'
import type { Db } from '../db/store.ts'
import { chinaDate } from '../policy/calendar.ts'
import type { Knowledge } from '../policy/learning/desk.ts'
import { makeLivingAnswerer } from '../policy/living-answerer.ts'
import type { Log } from '../scheduler/types.ts'
import type { Answering } from './handle-message.ts'

/** What answering needs. */
export interface AnsweringSettings {
  /** Where staff put sources of their own. */
  readonly folder: string
  readonly log: Log
  /** Where sources and questions are kept that staff add on the pages. */
  readonly db: Db
  readonly now: () => number
  /** Arguments of Node for the training process, before the folder and the file; by default the built one. */
  readonly training?: readonly string[]
  /** How often folder and database are looked at. */
  readonly everyMs?: number
}

/** Answers at work, and how they end. */
export interface RunningAnswers {
  readonly answering: Answering
  /** What is answered from now: for previews on the pages. */
  readonly knowledge: () => Knowledge
  stop(): void
}

/** Answers policy questions and takes what staff add, in a folder or on the pages, within seconds, without a restart. */
export function startAnswering({
  folder,
  log,
  db,
  now,
  training = [join(import.meta.dirname, 'train.js')],
  everyMs = 3_000,
}: AnsweringSettings): RunningAnswers {
  const living = makeLivingAnswerer({
    added: folder,
    elsewhere: { mark: () => additionsMark(db), read: () => readAdditions(db) },
    today: () => chinaDate(now()),
    async train(added, path, on = '') {
      const args = [...training, added, path, on]
      const child = spawn(process.execPath, args, { stdio: 'ignore' })
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
      // Folder or database could not be read or the training not started: the answers stay, the next look tries again.
      log('policy.unread', { fault: error instanceof Error ? error.message : String(error) })
    } finally {
      busy = false
    }
  }
  void look()
  const timer = setInterval(() => void look(), everyMs).unref()
  return {
    answering: living.answer,
    knowledge: living.knowledge,
    stop: () => clearInterval(timer),
  }
}
