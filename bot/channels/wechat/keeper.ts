import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { FromChild, ToChild } from './protocol.ts'

const PING_MS = 5_000
/** So many pings without a sign of life: the process is stuck. */
const MISSED_PINGS = 2
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 4_000
const STOP_MS = 4_000

/** What the keeper needs from its owner. */
export interface KeptEnds {
  /** The first message of a new process. */
  begin(): ToChild
  take(message: FromChild): void
  /** The process is gone, and with it all that was under way; `how` is its exit code or signal. */
  gone(how: string): void
}

/**
 * Keeps one WeChat process alive: starts the next when one has ended (never two at once: they would fight over the account and its
 * cache), kills one that is stuck, waits longer and longer while none gets through.
 */
export class Keeper {
  readonly #entry: string
  readonly #home: string
  readonly #ends: KeptEnds
  #child: ChildProcess | undefined
  #missed = 0
  #failures = 0
  #pinging: NodeJS.Timeout | undefined
  #waiting: NodeJS.Timeout | undefined
  #stopped = false

  /** @param entry script of the process @param home its HOME and working folder, private to it */
  constructor(entry: string, home: string, ends: KeptEnds) {
    this.#entry = entry
    this.#home = home
    this.#ends = ends
  }

  /** Starts the first process. */
  start(): void {
    this.#stopped = false
    this.#spawn()
    this.#pinging = setInterval(() => this.#ping(), PING_MS)
    this.#pinging.unref()
  }

  /** Sends to the process. False: there is none. */
  post(message: ToChild): boolean {
    const child = this.#child
    if (child === undefined || !child.connected) return false
    // A failed write means that it is ending; its end is what is acted upon.
    return child.send(message, undefined, undefined, () => undefined) || child.connected
  }

  /** The present process got through: should it end, the next one starts at once. */
  gotThrough(): void {
    this.#failures = 0
  }

  /** Ends the present process; the next is started. */
  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  /** No further process is started; the present one ends by itself, or never. */
  retire(): void {
    this.#stopped = true
    clearInterval(this.#pinging)
    clearTimeout(this.#waiting)
  }

  /** Asks the process to end, kills it when it does not, resolves when it is gone. */
  async stop(): Promise<void> {
    this.retire()
    const child = this.#child
    if (child === undefined) return
    const gone = once(child, 'exit')
    this.post({ kind: 'stop' })
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await gone
    clearTimeout(late)
  }

  #spawn(): void {
    const child = fork(this.#entry, [], {
      cwd: this.#home,
      env: { HOME: this.#home, WECHATY_LOG: 'silent' },
      execArgv: ['--max-old-space-size=192'],
      serialization: 'advanced',
      // The libraries print tokens and texts.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child = child
    this.#missed = 0
    child.on('message', (message: FromChild) => {
      this.#missed = 0
      this.#ends.take(message)
    })
    const ended = (how: string) => {
      if (this.#child !== child) return
      this.#child = undefined
      this.#ends.gone(how)
      if (!this.#stopped) this.#spawnLater()
    }
    child.once('exit', (code, signal) => ended(signal ?? String(code)))
    child.on('error', () => child.pid === undefined && ended('not-started'))
    this.post(this.#ends.begin())
  }

  #spawnLater(): void {
    const wait =
      this.#failures && Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 1))
    this.#failures++
    this.#waiting = setTimeout(() => this.#spawn(), wait)
  }

  #ping(): void {
    if (this.#child === undefined) return
    if (this.#missed++ >= MISSED_PINGS) this.kill()
    else this.post({ kind: 'ping' })
  }
}
