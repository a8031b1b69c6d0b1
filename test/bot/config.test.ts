import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../bot/config.ts'

/** The words of the refusal. */
function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('was accepted')
}

/** The variables that the refusal names, in alphabetical order. */
const named = (environment: Record<string, string>) =>
  [...refusal(environment).matchAll(/^ {2}([A-Z_]+)：应为\S/gm)].map(([, name]) => name).sort()

/** A wrong value of every variable that can be wrong; each holds the canary. */
const wrong: Readonly<Record<string, string>> = {
  PORT: 'canary-80',
  DATABASE_URL: 'mysql://canary@host/db',
  ROLES: 'web,canary',
  PUBLIC_URL: 'ftp://canary',
  TELEGRAM_TOKEN: 'canary',
  TELEGRAM_API_ROOT: 'canary',
  TELEGRAM_PROXY: 'socks5://canary:canary@host',
  TELEGRAM_BULK_RATE: 'canary',
  WECHATY_PUPPET_SERVICE_TOKEN: 'canary',
  WECHATY_PUPPET_SERVICE_ENDPOINT: 'canary',
  WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: 'canary',
  WECHAT_MINUTE_BUDGET: 'canary',
  WECHAT_DAY_BUDGET: 'canary',
  QUIET_HOURS: 'canary',
  LLM_BASE_URL: 'ftp://canary',
  LLM_API_KEY: '密钥canary',
  ASR_BASE_URL: 'canary',
  ASR_API_KEY: 'canary key',
}

test('nothing at all is a configuration: the page on this machine, SQLite, every role', () => {
  expect(readConfig({})).toEqual({
    HOST: '127.0.0.1',
    PORT: 8080,
    DATA_DIR: 'data',
    ROLES: ['web', 'telegram', 'wechat', 'scheduler'],
    TELEGRAM_BULK_RATE: 28,
    WECHAT_MINUTE_BUDGET: 10,
    WECHAT_DAY_BUDGET: 300,
    QUIET_HOURS: [
      ['20:30', '08:00'],
      ['12:00', '14:00'],
    ],
  })
})

test('what is read cannot be changed', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true)
})

test('every wrong variable is named at once, with what is expected and no value', () => {
  const models = { LLM_MODEL: 'tiny', ASR_MODEL: 'tiny' }
  expect(named({ ...wrong, ...models })).toEqual(Object.keys(wrong).sort())
  expect(refusal(wrong)).not.toContain('canary')
})

test('any set of wrong variables is named, each once, and nothing else', () => {
  const some = fc.uniqueArray(fc.constantFrom(...Object.keys(wrong)), { minLength: 1 })
  fc.assert(
    fc.property(some, (names) => {
      // A token calls for an endpoint: a right one, unless the endpoint is what is wrong.
      // A key or a model calls for an address, and an address for a model.
      const rest = {
        WECHATY_PUPPET_SERVICE_ENDPOINT: 'gateway:8788',
        LLM_BASE_URL: 'http://model/v1',
        LLM_MODEL: 'tiny',
        ASR_BASE_URL: 'http://speech/v1',
        ASR_MODEL: 'tiny',
      }
      const environment = Object.fromEntries(names.map((name) => [name, wrong[name] ?? '']))
      expect(named({ ...rest, ...environment })).toEqual([...names].sort())
    }),
  )
})

test('a WeChat token without its endpoint is told, also beside other mistakes', () => {
  const token = { WECHATY_PUPPET_SERVICE_TOKEN: 'county_canary' }
  const endpoint = 'WECHATY_PUPPET_SERVICE_ENDPOINT'
  expect(named(token)).toEqual([endpoint])
  expect(named({ ...token, PORT: 'x' })).toEqual(['PORT', endpoint])
  expect(named({ ...token, [endpoint]: '' })).toEqual([endpoint])
  expect(refusal(token)).not.toContain('canary')
})

test.each(['LLM', 'ASR'])('%s: address, model and key belong together', (of) => {
  const at = { [`${of}_BASE_URL`]: 'http://127.0.0.1:11434/v1' }
  const model = { [`${of}_MODEL`]: 'qwen' }
  const key = { [`${of}_API_KEY`]: 'sk-canary' }
  expect(named(at)).toEqual([`${of}_MODEL`])
  expect(named({ ...at, ...key, PORT: 'x' })).toEqual([`${of}_MODEL`, 'PORT'].sort())
  expect(named(model)).toEqual([`${of}_BASE_URL`])
  expect(named(key)).toEqual([`${of}_BASE_URL`])
  expect(refusal(key)).not.toContain('canary')
  for (const right of [
    { ...at, ...model },
    { ...at, ...model, ...key },
  ]) {
    expect(readConfig(right)).toMatchObject(right)
  }
  const empty = { [`${of}_BASE_URL`]: '', [`${of}_MODEL`]: '', [`${of}_API_KEY`]: '' }
  expect(readConfig(empty)[of === 'LLM' ? 'LLM_BASE_URL' : 'ASR_BASE_URL']).toBeUndefined()
})

describe.each([
  ['PORT', ['0', '8080', '65535'], ['', '-1', '65536', '80.5', '0x50', '1e3', ' 80', '八十']],
  ['TELEGRAM_BULK_RATE', ['0.5', '28', '30'], ['', '0', '-1', '30.1', 'Infinity', 'NaN']],
  ['WECHAT_MINUTE_BUDGET', ['1', '10'], ['', '0', '1.5', '-3']],
  ['ROLES', ['web', 'telegram', 'web, scheduler'], ['', 'admin', 'web,,wechat']],
  [
    'DATABASE_URL',
    ['', 'postgres://u:p@host/db', 'postgresql:///db?host=%2Frun'],
    ['postgres://', 'sqlite:x', 'host'],
  ],
  ['PUBLIC_URL', ['', 'https://tuiguan.example', 'http://10.0.0.5:8080/'], ['tuiguan.example']],
  ['TELEGRAM_TOKEN', ['', '7100000001:AA-canary_x'], ['AA-canary', '7100000001:', '71:a b']],
  [
    'WECHATY_PUPPET_SERVICE_ENDPOINT',
    [
      '',
      'gateway.lan:8788',
      '10.0.0.7:8788',
      '[::1]:8788',
      '[fd00::7]:8788',
      '[::ffff:10.0.0.7]:1',
    ],
    ['gateway', '::1:8788', '[::1]', '[gateway]:1', 'http://gateway:8788', 'a b:1', 'host:123456'],
  ],
  ['QUIET_HOURS', ['', '20:30-08:00', '22:00-06:00, 12:00-14:00'], ['24:00-08:00', '8-9', 'x']],
  ['DATA_DIR', ['data', '/var/lib/tuiguan'], ['']],
])('%s', (name, right, bad) => {
  test.each(right)('takes “%s”', (value) => {
    expect(() => readConfig({ [name]: value })).not.toThrow()
  })

  test.each(bad)('refuses “%s”', (value) => {
    expect(named({ [name]: value })).toEqual([name])
  })
})

test('variables of other programs do not matter', () => {
  expect(readConfig({ PATH: '/bin', PORT: '9' })).toMatchObject({ PORT: 9 })
  expect(readConfig({ PATH: '/bin' })).not.toHaveProperty('PATH')
})
