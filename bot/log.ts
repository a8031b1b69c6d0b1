import { errorName } from '../db/errors.ts'
import type { Log } from '../scheduler/types.ts'

/** Where log lines go. */
export interface LineSink {
  write(line: string): unknown
}

/** One JSON line per event on `sink`: time, event, ids and codes. */
export function makeLog(sink: LineSink, now: () => number): Log {
  return (event, fields = {}) => {
    sink.write(`${JSON.stringify({ at: new Date(now()).toISOString(), event, ...fields })}\n`)
  }
}

/** A bug for the log: class, code and where. Messages and causes stay out: they may hold personal data or a token. */
export function describeBug(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return [errorName(error), ...places].join('\n')
}
