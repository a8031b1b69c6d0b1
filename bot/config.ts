import { z } from 'zod'
import { readQuietHours } from '../policy/quiet-hours.ts'

/** What one process may do; several processes share one PostgreSQL. */
const processRoles = ['web', 'telegram', 'wechat', 'scheduler'] as const

/** A number in plain digits: what JavaScript would also read as one (nothing, `0x50`, `1e3`) is a slip of the pen. */
const digits = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
const whole = digits.pipe(z.number().int().positive())
const port = digits.pipe(z.number().int().max(65535))
const url = z.url({ protocol: /^https?$/ })
/** What can stand in a header. */
const key = z.string().regex(/^[\x21-\x7e]+$/)
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const rolesList = z
  .string()
  .default(processRoles.join(','))
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.enum(processRoles)).min(1))

const Config = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(8080),
    DATA_DIR: z.string().min(1).default('data'),
    /** `postgres://…`; absent: the embedded SQLite in DATA_DIR. */
    DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\/.+/)),
    ROLES: rolesList,
    /** Where people reach the service from outside; https makes the cookies Secure. */
    PUBLIC_URL: optional(url),
    /** Absent: the Telegram channel is off. */
    TELEGRAM_TOKEN: optional(z.string().regex(/^\d+:[\w-]{3,}$/)),
    TELEGRAM_API_ROOT: optional(url),
    /** An HTTP proxy. */
    TELEGRAM_PROXY: optional(url),
    /** Bulk messages per second and Telegram account. */
    TELEGRAM_BULK_RATE: digits.pipe(z.number().positive().max(30)).default(28),
    /** `<sni>_<secret>`; absent: the WeChat channel is off. */
    WECHATY_PUPPET_SERVICE_TOKEN: optional(z.string().regex(/^[\w.-]+_\S+$/)),
    /** `host:port` or `[IPv6]:port`; needed with a token, because without one the client would look for a public host. */
    WECHATY_PUPPET_SERVICE_ENDPOINT: optional(
      z.string().regex(/^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i),
    ),
    /** PEM text of an own certificate authority. */
    WECHATY_PUPPET_SERVICE_TLS_CA_CERT: optional(z.string().min(1)),
    /** `true`: plain text to the gateway. */
    WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: optional(z.enum(['true', 'false'])),
    /** Bulk messages per minute and WeChat account. */
    WECHAT_MINUTE_BUDGET: whole.default(10),
    /** Bulk messages per day and WeChat account. */
    WECHAT_DAY_BUDGET: whole.default(300),
    /** An OpenAI-compatible endpoint up to its version, such as `https://host/v1`; absent: no language model is asked. */
    LLM_BASE_URL: optional(url),
    LLM_API_KEY: optional(key),
    /** Name of the model there; needed with an address. */
    LLM_MODEL: optional(z.string().min(1)),
    /** The same for speech: recordings are written down; absent: staff listen to them. */
    ASR_BASE_URL: optional(url),
    ASR_API_KEY: optional(key),
    ASR_MODEL: optional(z.string().min(1)),
    /** No bulk messages in these spans of the China day; empty: none. */
    QUIET_HOURS: z
      .string()
      .default('20:30-08:00,12:00-14:00')
      .transform((text, context) => {
        const hours = readQuietHours(text)
        if (hours === undefined) context.addIssue({ code: 'custom', message: 'HH:mm-HH:mm' })
        return hours ?? []
      }),
    /** Makes the PDF of contact cards; absent: looked for where it is usually installed. */
    CHROMIUM: optional(z.string().min(1)),
    /** Made with mode 0600 if absent; default `DATA_DIR/secret.key`. */
    SECRET_KEY_FILE: optional(z.string().min(1)),
    /** A county's own seed file. */
    COUNTY_FILE: optional(z.string().min(1)),
  })
  .refine(
    ({ WECHATY_PUPPET_SERVICE_TOKEN: token, WECHATY_PUPPET_SERVICE_ENDPOINT: endpoint }) =>
      token === undefined || token === '' || (endpoint !== undefined && endpoint !== ''),
    // Also when something else is wrong, so that the operator learns of everything at once.
    { path: ['WECHATY_PUPPET_SERVICE_ENDPOINT'], when: () => true },
  )
  .refine(({ LLM_BASE_URL: at, LLM_MODEL: model }) => !at || Boolean(model), {
    path: ['LLM_MODEL'],
    when: () => true,
  })
  .refine(({ LLM_BASE_URL: at, LLM_MODEL: model, LLM_API_KEY: key }) => at || !(model || key), {
    path: ['LLM_BASE_URL'],
    when: () => true,
  })
  .refine(({ ASR_BASE_URL: at, ASR_MODEL: model }) => !at || Boolean(model), {
    path: ['ASR_MODEL'],
    when: () => true,
  })
  .refine(({ ASR_BASE_URL: at, ASR_MODEL: model, ASR_API_KEY: key }) => at || !(model || key), {
    path: ['ASR_BASE_URL'],
    when: () => true,
  })

/** The service's settings, checked and frozen. */
export type Config = Readonly<z.output<typeof Config>>

const expected: Readonly<Record<string, string>> = {
  HOST: '监听地址，例如 127.0.0.1',
  PORT: '0 到 65535 的整数',
  DATABASE_URL: 'postgres:// 开头的地址，或留空',
  ROLES: 'web,telegram,wechat,scheduler 中的若干个，逗号分隔',
  PUBLIC_URL: 'http:// 或 https:// 开头的网址',
  TELEGRAM_TOKEN: '形如 数字:字母 的令牌',
  TELEGRAM_API_ROOT: 'http:// 或 https:// 开头的网址',
  TELEGRAM_PROXY: 'http:// 或 https:// 开头的代理网址',
  TELEGRAM_BULK_RATE: '大于 0、不超过 30 的数',
  WECHATY_PUPPET_SERVICE_TOKEN: '形如 前缀_密钥 的令牌',
  WECHATY_PUPPET_SERVICE_ENDPOINT: '形如 主机:端口 或 [IPv6 地址]:端口，配置了令牌就必须填写',
  WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: 'true 或 false',
  WECHAT_MINUTE_BUDGET: '正整数',
  WECHAT_DAY_BUDGET: '正整数',
  LLM_BASE_URL: 'http:// 或 https:// 开头的网址，配置了 LLM_MODEL 或 LLM_API_KEY 就必须填写',
  LLM_API_KEY: '不含空格和汉字的密钥，或留空',
  LLM_MODEL: '模型名，配置了 LLM_BASE_URL 就必须填写',
  ASR_BASE_URL: 'http:// 或 https:// 开头的网址，配置了 ASR_MODEL 或 ASR_API_KEY 就必须填写',
  ASR_API_KEY: '不含空格和汉字的密钥，或留空',
  ASR_MODEL: '模型名，配置了 ASR_BASE_URL 就必须填写',
  QUIET_HOURS: '形如 20:30-08:00,12:00-14:00，或留空',
}

/** Some variables are wrong. The message names every one of them, what is expected, and no value. */
export class ConfigError extends Error {}

/** Reads the environment. @throws {ConfigError} */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = Config.safeParse(environment)
  if (read.success) return Object.freeze(read.data)
  const names = [...new Set(read.error.issues.map(({ path }) => String(path[0])))]
  const lines = names.map((name) => `  ${name}：应为${expected[name] ?? '非空文字'}`)
  throw new ConfigError(`配置有误，请改正后再启动：\n${lines.join('\n')}`)
}
