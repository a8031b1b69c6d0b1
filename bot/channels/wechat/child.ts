/**
 * Entry of the WeChat process: no database, no secret but the puppet token, and old dependencies that parse hostile input. Waits for the
 * gateway with little memory, then loads wechaty for one session; when its link is gone the process ends, and the parent starts the next.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from './client.ts'
import { probe } from './probe.ts'
import type { FromChild, LinkSettings, LinkTrouble, ToChild } from './protocol.ts'

const PROBE_MS = 2_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 2_000

const post = (message: FromChild): void => {
  if (process.connected) process.send?.(message)
}

/** Ends the process after the parent has been told; what was posted before arrives before. */
function leave(last: FromChild | undefined, code: number): void {
  if (last === undefined || !process.connected) process.exit(code)
  process.send?.(last, undefined, undefined, () => process.exit(code))
}

const troubleReport = (why: LinkTrouble): FromChild => ({
  kind: 'link',
  report: { state: 'connecting', why },
})

async function untilReachable(settings: LinkSettings): Promise<void> {
  let wait = FIRST_WAIT_MS
  for (;;) {
    const trouble = await probe(settings, PROBE_MS)
    if (trouble === undefined) return
    post(troubleReport(trouble))
    await pause(wait)
    wait = Math.min(LONGEST_WAIT_MS, wait * 2)
  }
}

/** The optional packages are not there; a missing file of our own is a newer build, which the next process loads. */
const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Cannot find package')

async function live(
  begin: ToChild & { kind: 'begin' },
  ready: (client: Client) => void,
): Promise<LinkTrouble> {
  await untilReachable(begin.settings)
  const library = await import('./client.ts').catch((error: unknown) => {
    if (isNotInstalled(error)) return undefined
    throw error
  })
  if (library === undefined) return 'not-installed'
  const client = new library.Client(begin.settings, begin.resumed, begin.pending, post)
  ready(client)
  return client.run()
}

function crash(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : ''
  const why = `${error instanceof Error ? error.constructor.name : typeof error}${code}`
  leave({ kind: 'crashed', why }, 1)
}

let client: Client | undefined

function take(message: ToChild): void {
  switch (message.kind) {
    case 'ping':
      post({ kind: 'pong' })
      break
    case 'stop':
      Promise.resolve(client?.stop()).then(() => leave(undefined, 0), crash)
      break
    case 'begin':
      live(message, (ready) => {
        client = ready
      }).then((why) => leave(troubleReport(why), 0), crash)
      break
    default:
      client?.take(message)
  }
}

process.on('message', take)
process.once('disconnect', () => process.exit(0))
process.on('uncaughtException', crash)
// The library leaves promises of its own behind; what matters is noticed by the session.
process.on('unhandledRejection', () => undefined)
// A terminal's Ctrl-C reaches the whole group: the parent decides when to stop.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
