import type { Answerer } from './answers.ts'
import type { Intent } from './intent.ts'

/** One question of `npm run ask -- --jsonl`. */
export interface AskedLine {
  readonly id: string
  readonly text: string
}

/** Its answer, as printed: one JSON object a line. */
export interface AnsweredLine {
  readonly id: string
  readonly answer: string
  readonly articles: readonly string[]
  readonly abstained: boolean
  readonly intent?: Intent
  /** Milliseconds, two decimals. */
  readonly latency_ms: number
}

/** A question read from a line of JSON. @throws {SyntaxError} when it is not JSON, or `id` or `text` is no string. */
export function readAskedLine(line: string): AskedLine {
  const value: unknown = JSON.parse(line)
  if (typeof value === 'object' && value !== null && 'id' in value && 'text' in value) {
    const { id, text } = value
    if (typeof id === 'string' && typeof text === 'string') return { id, text }
  }
  throw new SyntaxError('a question is {"id": "…", "text": "…"}')
}

/** Answers one question; `clock` gives milliseconds and is read before and after. */
export function answerLine(
  { id, text }: AskedLine,
  answerer: Answerer,
  clock: () => number,
): AnsweredLine {
  const started = clock()
  const { text: answer, articles, abstained, intent } = answerer(text)
  const latency = Math.round((clock() - started) * 100) / 100
  return { id, answer, articles, abstained, ...(intent ? { intent } : {}), latency_ms: latency }
}
