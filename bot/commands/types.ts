import type { Readable } from 'node:stream'
import type { Log } from '../../scheduler/types.ts'

/** What a command is given. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  readonly log: Log
  readonly input: Readable
  /** A line of data, on standard output. */
  readonly print: (line: string) => void
  /** A line of words for people, on standard error. */
  readonly tell: (line: string) => void
}

/** One thing that `doctor` looked at: how it stands, and what to do when it is not well. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly advice?: string
}

/** A command of `bot/main.ts`; resolves to the exit code. */
export type Command = (args: readonly string[], context: CommandContext) => Promise<number>

/** The command cannot be done as asked; the message is for a person. Exit code 2: the command's own words were wrong. */
export class CommandError extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode = 2) {
    super(message)
    this.exitCode = exitCode
  }
}
