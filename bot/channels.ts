import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Store } from '../db/store.ts'
import { packageRoot } from '../policy/package-root.ts'
import { makePace, type Pace } from '../scheduler/pace.ts'
import { makeTelegramThread } from './channels/telegram-thread/channel.ts'
import type { Channel, ChannelEnvironment } from './channels/types.ts'
import { makeWebchat } from './channels/webchat.ts'
import { makeWechatChannel } from './channels/wechat/channel.ts'
import type { Config } from './config.ts'

/** A channel with the pace its settings allow. */
export interface ChannelPlan {
  readonly name: Channel['channel']
  readonly pace: Pace
  /** Name of the lease where only one process at a time may run it: one for each account on a platform. */
  readonly lease?: string
  /** Makes it, not started. */
  readonly make: () => Channel
}

/** The channels that the configuration switches on in this process, and what they add to the web server. */
export interface Channels {
  readonly list: readonly ChannelPlan[]
  readonly plugins: readonly FastifyPluginAsync[]
}

/** Folder of the files that people sent. */
export const attachmentsFolder = (config: Config) => join(config.DATA_DIR, 'attachments')

function telegram(config: Config, environment: ChannelEnvironment): ChannelPlan[] {
  const { TELEGRAM_TOKEN: token, TELEGRAM_API_ROOT: apiRoot, TELEGRAM_PROXY: proxy } = config
  if (token === undefined || !config.ROLES.includes('telegram')) return []
  const settings = { token, ...(apiRoot ? { apiRoot } : {}), ...(proxy ? { proxy } : {}) }
  const pace = makePace({ perSecond: config.TELEGRAM_BULK_RATE, quiet: config.QUIET_HOURS })
  const thread = join(packageRoot, 'dist', 'telegram.js')
  const make = () => makeTelegramThread(thread, settings, environment)
  return [{ name: 'telegram', pace, lease: `telegram:${token.split(':')[0]}`, make }]
}

function wechat(config: Config, environment: ChannelEnvironment): ChannelPlan[] {
  const token = config.WECHATY_PUPPET_SERVICE_TOKEN
  const endpoint = config.WECHATY_PUPPET_SERVICE_ENDPOINT
  const tlsCaCert = config.WECHATY_PUPPET_SERVICE_TLS_CA_CERT
  if (token === undefined || endpoint === undefined || !config.ROLES.includes('wechat')) return []
  const settings = {
    token,
    endpoint,
    insecure: config.WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT === 'true',
    home: join(config.DATA_DIR, 'wechat'),
    ...(tlsCaCert ? { tlsCaCert: tlsCaCert.replaceAll('\\n', '\n') } : {}),
  }
  // One recipient after another with a pause of three to six seconds: 0.22 a second.
  const pace = makePace({
    perSecond: 0.22,
    perMinute: config.WECHAT_MINUTE_BUDGET,
    perDay: config.WECHAT_DAY_BUDGET,
    quiet: config.QUIET_HOURS,
  })
  const make = () => makeWechatChannel(settings, environment)
  // The token is a secret, and the account is known only after a sign-in.
  const lease = `wechat:${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
  return [{ name: 'wechat', pace, lease, make }]
}

function webchat(config: Config, store: Store, environment: ChannelEnvironment) {
  if (!config.ROLES.includes('web')) return undefined
  const { PUBLIC_URL: publicUrl } = config
  const settings = {
    store,
    attachmentsFolder: attachmentsFolder(config),
    ...(publicUrl ? { publicUrl } : {}),
  }
  return makeWebchat(settings, environment)
}

/** Makes the channels of this process. */
export function makeChannels(
  config: Config,
  store: Store,
  environment: ChannelEnvironment,
): Channels {
  const web = webchat(config, store, environment)
  const webPace = makePace({ perSecond: 1_000, quiet: config.QUIET_HOURS })
  return {
    list: [
      ...(web === undefined
        ? []
        : [{ name: 'webchat' as const, pace: webPace, make: () => web.channel }]),
      ...telegram(config, environment),
      ...wechat(config, environment),
    ],
    plugins: web === undefined ? [] : [web.plugin],
  }
}
