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
