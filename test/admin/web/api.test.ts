import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  ApiError,
  call,
  queryText,
  sayError,
  serverNow,
  upload,
  useCsrf,
  whenSignedOut,
} from '../../../admin/web/src/api.ts'
import { makeWire } from './wire.ts'

const failed = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => {
      throw new Error('it was done')
    },
    (error: unknown) => {
      if (error instanceof ApiError) return error
      throw error
    },
  )

describe('a call', () => {
  test('sends JSON with the token that proves the page, and gives what came back', async () => {
    const { sent } = makeWire(() => ({ json: { id: 'p1' } }))
    useCsrf('token-1')
    expect(await call('POST', '/petitions', { content: '灯坏了' })).toEqual({ id: 'p1' })
    expect(sent).toEqual([
      {
        method: 'POST',
        path: '/petitions',
        headers: {
          accept: 'application/json',
          'csrf-token': 'token-1',
          'content-type': 'application/json',
        },
        body: { content: '灯坏了' },
      },
    ])
  })

  test('that only reads carries no token, and one without a body no kind of body', async () => {
    const { sent } = makeWire(() => ({ json: {} }))
    useCsrf('token-2')
    await call('GET', '/petitions')
    await call('POST', '/petitions/p1/accept')
    expect(sent.map(({ headers }) => headers)).toEqual([
      { accept: 'application/json' },
      { accept: 'application/json', 'csrf-token': 'token-2' },
    ])
  })

  test('to which nothing is answered gives nothing', async () => {
    makeWire(() => ({ status: 204 }))
    expect(await call('DELETE', '/session')).toBeUndefined()
    makeWire(() => ({ text: '' }))
    expect(await call('GET', '/nothing')).toBeUndefined()
  })

  test('of a file sends its fields before it', async () => {
    const { sent } = makeWire(() => ({ json: {} }))
    const file = new File(['姓名'], '名单.csv')
    await upload('/retiree-imports', { stationId: 'guangtong', columns: '{}' }, file)
    const body = sent[0]?.body
    if (!(body instanceof FormData)) throw new Error('no form was sent')
    expect([...body.keys()]).toEqual(['stationId', 'columns', 'file'])
    expect(sent[0]?.headers).not.toHaveProperty('content-type')
  })
})

describe('a refusal', () => {
  test('is told in the words of the service', async () => {
    makeWire(() => ({ status: 409, json: { code: 'petition_state', message: '已答复。' } }))
    const error = await failed(call('POST', '/petitions/p1/accept'))
    expect(error).toMatchObject({ status: 409, code: 'petition_state', message: '已答复。' })
    expect(sayError(error)).toBe('已答复。')
  })

  test.each([
    [401, '登录已过期，请重新登录。'],
    [403, '您没有权限这样做。'],
    [404, '没有找到，可能已被移走，或不归您的单位办理。'],
    [429, '操作太快了，请过一分钟再试。'],
    [503, '服务正忙，请过一会儿再试。'],
    [500, '服务出了问题，请稍后再试；还不行请联系系统管理员。'],
    [502, '服务出了问题，请稍后再试；还不行请联系系统管理员。'],
  ])('%i without words, as a proxy gives it, has words of its own', async (status, words) => {
    makeWire(() => ({ status, text: '<html>Bad Gateway</html>' }))
    const error = await failed(call('GET', '/petitions'))
    expect(error).toMatchObject({ status, code: `http_${status}`, message: words })
  })

  test.each<[string, unknown]>([
    ['an empty message', { message: '' }],
    ['a number for a message', { code: 7, message: 7 }],
    ['a list', []],
    ['null', null],
    ['a text', 'no'],
  ])('with %s is told all the same', async (_, json) => {
    makeWire(() => ({ status: 404, json }))
    const error = await failed(call('GET', '/petitions/p1'))
    expect(error.message).toMatch(/^没有找到/)
    expect(error.code).toBe('http_404')
  })

  test('of the sign-in itself does not sign anybody out; any other 401 does, once each', async () => {
    let told = 0
    whenSignedOut(() => {
      told += 1
    })
    makeWire(() => ({ status: 401, json: { code: 'x', message: '请先登录。' } }))
    await failed(call('POST', '/session', {}))
    expect(told).toBe(0)
    await failed(call('GET', '/petitions'))
    await failed(call('POST', '/petitions', {}))
    expect(told).toBe(2)
    makeWire(() => ({ status: 403, json: {} }))
    await failed(call('GET', '/petitions'))
    expect(told).toBe(2)
  })
})

describe('without an answer', () => {
  test('a person is told to look at the network', async () => {
    makeWire(() => 'unreachable')
    const error = await failed(call('GET', '/petitions'))
    expect(error).toMatchObject({ status: 0, code: 'offline' })
    expect(sayError(error)).toMatch(/^连不上服务/)
  })

  test('for half a minute a call is given up, not before', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    makeWire(() => new Promise(() => undefined))
    let ended = false
    const call1 = failed(call('GET', '/petitions')).finally(() => {
      ended = true
    })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await call1).toMatchObject({ code: 'offline' })
  })
})

test('what is no refusal is told as the page’s own fault', () => {
  expect(sayError(new TypeError('x is undefined'))).toBe('页面出了问题，请刷新后再试。')
  expect(sayError(undefined)).toBe('页面出了问题，请刷新后再试。')
})

test('the clock is that of the service, whatever the PC says', async () => {
  makeWire(() => ({ json: {}, date: 'Mon, 02 Mar 2026 01:00:00 GMT' }))
  await call('GET', '/petitions')
  const at = Date.parse('2026-03-02T01:00:00Z')
  expect(serverNow()).toBeGreaterThanOrEqual(at)
  expect(serverNow()).toBeLessThan(at + 60_000)
  makeWire(() => ({ json: {}, date: 'nonsense' }))
  await call('GET', '/petitions')
  expect(serverNow()).toBeLessThan(at + 60_000)
})

test.each([
  [{}, ''],
  [{ q: '', station: undefined }, ''],
  [{ q: '张 & 李', limit: 50 }, 'q=%E5%BC%A0+%26+%E6%9D%8E&limit=50'],
  [{ limit: 0 }, 'limit=0'],
  [{ cursor: 'a+b/c=' }, 'cursor=a%2Bb%2Fc%3D'],
])('%o is asked as %s', (values, text) => {
  expect(queryText(values)).toBe(text)
})
