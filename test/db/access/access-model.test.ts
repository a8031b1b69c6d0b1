import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newCode, readCode } from '../../../db/access/code-text.ts'
import { storeCode, useCode } from '../../../db/access/one-use-code.ts'
import {
  closeSession,
  closeSessionsOf,
  findSession,
  openSession,
  sessionIdleMs,
  sessionMostMs,
  sessions,
  sweepSessions,
  touchSession,
} from '../../../db/access/session.ts'
import {
  countFailure,
  forgiveFailure,
  isThrottled,
  sweepThrottles,
} from '../../../db/access/throttle.ts'
import { makeStaff, monday, testStore } from '../../support.ts'

const runs = (engine: string, count: number) => ({ numRuns: engine === 'pg' ? 8 : count })

describe('sessions', () => {
  const waits = [0, 1, 60_000, sessionIdleMs - 1, sessionIdleMs, sessionMostMs / 4]
  const step = fc.oneof(
    fc.record({ do: fc.constant('open' as const), who: fc.nat(1) }),
    fc.record({ do: fc.constantFrom(...(['use', 'close'] as const)), which: fc.nat(5) }),
    fc.record({ do: fc.constant('closeAll' as const), who: fc.nat(1) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...waits) }),
    fc.record({ do: fc.constant('sweep' as const) }),
  )

  test('live while they are used and not too old, whatever happens in between', async () => {
    const store = await testStore()
    const members = [await makeStaff(store), await makeStaff(store)]
    let made = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 25 }), async (steps) => {
        await store.tx((tx) => tx.delete(sessions))
        let now = monday
        const known: {
          hash: string
          who: number
          openedAt: number
          seenAt: number
          closed: boolean
        }[] = []
        const lives = (one: (typeof known)[number]) =>
          !one.closed && now - one.openedAt < sessionMostMs && now - one.seenAt < sessionIdleMs
        for (const one of steps) {
          if (one.do === 'wait') now += one.ms
          if (one.do === 'sweep') await store.tx((tx) => sweepSessions(tx, now))
          if (one.do === 'open') {
            const hash = `hash${++made}`
            const staffId = members[one.who]?.id ?? ''
            await store.tx((tx) => openSession(tx, { hash, staffId, csrf: `csrf${made}` }, now))
            known.push({ hash, who: one.who, openedAt: now, seenAt: now, closed: false })
          }
          if (one.do === 'closeAll') {
            await store.tx((tx) => closeSessionsOf(tx, members[one.who]?.id ?? ''))
            for (const session of known) if (session.who === one.who) session.closed = true
          }
          const session = 'which' in one ? known[one.which % Math.max(1, known.length)] : undefined
          if (session === undefined) continue
          if (one.do === 'close') {
            await store.tx((tx) => closeSession(tx, session.hash))
            session.closed = true
          } else if (lives(session)) {
            await store.tx((tx) => touchSession(tx, session.hash, now))
            session.seenAt = now
          }
          for (const each of known) {
            const found = await findSession(store.read, each.hash, now)
            expect(found?.staff.id, each.hash).toBe(lives(each) ? members[each.who]?.id : undefined)
          }
        }
        await store.tx((tx) => sweepSessions(tx, now))
        const left = await store.read.select({ hash: sessions.hash }).from(sessions)
        for (const each of known)
          if (lives(each)) expect(left.map(({ hash }) => hash)).toContain(each.hash)
      }),
      runs(store.engine, 30),
    )
  }, 60_000)
})

describe('throttles', () => {
  const limit = { failures: 3, windowMs: 1000 }
  const step = fc.oneof(
    fc.record({
      do: fc.constantFrom(...(['fail', 'forgive'] as const)),
      key: fc.constantFrom('a', 'b'),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 999, 1000, 1001) }),
    fc.record({ do: fc.constant('sweep' as const) }),
  )

  test('count each key by itself from the first failure of a window to its end', async () => {
    const store = await testStore()
    let round = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 30 }), async (steps) => {
        round += 1
        const key = (name: string) => `${name}${round}`
        const windows = new Map<string, { failures: number; endsAt: number }>()
        let now = monday
        for (const one of steps) {
          if (one.do === 'wait') now += one.ms
          if (one.do === 'sweep') await store.tx((tx) => sweepThrottles(tx, now))
          if (one.do === 'fail') {
            await store.tx((tx) => countFailure(tx, key(one.key), limit, now))
            const open = windows.get(one.key)
            const lives = open !== undefined && open.endsAt > now
            if (lives) open.failures += 1
            else windows.set(one.key, { failures: 1, endsAt: now + limit.windowMs })
          }
          if (one.do === 'forgive') {
            await store.tx((tx) => forgiveFailure(tx, key(one.key)))
            const open = windows.get(one.key)
            if (open !== undefined) open.failures = Math.max(0, open.failures - 1)
          }
          for (const name of ['a', 'b']) {
            const open = windows.get(name)
            const shut = open !== undefined && open.endsAt > now && open.failures >= limit.failures
            expect(await isThrottled(store.read, key(name), limit, now), name).toBe(shut)
          }
        }
      }),
      runs(store.engine, 40),
    )
  }, 60_000)
})

describe('codes', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('issue' as const),
      purpose: fc.constantFrom('setup' as const, 'staff' as const),
      subject: fc.constantFrom('s1', 's2', undefined),
      ttlMs: fc.constantFrom(1000, 100_000),
    }),
    fc.record({
      do: fc.constant('use' as const),
      purpose: fc.constantFrom('setup' as const, 'staff' as const),
      which: fc.nat(6),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(999, 1000) }),
  )

  test('work once, for their purpose, in their time, and only the last of a subject', async () => {
    const store = await testStore()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
        const known: {
          code: string
          purpose: string
          subject: string | undefined
          endsAt: number
          dead: boolean
        }[] = []
        let now = monday
        for (const one of steps) {
          if (one.do === 'wait') now += one.ms
          if (one.do === 'issue') {
            const { purpose, subject, ttlMs } = one
            const code = newCode()
            const value = {
              purpose,
              code,
              ttlMs,
              ...(subject === undefined ? {} : { subjectId: subject }),
            }
            await store.tx((tx) => storeCode(tx, value, now))
            for (const old of known)
              if (old.purpose === purpose && old.subject === subject) old.dead = true
            known.push({ code, purpose, subject, endsAt: now + ttlMs, dead: false })
          }
          if (one.do !== 'use') continue
          const asked = known[one.which % Math.max(1, known.length)]
          if (asked === undefined) continue
          const fits = !asked.dead && asked.purpose === one.purpose && asked.endsAt > now
          const used = await store.tx((tx) => useCode(tx, one.purpose, asked.code, now))
          expect(used !== undefined).toBe(fits)
          if (!fits) continue
          expect(used?.subjectId ?? undefined).toBe(asked.subject)
          asked.dead = true
        }
      }),
      runs(store.engine, 30),
    )
  }, 60_000)

  test('are read however they are typed, and nothing else is taken for one', () => {
    const typed = fc.constantFrom(
      (code: string) => code.toLowerCase(),
      (code: string) => `${code.slice(0, 5)}-${code.slice(5)}`,
      (code: string) => ` ${[...code].join(' ')} `,
      (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'I'),
      (code: string) => code.replaceAll('1', 'l'),
      (code: string) => `${code.slice(0, 3)}—${code.slice(3)}\u200b`,
    )
    fc.assert(
      fc.property(fc.constant(0).map(newCode), typed, (code, how) => {
        expect(readCode(how(code))).toBe(code)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 14 }), (text) => {
        const code = readCode(text)
        if (code !== undefined) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
      }),
    )
    for (const serial of ['GT20260001', 'gt2026-0001', 'ＧＴ２０２６０００１'])
      expect(readCode(serial)).toBeUndefined()
  })
})
