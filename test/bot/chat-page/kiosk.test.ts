import { describe, expect, test, vi } from 'vitest'
import { FakeElement, FakeStorage, openWindow, pageModule, serveChat } from './browser.ts'

interface Store {
  recall(name: string): unknown
  keep(name: string, value: unknown): void
  drop(name: string): void
  namesOf(beginning: string): string[]
}

interface Kiosk {
  isKiosk(): boolean
  watchIdle(on: { onWarn(seconds?: number): void; onIdle(): void }): {
    check(): void
    pause(): void
    resume(): void
  }
}

interface Counter {
  makeCounter(
    parts: Record<'leave' | 'cover' | 'coverText' | 'stay', FakeElement>,
    on: { onClear(): Promise<void>; onFresh(): Promise<void> },
  ): void
}

describe('what the page keeps in the browser', () => {
  test('comes back as it was, under names of the page’s own', async () => {
    const { storage } = openWindow()
    const store = await pageModule<Store>('browser-store')
    for (const value of [0, '', false, '字', [1], { a: 1 }, null]) {
      store.keep('x', value)
      expect(store.recall('x')).toEqual(value ?? undefined)
    }
    expect(Object.keys(storage)).toEqual(['tuiguan.chat.x'])
    store.drop('x')
    expect(store.recall('x')).toBeUndefined()
  })

  test('is listed by beginning, in order, and only its own', async () => {
    const { storage } = openWindow()
    const store = await pageModule<Store>('browser-store')
    storage.setItem('other.pending.z', '1')
    for (const name of ['pending.b', 'pending.a', 'larger']) store.keep(name, 1)
    expect(store.namesOf('pending.')).toEqual(['pending.a', 'pending.b'])
  })

  test('is nothing where the browser forbids it, and nobody is troubled', async () => {
    const { storage } = openWindow()
    FakeStorage.break(storage)
    const store = await pageModule<Store>('browser-store')
    store.keep('x', 1)
    store.drop('x')
    expect(store.recall('x')).toBeUndefined()
  })

  test('that was damaged is nothing', async () => {
    const { storage } = openWindow()
    const store = await pageModule<Store>('browser-store')
    storage.setItem('tuiguan.chat.x', '{')
    expect(store.recall('x')).toBeUndefined()
  })
})

test.each([
  ['?kiosk=1', true],
  ['?code=ABC&kiosk=1', true],
  ['', false],
  ['?kiosk=0', false],
  ['?kiosk', false],
  ['?Kiosk=1', false],
])('the page at %j stands at a counter: %s', async (search, stands) => {
  openWindow({ search })
  const { isKiosk } = await pageModule<Kiosk>('kiosk')
  expect(isKiosk()).toBe(stands)
})

describe('an idle screen', () => {
  async function watched() {
    const browser = openWindow({ search: '?kiosk=1' })
    const { watchIdle } = await pageModule<Kiosk>('kiosk')
    const warned: (number | undefined)[] = []
    let idle = 0
    const watch = watchIdle({
      onWarn: (seconds) => warned.push(seconds),
      onIdle: () => {
        idle += 1
      },
    })
    const touch = (sign = 'pointerdown') => browser.page.dispatchEvent(new Event(sign))
    return { ...browser, watch, warned, touch, idle: () => idle }
  }

  test('that nobody touched is left alone', async () => {
    const { warned, idle } = await watched()
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect([warned, idle()]).toEqual([[], 0])
  })

  test('warns in the last half minute, second by second, and clears at three minutes', async () => {
    const { warned, idle, touch } = await watched()
    touch()
    await vi.advanceTimersByTimeAsync(149_999)
    expect(warned).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(warned).toEqual([30])
    await vi.advanceTimersByTimeAsync(29_000)
    expect(warned.at(-1)).toBe(1)
    expect(idle()).toBe(0)
    await vi.advanceTimersByTimeAsync(1000)
    expect(idle()).toBe(1)
  })

  test.each([
    'pointerdown',
    'keydown',
    'input',
    'wheel',
    'touchmove',
  ])('is in use by %s: the warning goes and the time begins anew', async (sign) => {
    const { warned, idle, touch } = await watched()
    touch()
    await vi.advanceTimersByTimeAsync(160_000)
    touch(sign)
    expect(warned.at(-1)).toBeUndefined()
    await vi.advanceTimersByTimeAsync(149_000)
    expect(idle()).toBe(0)
  })

  test('counts nothing as use while it is being cleared', async () => {
    const { watch, touch, idle, warned } = await watched()
    touch()
    watch.pause()
    touch()
    await vi.advanceTimersByTimeAsync(600_000)
    expect([idle(), warned]).toEqual([0, []])
    watch.resume()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(idle()).toBe(0)
    touch()
    await vi.advanceTimersByTimeAsync(180_000)
    expect(idle()).toBe(1)
  })

  test('whose page was reloaded goes on counting', async () => {
    const { touch, storage } = await watched()
    touch()
    const { watchIdle } = await pageModule<Kiosk>('kiosk')
    let cleared = 0
    watchIdle({
      onWarn: () => undefined,
      onIdle: () => {
        cleared += 1
      },
    })
    await vi.advanceTimersByTimeAsync(180_000)
    expect([cleared, Object.keys(storage)]).toEqual([1, ['tuiguan.chat.kiosk.usedAt']])
  })
})

describe('a counter', () => {
  const parts = () => ({
    leave: Object.assign(new FakeElement(), { hidden: true }),
    cover: Object.assign(new FakeElement(), { hidden: true }),
    coverText: new FakeElement(),
    stay: new FakeElement(),
  })

  async function counter(search: string, answers: (nth: number) => 'gone' | { status: number }) {
    const browser = openWindow({ search })
    const { asked } = serveChat((_, nth) => answers(nth))
    const { makeCounter } = await pageModule<Counter>('counter')
    const made = parts()
    const steps: string[] = []
    makeCounter(made, {
      onClear: async () => void steps.push(`clear, cover ${made.cover.hidden ? 'off' : 'on'}`),
      onFresh: async () => void steps.push('fresh'),
    })
    return { ...browser, ...made, asked, steps }
  }

  test('on a phone is none: there is no button, and nothing clears by itself', async () => {
    const { leave, page, steps } = await counter('', () => ({ status: 204 }))
    page.dispatchEvent(new Event('pointerdown'))
    await vi.advanceTimersByTimeAsync(600_000)
    expect([leave.hidden, steps]).toEqual([true, []])
  })

  test('covers, clears, becomes somebody else, and greets, in this order', async () => {
    const { leave, cover, coverText, asked, steps } = await counter('?kiosk=1', () => ({
      status: 204,
    }))
    expect(leave.hidden).toBe(false)
    leave.click()
    await vi.advanceTimersByTimeAsync(0)
    expect(steps).toEqual(['clear, cover on', 'fresh'])
    expect(asked).toMatchObject([{ url: '/chat/leave', method: 'POST' }])
    expect([cover.hidden, coverText.textContent]).toEqual([true, '正在清屏，请稍候…'])
  })

  test('pressed twice clears once', async () => {
    const { leave, steps } = await counter('?kiosk=1', () => ({ status: 204 }))
    leave.click()
    leave.click()
    await vi.advanceTimersByTimeAsync(0)
    expect(steps).toHaveLength(2)
    leave.click()
    await vi.advanceTimersByTimeAsync(0)
    expect(steps).toHaveLength(4)
  })

  test('stays covered until the server has given a new identity, however often it must be asked', async () => {
    const { leave, cover, steps, asked } = await counter('?kiosk=1', (nth) =>
      nth === 1 ? 'gone' : { status: nth === 2 ? 503 : 204 },
    )
    leave.click()
    await vi.advanceTimersByTimeAsync(2000)
    expect([cover.hidden, steps]).toEqual([false, ['clear, cover on']])
    await vi.advanceTimersByTimeAsync(2000)
    expect([cover.hidden, steps.at(-1), asked.length]).toEqual([true, 'fresh', 3])
  })

  test('warns before it clears by itself, and a touch keeps the talk', async () => {
    const { page, cover, coverText, stay, steps } = await counter('?kiosk=1', () => ({
      status: 204,
    }))
    page.dispatchEvent(new Event('input'))
    await vi.advanceTimersByTimeAsync(155_000)
    expect([cover.hidden, stay.hidden]).toEqual([false, false])
    expect(coverText.textContent).toBe('还在用吗？25 秒后清屏。')
    page.dispatchEvent(new Event('pointerdown'))
    expect([cover.hidden, coverText.textContent]).toEqual([true, ''])
    await vi.advanceTimersByTimeAsync(180_000)
    expect(steps).toEqual(['clear, cover on', 'fresh'])
  })
})
