import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FakeSend } from './telegram-bot.ts'
import type { Fault } from './telegram-fault.ts'
import { type FakeTelegramSettings, startFakeTelegram } from './telegram-server.ts'

/** What a fake in a process of its own can be told, each acting on its first bot; answers are JSON. */
interface Commands {
  text(chatId: number, text: string): number
  callback(chatId: number, data: string): number
  /** `count` texts `prefix + n`, spread over `chats` chats with ids from 1. */
  burst(count: number, chats: number, prefix: string): void
  /** Opens chats `1…count`. */
  chats(count: number): void
  always(target: string, fault: Fault): void
  next(target: string, faults: readonly (Fault | undefined)[]): void
  lift(): void
  latency(ms: number): void
  /** Resolves once `count` sends were taken. */
  reached(count: number): Promise<void>
  /** Sends from number `from` on. */
  sends(from: number): readonly FakeSend[]
  sendCount(): number
  pending(): number
  calls(): Readonly<Record<string, number>>
  /** Forgets the sends, so that a benchmark can count from 0. */
  forgetSends(): void
  /** An outage: refuses connections until `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>
}

async function serve(settings: FakeTelegramSettings): Promise<void> {
  const server = await startFakeTelegram(settings)
  const bot = server.bot()
  const commands: Commands = {
    text: (chatId, text) => bot.text(chatId, text),
    callback: (chatId, data) => bot.callback(chatId, data),
    burst: (count, chats, prefix) => bot.burst(count, chats, (n) => `${prefix}${n}`),
    chats: (count) => {
      for (let id = 1; id <= count; id += 1) bot.chat(id)
    },
    always: (target, fault) => bot.faults.always(target, fault),
    next: (target, faults) => bot.faults.next(target, ...faults),
    lift: () => bot.faults.lift(),
    latency: (ms) => {
      server.latencyMs = ms
    },
    reached: (count) => bot.reached(count),
    sends: (from) => bot.sends.slice(from),
    sendCount: () => bot.sends.length,
    pending: () => bot.pending,
    calls: () => Object.fromEntries(bot.calls),
    forgetSends: () => {
      bot.sends.length = 0
    },
    pause: () => server.stop(),
    resume: async () => void (await server.start()),
  }
  const run = async ({ id, name, args }: Call): Promise<void> => {
    const command = commands[name] as (...all: readonly unknown[]) => unknown // as typed by the caller
    process.send?.({ id, result: await command(...args) })
  }
  process.on('message', (call: Call) => void run(call))
  process.once('disconnect', () => process.exit(0))
  process.send?.({ apiRoot: server.apiRoot, port: server.port })
}

interface Call {
  readonly id: number
  readonly name: keyof Commands
  readonly args: readonly unknown[]
}

/** The commands as seen from another process. */
export type RemoteCommands = {
  readonly [K in keyof Commands]: (
    ...args: Parameters<Commands[K]>
  ) => Promise<Awaited<ReturnType<Commands[K]>>>
}

/** A fake in a process of its own: outlives the service under test and does not share its event loop. */
export interface FakeTelegramProcess {
  readonly apiRoot: string
  readonly port: number
  readonly tell: RemoteCommands
  end(): Promise<void>
}

function remote(child: ChildProcess): RemoteCommands {
  let last = 0
  const waiting = new Map<number, (result: unknown) => void>()
  child.on('message', ({ id, result }: { id: number; result: unknown }) => {
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  const tell = (name: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1
      waiting.set(last, resolve)
      child.send({ id: last, name, args })
    })
  const proxy = new Proxy(
    {},
    {
      get:
        (_, name: string) =>
        (...args: unknown[]) =>
          tell(name, args),
    },
  )
  return proxy as RemoteCommands // each property is a function that passes name and arguments on
}

/** Starts a fake in a process of its own; `now` stays the wall clock there. */
export async function forkFakeTelegram(
  settings: Omit<FakeTelegramSettings, 'now'> = {},
): Promise<FakeTelegramProcess> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
  })
  const [{ apiRoot, port }] = await once(child, 'message')
  const end = async (): Promise<void> => {
    child.disconnect()
    await once(child, 'exit')
  }
  return { apiRoot, port, tell: remote(child), end }
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  await serve(JSON.parse(process.argv[2] ?? '{}'))
}
