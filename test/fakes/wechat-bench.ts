import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { vi } from 'vitest'
import type { Channel, ChannelHealth } from '../../bot/channels/types.ts'
import { makeWechatChannel } from '../../bot/channels/wechat/channel.ts'
import type { Incoming, IncomingFile } from '../../db/messaging/message.ts'
import type { WechatGateway } from './wechat-gateway.ts'

/** A WeChat channel under test, with all that came out of it. */
export interface WechatBench {
  readonly channel: Channel
  /** HOME of the child process. */
  readonly home: string
  /** Messages stored, in order. */
  readonly received: Incoming[]
  /** States the channel went through. */
  readonly states: ChannelHealth['state'][]
  /** Lines of the log. */
  readonly logs: string[]
  /** While positive, storing fails and counts it down. */
  failures: number
  /** Resolves when the channel is in `state`. @param ms longest wait */
  reaches(state: ChannelHealth['state'], ms?: number): Promise<void>
  /** Resolves with the messages after the first `from` when there are `count` of them. @param ms longest wait */
  messages(from: number, count: number, ms?: number): Promise<Incoming[]>
  /** Sends a text without a deadline of the caller's. */
  say(peerId: string, text: string): ReturnType<Channel['send']>
  /** All bytes of a file that came in. */
  bytesOf(file: IncomingFile | undefined): Promise<Buffer>
  /** Process ids of the channel's children. */
  children(): number[]
  /** Stops the channel and removes its folder. */
  close(): Promise<void>
}

function processesWithHome(home: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`HOME=${home}`)
      } catch {
        return false
      }
    })
    .map(Number)
}

/** A channel for `gateway`, not started. `settings` are taken instead of the gateway's own. */
export function wechatBench(
  gateway: WechatGateway,
  settings: { token?: string; endpoint?: string; tlsCaCert?: string; insecure?: boolean } = {
    insecure: true,
  },
): WechatBench {
  const home = join(mkdtempSync(join(tmpdir(), 'wechat-')), 'home')
  const received: Incoming[] = []
  const states: ChannelHealth['state'][] = []
  const logs: string[] = []
  const { token } = gateway.settings
  const channel = makeWechatChannel(
    { token, endpoint: gateway.endpoint, home: relative(process.cwd(), home), ...settings },
    {
      now: () => Date.now(),
      log: (event, fields) => logs.push(JSON.stringify({ event, ...fields })),
    },
  )
  channel.onHealth(({ state }) => states.push(state))
  const bench: WechatBench = {
    channel,
    home,
    received,
    states,
    logs,
    failures: 0,
    reaches: (state, timeout = 10_000) =>
      vi.waitFor(
        () => {
          const { state: present, note } = channel.health()
          if (present !== state) throw new Error(`${present} (${note}) instead of ${state}`)
        },
        { timeout, interval: 10 },
      ),
    messages: (from, count, timeout = 10_000) =>
      vi.waitFor(
        () => {
          const messages = received.slice(from)
          if (messages.length < count) throw new Error(`${messages.length} of ${count} messages`)
          return messages
        },
        { timeout, interval: 10 },
      ),
    say: (peerId, text) => channel.send(peerId, { text }, new AbortController().signal),
    async bytesOf(file) {
      if (file === undefined) throw new Error('no file')
      const { stream } = await channel.fetchFile(file, new AbortController().signal)
      return Buffer.concat(await stream.toArray())
    },
    children: () => processesWithHome(home),
    async close() {
      await channel.stop()
      rmSync(join(home, '..'), { recursive: true, force: true })
    },
  }
  return bench
}

/** Starts a bench's channel; what it receives is kept, unless `failures` is set. */
export async function startBench(bench: WechatBench): Promise<void> {
  await bench.channel.start(async (batch) => {
    if (bench.failures > 0) {
      bench.failures--
      throw new Error('the database is full')
    }
    bench.received.push(...batch)
  })
}
