import { describe, expect, test, vi } from 'vitest'
import { openWindow, pageModule, serveChat } from './browser.ts'

interface Bubble {
  readonly id: string
  readonly at: number
  readonly text: string
}

interface Incoming {
  start(last: Bubble | undefined): void
  wake(): void
  rest(): void
  stop(): void
}

interface Module {
  loadHistory(before?: string): Promise<unknown>
  makeIncoming(on: { onBubble(bubble: Bubble): void; onLine(open: boolean): void }): Incoming
}

/** An event stream that the test itself opens, breaks and speaks on. */
class FakeSource extends EventTarget {
  static readonly OPEN = 1
  static readonly all: FakeSource[] = []
  readyState = 0
  onopen: (() => void) | undefined
  onerror: (() => void) | undefined
  onmessage: ((event: { data: string }) => void) | undefined
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    FakeSource.all.push(this)
  }
  open(): void {
    this.readyState = FakeSource.OPEN
    this.onopen?.()
  }
  say(bubble: Bubble): void {
    this.onmessage?.({ data: JSON.stringify(bubble) })
  }
  beat(): void {
    this.dispatchEvent(new Event('beat'))
  }
  break(): void {
    this.readyState = 2
    this.onerror?.()
  }
  close(): void {
    this.readyState = 2
  }
}

async function listener() {
  openWindow()
  FakeSource.all.length = 0
  vi.stubGlobal('EventSource', FakeSource)
  const { makeIncoming, loadHistory } = await pageModule<Module>('incoming')
  const heard: string[] = []
  const lines: boolean[] = []
  const incoming = makeIncoming({
    onBubble: ({ text }) => heard.push(text),
    onLine: (open) => lines.push(open),
  })
  const dialled = FakeSource.all
  const line = () => {
    const last = dialled.at(-1)
    if (last === undefined) throw new Error('nobody dialled')
    return last
  }
  return { incoming, heard, lines, dialled, line, loadHistory }
}

const bubble = (n: number): Bubble => ({ id: `id${n}`, at: n, text: `第${n}句` })
const addresses = (sources: readonly FakeSource[]) => sources.map(({ url }) => url)

test('it listens from now on when the page has nothing, or after what the page has', async () => {
  const { incoming, dialled } = await listener()
  incoming.start(undefined)
  incoming.start(bubble(7))
  expect(addresses(dialled)).toEqual(['/chat/events', '/chat/events?after=7.id7'])
})

test('what is told is shown, and after a break it goes on behind it', async () => {
  const { incoming, heard, line, dialled, lines } = await listener()
  incoming.start(undefined)
  line().open()
  line().say(bubble(1))
  line().say(bubble(2))
  line().break()
  await vi.advanceTimersByTimeAsync(1000)
  expect(line().url).toBe('/chat/events?after=2.id2')
  line().open()
  line().say(bubble(3))
  expect(heard).toEqual(['第1句', '第2句', '第3句'])
  expect(lines).toEqual([true, false, true])
  expect(dialled).toHaveLength(2)
})

describe('a line that breaks', () => {
  test('is dialled again after 1, 2, 4, 8 and then every 15 seconds, and at 1 again once it was open', async () => {
    const { incoming, line, dialled } = await listener()
    incoming.start(undefined)
    for (const seconds of [1, 2, 4, 8, 15, 15]) {
      const before = dialled.length
      line().break()
      await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
      expect(dialled).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(dialled).toHaveLength(before + 1)
    }
    line().open()
    line().break()
    await vi.advanceTimersByTimeAsync(1000)
    expect(dialled).toHaveLength(8)
  })

  test('that says it is broken twice is dialled once', async () => {
    const { incoming, line, dialled } = await listener()
    incoming.start(undefined)
    const first = line()
    first.break()
    first.break()
    await vi.advanceTimersByTimeAsync(3000)
    expect(dialled.length).toBeLessThanOrEqual(2)
  })

  test('without a word for forty seconds is taken for dead; a sign of life is a word', async () => {
    const { incoming, line, dialled, lines } = await listener()
    incoming.start(undefined)
    line().open()
    await vi.advanceTimersByTimeAsync(39_000)
    line().beat()
    await vi.advanceTimersByTimeAsync(39_999)
    expect(lines).toEqual([true])
    await vi.advanceTimersByTimeAsync(1)
    expect(lines).toEqual([true, false])
    await vi.advanceTimersByTimeAsync(1000)
    expect(dialled).toHaveLength(2)
  })

  test('that never opens is taken for dead as well', async () => {
    const { incoming, dialled, lines } = await listener()
    incoming.start(undefined)
    await vi.advanceTimersByTimeAsync(41_000)
    expect([dialled.length, lines]).toEqual([2, [false]])
  })
})

describe('a page that nobody looks at', () => {
  test('puts the line down without a word of it, and takes it up where it was', async () => {
    const { incoming, line, lines, dialled } = await listener()
    incoming.start(undefined)
    line().open()
    line().say(bubble(4))
    incoming.rest()
    await vi.advanceTimersByTimeAsync(120_000)
    expect([dialled.length, lines]).toEqual([1, [true]])
    incoming.wake()
    expect(line().url).toBe('/chat/events?after=4.id4')
  })

  test('is woken without dialling twice when the line stands', async () => {
    const { incoming, line, dialled } = await listener()
    incoming.start(undefined)
    line().open()
    incoming.wake()
    incoming.wake()
    expect(dialled).toHaveLength(1)
  })

  test('that is woken in the middle of a pause does not wait for its end', async () => {
    const { incoming, line, dialled } = await listener()
    incoming.start(undefined)
    line().break()
    incoming.wake()
    expect(dialled).toHaveLength(2)
    line().open()
    await vi.advanceTimersByTimeAsync(5000)
    expect(dialled).toHaveLength(2)
  })

  test('that was stopped stays stopped', async () => {
    const { incoming, line, dialled, lines } = await listener()
    incoming.start(undefined)
    line().open()
    incoming.stop()
    line().break()
    incoming.wake()
    await vi.advanceTimersByTimeAsync(120_000)
    expect([dialled.length, lines]).toEqual([1, [true]])
  })

  test('before the start is not woken', async () => {
    const { incoming, dialled } = await listener()
    incoming.wake()
    expect(dialled).toEqual([])
  })
})

describe('the history', () => {
  test('is asked for the last page, or the one before a point', async () => {
    const { loadHistory } = await listener()
    const page = { items: [bubble(1)], fresh: false }
    const { asked } = serveChat(() => ({ status: 200, json: page }))
    expect(await loadHistory()).toEqual(page)
    await loadHistory('7.id/7')
    expect(asked.map(({ url }) => url)).toEqual(['/chat/history', '/chat/history?before=7.id%2F7'])
  })

  test.each([404, 429, 500, 503])('that answers %i was not had', async (status) => {
    const { loadHistory } = await listener()
    serveChat(() => ({ status }))
    await expect(loadHistory()).rejects.toThrow(`history ${status}`)
  })
})
