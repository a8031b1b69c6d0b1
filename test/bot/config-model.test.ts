import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../bot/config.ts'
import { makeLog } from '../../bot/log.ts'
import { hostileTexts } from '../hostile.ts'

const names = [
  'HOST',
  'PORT',
  'DATA_DIR',
  'DATABASE_URL',
  'ROLES',
  'PUBLIC_URL',
  'TELEGRAM_TOKEN',
  'TELEGRAM_API_ROOT',
  'TELEGRAM_PROXY',
  'TELEGRAM_BULK_RATE',
  'WECHATY_PUPPET_SERVICE_TOKEN',
  'WECHATY_PUPPET_SERVICE_ENDPOINT',
  'WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT',
  'WECHAT_MINUTE_BUDGET',
  'WECHAT_DAY_BUDGET',
  'QUIET_HOURS',
  'SECRET_KEY_FILE',
  'COUNTY_FILE',
] as const

/** The configuration, or the message of its refusal. */
const read = (environment: Readonly<Record<string, string>>) => {
  try {
    return { config: readConfig(environment) }
  } catch (error) {
    if (error instanceof ConfigError) return { refusal: error.message }
    throw error
  }
}

const value = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    ...hostileTexts.map(([, text]) => text.slice(0, 200)).filter((text) => text !== ''),
  ),
  fc.constantFrom(
    '0',
    '8080',
    '65536',
    '-1',
    '1e3',
    '0x50',
    ' 80',
    'true',
    'http://',
    'postgres://',
    '123:abc',
  ),
)

describe('whatever stands in the environment', () => {
  test('is a configuration, or a Chinese sentence that names what is wrong and repeats no value', () => {
    const environment = fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, maxKeys: 6 })
    fc.assert(
      fc.property(environment, (given) => {
        const { config, refusal } = read(given)
        if (config !== undefined) {
          expect(Object.isFrozen(config)).toBe(true)
          expect(Number.isInteger(config.PORT) && config.PORT >= 0 && config.PORT <= 65_535).toBe(
            true,
          )
          expect(config.TELEGRAM_BULK_RATE).toBeGreaterThan(0)
          return
        }
        const lines = (refusal ?? '').split('\n').slice(1)
        expect(lines.length).toBeGreaterThan(0)
        for (const line of lines) expect(line).toMatch(/^ {2}[A-Z_]+：应为.*\p{Script=Han}/u)
        for (const [name, text] of Object.entries(given))
          if (text.length > 12 && /[^\d\s.,:/-]/.test(text))
            expect(refusal, name).not.toContain(text)
      }),
      { numRuns: 300 },
    )
  })

  test('each variable that is wrong by itself is wrong in any company, and named once', () => {
    const wrong: Readonly<Record<string, string>> = {
      PORT: '65536',
      DATABASE_URL: 'mysql://x',
      ROLES: 'web,king',
      PUBLIC_URL: 'ftp://x',
      TELEGRAM_TOKEN: 'abc',
      TELEGRAM_BULK_RATE: '31',
      WECHAT_DAY_BUDGET: '0',
      QUIET_HOURS: '8-9',
    }
    fc.assert(
      fc.property(fc.subarray(Object.keys(wrong), { minLength: 1 }), (chosen) => {
        const { refusal = '' } = read(
          Object.fromEntries(chosen.map((name) => [name, wrong[name] ?? ''])),
        )
        const named = refusal
          .split('\n')
          .slice(1)
          .map((line) => line.trim().split('：')[0] ?? '')
        expect(named.toSorted()).toEqual(chosen.toSorted())
      }),
    )
  })

  test.each(
    names.filter((name) => !['HOST', 'DATA_DIR', 'PORT', 'ROLES'].includes(name)),
  )('an empty %s is as if it were not there, or is refused by name', (name) => {
    const { config, refusal } = read({ [name]: '' })
    if (config === undefined) expect(refusal).toContain(name)
    else
      expect(config).toEqual({
        ...read({}).config,
        ...(name === 'QUIET_HOURS' ? { QUIET_HOURS: [] } : {}),
      })
  })

  test.each([
    ['web', ['web']],
    ['web,scheduler', ['web', 'scheduler']],
    [' web , telegram ', ['web', 'telegram']],
  ])('the roles %j are %j', (written, roles) => {
    expect(read({ ROLES: written }).config?.ROLES).toEqual(roles)
  })
})

describe('a line of the log', () => {
  const logged = (write: (log: ReturnType<typeof makeLog>) => void) => {
    const lines: string[] = []
    write(makeLog({ write: (line) => lines.push(line) }, () => Date.UTC(2026, 2, 2)))
    return lines
  }

  test('is one JSON object with its time, event and fields, whatever the fields hold', () => {
    for (const [, text] of hostileTexts) {
      const [line = '', ...more] = logged((log) =>
        log('channel-state', { id: text.slice(0, 500), n: 7, gone: undefined }),
      )
      expect(more).toEqual([])
      expect(line.endsWith('\n')).toBe(true)
      expect(line.trimEnd()).not.toContain('\n')
      expect(JSON.parse(line)).toEqual({
        at: '2026-03-02T00:00:00.000Z',
        event: 'channel-state',
        id:
          text.slice(0, 500).toWellFormed() === text.slice(0, 500)
            ? text.slice(0, 500)
            : expect.any(String),
        n: 7,
      })
    }
  })

  test('without fields has none', () => {
    expect(logged((log) => log('started')).map((line) => JSON.parse(line))).toEqual([
      { at: '2026-03-02T00:00:00.000Z', event: 'started' },
    ])
  })
})
