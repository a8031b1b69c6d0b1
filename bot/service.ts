import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { buildProbes, buildServer } from '../admin/server.ts'
import { ensureSetupCode } from '../admin/setup-code.ts'
import { lazyAnswerer } from '../policy/answers.ts'
import { startScheduler } from '../scheduler/scheduler.ts'
import type { Log } from '../scheduler/types.ts'
import { attachmentsFolder, makeChannels } from './channels.ts'
import type { Config } from './config.ts'
import { holdFolder, openDatabase } from './open-database.ts'
import { readReadiness } from './readiness.ts'
import { runChannel } from './run-channel.ts'

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
  const channels = makeChannels(config, store, environment)
  const health = () => channels.list.map(({ channel }) => channel.health())
  const web = config.ROLES.includes('web')
  const server = (web ? buildServer : buildProbes)({
    store,
    now,
    log,
    config: {
      publicUrl: config.PUBLIC_URL,
      secureCookies: config.PUBLIC_URL?.startsWith('https:') ?? false,
      attachmentsFolder: attachmentsFolder(config),
    },
    readiness: () => readReadiness(store, health(), now()),
    plugins: channels.plugins,
  })
  await server.listen({ host: config.HOST, port: config.PORT })
  stops.add(() => server.close())
  const answering = lazyAnswerer()
  for (const { channel, pace } of channels.list) {
    const folder = attachmentsFolder(config)
    const running = await runChannel({
      ...environment,
      store,
      channel,
      pace,
      owner,
      answering,
      attachmentsFolder: folder,
    })
    stops.add(() => running.stop())
  }
  if (config.ROLES.includes('scheduler')) {
    const scheduler = startScheduler({ store, owner, now, log })
    stops.add(() => scheduler.stop())
  }
  // Cast: a server that listens on TCP has an address with a port.
  const { port } = server.server.address() as AddressInfo
  return {
    address: `http://${config.HOST}:${port}`,
    setupCode: await ensureSetupCode(store, now()),
    stop: () => stops.run(),
  }
}
