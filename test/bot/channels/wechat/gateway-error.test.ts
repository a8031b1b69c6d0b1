import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breaksLink, failedSend, grpcCode } from '../../../../bot/channels/wechat/gateway-error.ts'
import { DeadlinePassed } from '../../../../bot/channels/wechat/within.ts'

/** An error as the gRPC client throws it. */
const wire = (code: number, details: string) =>
  Object.assign(new Error(`${code} NAME: ${details}`), { code, details })

const limited = { state: 'refused', why: 'limited', retryAfterMs: 600_000 }
const refused = (why: string) => ({ state: 'refused', why })
const uncertain = (why: string) => ({ state: 'uncertain', why })

describe('failedSend', () => {
  test.each([
    [2, 'too frequent', limited],
    [13, 'provider error 20001', limited],
    [2, '操作过于频繁', limited],
    [2, 'Rate limit exceeded', limited],
    [8, 'too many requests', limited],
    [2, 'you are in her blacklist', refused('blocked')],
    [2, 'she is not your friend', refused('blocked')],
    [2, '对方不是你的好友', refused('blocked')],
    [2, '消息已发出，但被对方拒收了', refused('blocked')],
    [5, 'whatever', refused('unknown-peer')],
    [2, 'contact does not exist', refused('unknown-peer')],
    [8, 'Received message larger than max (6291467 vs 4194304)', refused('too-long')],
    [3, 'bad', refused('rejected')],
    [7, 'bad', refused('rejected')],
    [12, 'bad', refused('rejected')],
    [14, 'No connection established. Last error: connect ECONNREFUSED', refused('offline')],
    [16, 'Invalid Wechaty TOKEN', refused('offline')],
    [14, 'Connection dropped', uncertain('connection-lost')],
    [4, 'Deadline exceeded', uncertain('connection-lost')],
    [1, 'Cancelled', uncertain('connection-lost')],
    [2, 'request timeout', uncertain('gateway-timeout')],
    [13, 'socket hang up', uncertain('gateway-timeout')],
    [2, 'boom', uncertain('gateway-error')],
    [13, 'boom', uncertain('gateway-error')],
  ])('code %i, "%s"', (code, details, outcome) => {
    expect(failedSend(wire(code, details))).toEqual(outcome)
  })

  test('only the first line counts: the rest is the stack of somebody else’s server', () => {
    const stack = 'boom\n  at rateLimited (/srv/not found/blacklist.js:1:1)'
    expect(failedSend(wire(2, stack))).toEqual(uncertain('gateway-error'))
  })

  test('a passed deadline and an error of no wire are uncertain', () => {
    expect(failedSend(new DeadlinePassed('late'))).toEqual(uncertain('deadline'))
    expect(failedSend(new Error('write EPIPE'))).toEqual(uncertain('connection-lost'))
    expect(failedSend('odd')).toEqual(uncertain('connection-lost'))
    expect(failedSend(new Error('no grpc manager'))).toEqual(refused('offline'))
  })

  test('no word of the gateway is passed on, and no unknown error is taken for a refusal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.string(), (code, text) => {
        const outcome = failedSend(wire(code, `CANARY ${text}`))
        return !JSON.stringify(outcome).includes('CANARY')
      }),
    )
  })
})

describe('grpcCode', () => {
  test.each([
    [wire(14, 'gone'), 14],
    [{ gerror: '{"code":16,"details":"no","name":"Error"}' }, 16],
    [{ gerror: '{"name":"Error","message":"14 UNAVAILABLE: gone"}' }, 14],
    [new Error('16 UNAUTHENTICATED: no'), 16],
    [new Error('room 14 is full'), undefined],
    [{ gerror: '{"message":"no payload"}' }, undefined],
    [{ code: 'ECONNREFUSED' }, undefined],
    [undefined, undefined],
    [null, undefined],
    ['14 UNAVAILABLE: gone', undefined],
  ])('of %j is %s', (error, code) => {
    expect(grpcCode(error)).toBe(code)
  })
})

test.each([
  [wire(14, ''), true],
  [wire(16, ''), true],
  [wire(4, ''), true],
  [wire(1, ''), true],
  [new DeadlinePassed('late'), true],
  [wire(2, 'no payload'), false],
  [wire(5, ''), false],
  [new Error('no payload'), false],
  [undefined, false],
])('the link is broken by %s: %s', (error, broken) => {
  expect(breaksLink(error)).toBe(broken)
})
