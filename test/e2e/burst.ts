import { expect, vi } from 'vitest'
import { dialect } from '../../db/columns.ts'
import { petitionPlace, petitions } from '../../db/ledgers/petition.ts'
import { inbox } from '../../db/messaging/inbox.ts'
import { outbox, readBody } from '../../db/messaging/outbox.ts'
import { openStore } from '../../db/open.ts'
import type { Store } from '../../db/store.ts'
import { makeVault, readKeyFile } from '../../db/vault.ts'
import type { FakeTelegramServer } from '../fakes/telegram-server.ts'
import { type ServiceProcess, startProcess } from './service.ts'

/** A small generator of repeatable random numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One run: messages, writers, kills, and where it happens. */
export interface Burst {
  readonly seed: number
  readonly kills: number
  readonly messages: number
  readonly chats: number
  readonly folder: string
  readonly url?: string
  readonly server: FakeTelegramServer
}

/** What the three ledgers say at the end: platform, database, and the person. */
export interface BurstResult {
  readonly lost: number
  readonly doubledRows: number
  /** Petitions of whose reply nothing reached the platform, and nothing tells staff that it may not have. */
  readonly unanswered: number
  /** Replies that staff are shown as 可能已发出未能确认. */
  readonly unsure: number
  readonly moreThanTwice: number
  readonly repliesTwice: number
  readonly stuck: number
}

const complaint = (n: number) => `投诉：第${n}件，我叫张桂英，广通，13800138000`

function environment({ folder, url, server }: Burst): Record<string, string> {
  return {
    DATA_DIR: folder,
    TELEGRAM_TOKEN: server.bot().token,
    TELEGRAM_API_ROOT: server.apiRoot,
    ...(url === undefined ? {} : { DATABASE_URL: url }),
  }
}

async function killAtRandom(burst: Burst, random: () => number): Promise<ServiceProcess> {
  const env = environment(burst)
  let service = await startProcess(env)
  const bot = burst.server.bot()
  let sent = 0
  for (let kill = 0; kill < burst.kills; kill++) {
    const until = Math.round(((kill + 1) * burst.messages) / burst.kills)
    for (; sent < until; sent++) bot.text(1 + (sent % burst.chats), complaint(sent))
    // Progress, not time, decides when it dies: some replies later, at a random moment of the event loop.
    const target = Math.min(bot.sends.length + 1 + Math.floor(random() * 12), until)
    await bot.reached(target)
    const turns = Math.floor(random() * 40)
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
    await service.kill()
    service = await startProcess(env)
  }
  return service
}

async function settled(store: Store): Promise<void> {
  let last = ''
  let same = 0
  await vi.waitFor(
    async () => {
      const waiting =
        (await store.read.select({ id: inbox.id, status: inbox.status }).from(inbox)).filter(
          ({ status }) => status === 'new',
        ).length +
        (await store.read.select({ status: outbox.status }).from(outbox)).filter(({ status }) =>
          ['queued', 'sending', 'retry_wait'].includes(status),
        ).length
      const replies = (await store.read.select({ id: outbox.id }).from(outbox)).length
      const state = `${waiting}/${replies}`
      same = state === last ? same + 1 : 0
      last = state
      if (waiting > 0 || same < 4) throw new Error(`not settled: ${state}`)
    },
    { timeout: 60_000, interval: 250 },
  )
}

async function count(store: Store, burst: Burst): Promise<BurstResult> {
  const rows = await store.read.select().from(petitions)
  const times = new Map<string, number>()
  for (const row of rows) {
    const content = store.vault.open(petitionPlace('content', row.id), row.content)
    times.set(content, (times.get(content) ?? 0) + 1)
  }
  const replies = new Map<string, number>()
  for (const { text } of burst.server.bot().sends) {
    const serial = /编号 (GT\d+)/.exec(text)?.[1] ?? text
    replies.set(serial, (replies.get(serial) ?? 0) + 1)
  }
  // Killed twice in the middle of its two sends: staff are shown 可能已发出未能确认, and nothing is sent a third time.
  const unsure = (await store.read.select().from(outbox))
    .filter(({ status }) => status === 'uncertain')
    .map((row) => /编号 (GT\d+)/.exec(readBody(store.read, row).text)?.[1])
  const silent = rows.filter(({ serialNo }) => !replies.has(serialNo))
  const messages = Array.from({ length: burst.messages }, (_, n) => complaint(n))
  const stuck = (await store.read.select().from(inbox)).filter(({ status }) => status !== 'done')
  return {
    lost: messages.filter((text) => !times.has(text)).length,
    doubledRows: [...times.values()].filter((n) => n > 1).length,
    unanswered: silent.filter(({ serialNo }) => !unsure.includes(serialNo)).length,
    unsure: unsure.length,
    moreThanTwice: [...replies.values()].filter((n) => n > 2).length,
    repliesTwice: [...replies.values()].filter((n) => n === 2).length,
    stuck: stuck.length,
  }
}

/** Sends a burst of complaints while the service is killed at random, waits until all is quiet, and compares the ledgers. */
export async function runBurst(burst: Burst): Promise<BurstResult> {
  const service = await killAtRandom(burst, seeded(burst.seed))
  const file = `${burst.folder}/tuiguan.db`
  const vault = makeVault(readKeyFile(`${burst.folder}/secret.key`))
  expect(dialect === 'pg').toBe(burst.url !== undefined)
  const store = await openStore({ file, url: burst.url, vault })
  try {
    await vi.waitFor(
      async () => {
        const rows = await store.read.select({ id: inbox.id }).from(inbox)
        if (rows.length < burst.messages) throw new Error(`${rows.length} of ${burst.messages}`)
      },
      { timeout: 60_000, interval: 100 },
    )
    await settled(store)
    return await count(store, burst)
  } finally {
    await service.stop()
    await store.close()
  }
}
