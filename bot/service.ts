import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { findChromium } from '../admin/cards/chromium.ts'
import { buildProbes, buildServer } from '../admin/server.ts'
import { ensureSetupCode } from '../admin/setup-code.ts'
import { startScheduler } from '../scheduler/scheduler.ts'
import type { Log } from '../scheduler/types.ts'
import { makeAids } from './aids/aids.ts'
import { attachmentsFolder, type ChannelPlan, makeChannels } from './channels.ts'
import type { Config } from './config.ts'
import { holdInstance } from './instance.ts'
import { leadChannel } from './lead-channel.ts'
import { erasedFile, holdFolder, openDatabase } from './open-database.ts'
import { readReadiness } from './readiness.ts'
import { type RunChannelSettings, type RunningChannel, runChannel } from './run-channel.ts'
import { startAnswering } from './start-answering.ts'

/** What the service is given by whoever starts it. */
export interface ServiceEnvironment {
  readonly now: () => number
  readonly log: Log
}

/** The service at work. */
export interface Service {
  /** Where it listens, without a trailing slash. */
  readonly address: string
  /** One-use code of the first administrator; undefined once there is one. */
  readonly setupCode: string | undefined
  /** Stops everything in reverse; what is under way ends first. */
  stop(): Promise<void>
}

/** Undoes what was started, last first. */
function makeStops() {
  const stops: (() => unknown)[] = []
  return {
    add: (stop: () => unknown) => void stops.push(stop),
    async run() {
      for (const stop of stops.reverse()) await stop()
    },
  }
}

/** Opens the database, starts the channels, the scheduler and the web server that the configuration asks for. */
export async function startService(
  config: Config,
  environment: ServiceEnvironment,
): Promise<Service> {
  const stops = makeStops()
  try {
    return await start(config, environment, stops)
  } catch (error) {
    await stops.run()
    throw error
  }
}

/** One process on one file leads by itself; of several on one server the leases decide. */
function startChannel(
  plan: ChannelPlan,
  config: Config,
  given: Omit<RunChannelSettings, 'channel' | 'pace' | 'attachmentsFolder' | 'sole'> & {
    readonly holder: string
  },
): Promise<RunningChannel> {
  const { name, lease, make, pace } = plan
  const settings = { ...given, pace, attachmentsFolder: attachmentsFolder(config) }
  const alone = config.DATABASE_URL === undefined
  return lease === undefined || alone
    ? runChannel({ ...settings, channel: make(), sole: alone })
    : Promise.resolve(leadChannel({ ...settings, name, lease, make }))
}

const addressOf = (host: string, port: number) =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** The ways by which a person brings a one-use code to us, of the channels that are on. */
function bindLinks(running: readonly RunningChannel[], code: string) {
  const links = running.map((one) => [one.health().channel, one.bindLink(code)] as const)
  return Object.fromEntries(links.filter(([, link]) => link !== undefined))
}

async function start(
  config: Config,
  environment: ServiceEnvironment,
  stops: ReturnType<typeof makeStops>,
): Promise<Service> {
  const { now, log } = environment
  stops.add(holdFolder(config))
  const store = await openDatabase(config, environment)
  stops.add(() => store.close())
  const owner = randomUUID()
  const instance = holdInstance(config.DATA_DIR)
  stops.add(() => instance.release())
  const channels = makeChannels(config, store, environment)
  const metrics = new Registry()
  const aids = makeAids(config, { now, log, metrics })
  const running: RunningChannel[] = []
  const folder = join(config.DATA_DIR, 'policy')
  const { answering, knowledge, stop } = startAnswering({ folder, log, db: store.read, now })
  stops.add(stop)
  const web = config.ROLES.includes('web')
  const server = (web ? buildServer : buildProbes)({
    store,
    now,
    log,
    config: {
      publicUrl: config.PUBLIC_URL,
      secureCookies: config.PUBLIC_URL?.startsWith('https:') ?? false,
      attachmentsFolder: attachmentsFolder(config),
      chromium: findChromium(config.CHROMIUM),
    },
    readiness: () =>
      readReadiness(
        store,
        running.map((one) => one.health()),
        now(),
        aids.health(),
      ),
    metrics,
    plugins: channels.plugins,
    bindLinks: (code) => bindLinks(running, code),
    knowledge,
  })
  await server.listen({ host: config.HOST, port: config.PORT })
  stops.add(() => server.close())
  const given = { ...environment, store, owner, holder: instance.id, answering, aids }
  for (const plan of channels.list) {
    const one = await startChannel(plan, config, given)
    running.push(one)
    stops.add(() => one.stop())
  }
  if (config.ROLES.includes('scheduler')) {
    const files = { attachments: attachmentsFolder(config), erased: erasedFile(config) }
    const scheduler = startScheduler({ store, owner, now, log, files })
    stops.add(() => scheduler.stop())
  }
  // Cast: a server that listens on TCP has an address with a port.
  const { port } = server.server.address() as AddressInfo
  return {
    address: addressOf(config.HOST, port),
    setupCode: await ensureSetupCode(store, now()),
    stop: () => stops.run(),
  }
}
