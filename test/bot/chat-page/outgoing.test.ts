import { describe, expect, test, vi } from 'vitest'
import { type Asked, FakeStorage, openWindow, pageModule, type Said, serveChat } from './browser.ts'

interface Message {
  readonly clientId: string
  readonly text?: string
  readonly optionId?: string
  readonly label?: string
  readonly file?: Blob
  readonly kind?: string
  readonly silent?: boolean
}

interface Outgoing {
  add(message: Message): void
  flush(): void
  resume(): boolean
  drained(): Promise<void>
}

interface Module {
  newClientId(): string
  makeOutgoing(onState: (message: Message, state: string, sentence?: string) => void): Outgoing
}

const taken: Said = { status: 202, json: {} }

/** The sender of the page in a window, before a server that answers as told. */
async function sender(say: (asked: Asked, nth: number) => Said) {
  const browser = openWindow()
  const server = serveChat(say)
  const { makeOutgoing, newClientId } = await pageModule<Module>('outgoing')
  const states: string[] = []
  const note = ({ clientId }: Message, state: string, sentence?: string) =>
    states.push([clientId, state, sentence].filter(Boolean).join(' '))
  const outgoing = makeOutgoing(note)
  const again = () => makeOutgoing(note)
  return { ...browser, ...server, outgoing, states, newClientId, again }
}

const texts = (asked: readonly Asked[]) =>
  asked.map(({ body }) => (body as { text?: string } | undefined)?.text)
const kept = (storage: FakeStorage) => Object.keys(storage).filter((key) => key.includes('pending'))
const settle = () => vi.advanceTimersByTimeAsync(0)

test('a message is sent under its key, told to be on its way and then taken, and kept no longer', async () => {
  const { outgoing, asked, states, storage } = await sender(() => taken)
  outgoing.add({ clientId: 'key-00001', text: '住院了' })
  expect(kept(storage)).toHaveLength(1)
  await settle()
  expect(asked).toEqual([
    { url: '/chat/messages', method: 'POST', body: { clientId: 'key-00001', text: '住院了' } },
  ])
  expect(states).toEqual(['key-00001 sending', 'key-00001 sent'])
  expect(kept(storage)).toEqual([])
})

test('a button sends what it stands for and not its words', async () => {
  const { outgoing, asked } = await sender(() => taken)
  outgoing.add({ clientId: 'key-00001', optionId: 'report', label: '反映问题' })
  await settle()
  expect(asked[0]?.body).toEqual({ clientId: 'key-00001', optionId: 'report' })
})

test('messages go one after the other, in the order they were said', async () => {
  const { outgoing, asked } = await sender(() => taken)
  for (const text of ['一', '二', '三']) outgoing.add({ clientId: `key-${text}`, text })
  expect(asked).toHaveLength(1)
  await settle()
  expect(texts(asked)).toEqual(['一', '二', '三'])
})

test('a file goes as a form with its key in the address', async () => {
  const { outgoing, asked, storage } = await sender(() => taken)
  const file = new Blob(['sound'])
  outgoing.add({ clientId: 'key-file1', file, kind: 'voice' })
  expect(JSON.stringify(storage)).toContain('lost')
  await settle()
  expect(asked[0]).toMatchObject({ url: '/chat/files?clientId=key-file1', method: 'POST' })
  expect(asked[0]?.body).toBeInstanceOf(FormData)
  expect(kept(storage)).toEqual([])
})

describe('without a network', () => {
  test('it is tried again under the same key after 1, 2, 4, 8 and then every 15 seconds', async () => {
    let down = true
    const { outgoing, asked, states } = await sender(() => (down ? 'gone' : taken))
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await settle()
    for (const [seconds, tries] of [
      [1, 2],
      [2, 3],
      [4, 4],
      [8, 5],
      [15, 6],
      [15, 7],
    ] as const) {
      await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
      expect(asked).toHaveLength(tries - 1)
      await vi.advanceTimersByTimeAsync(1)
      expect(asked).toHaveLength(tries)
    }
    down = false
    await vi.advanceTimersByTimeAsync(15_000)
    expect(states.at(-1)).toBe('key-00001 sent')
    expect(new Set(asked.map(({ body }) => (body as Message).clientId)).size).toBe(1)
  })

  test('what is said meanwhile waits behind it, and nothing overtakes', async () => {
    let down = true
    const { outgoing, asked } = await sender(() => (down ? 'gone' : taken))
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await settle()
    outgoing.add({ clientId: 'key-00002', text: '二' })
    await settle()
    expect(texts(asked)).toEqual(['一', '一'])
    down = false
    outgoing.flush()
    await settle()
    expect(texts(asked).slice(-2)).toEqual(['一', '二'])
  })

  test('being back is noticed at once, and two signs of it send nothing twice', async () => {
    let down = true
    const { outgoing, asked, states } = await sender(() => (down ? 'gone' : taken))
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await settle()
    down = false
    outgoing.flush()
    outgoing.flush()
    await settle()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(2)
    expect(states.filter((state) => state.endsWith(' sent'))).toHaveLength(1)
  })

  test('a server that says nothing is given up after 20 seconds, for a file after three minutes', async () => {
    const { outgoing, asked } = await sender((_, nth) =>
      nth === 1 || nth === 3 ? 'silent' : taken,
    )
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await vi.advanceTimersByTimeAsync(20_999)
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked).toHaveLength(2)
    outgoing.add({ clientId: 'key-file1', file: new Blob(['x']), kind: 'image' })
    await vi.advanceTimersByTimeAsync(179_000)
    expect(asked).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toHaveLength(4)
  })
})

describe('a refusal', () => {
  test.each([
    400, 403, 404, 413, 415,
  ])('%i is final, told in the server’s words, and the next goes', async (status) => {
    const { outgoing, states, asked } = await sender((_, nth) =>
      nth === 1 ? { status, json: { message: '收不了。' } } : taken,
    )
    outgoing.add({ clientId: 'key-00001', text: '一' })
    outgoing.add({ clientId: 'key-00002', text: '二' })
    await settle()
    expect(states).toEqual([
      'key-00001 sending',
      'key-00002 sending',
      'key-00001 refused 收不了。',
      'key-00002 sent',
    ])
    expect(asked).toHaveLength(2)
  })

  test.each([429, 500, 502, 503])('%i is tried again', async (status) => {
    const { outgoing, states } = await sender((_, nth) =>
      nth === 1 ? { status, json: { message: '请等十秒。' } } : taken,
    )
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await settle()
    expect(states.at(-1)).toBe('key-00001 retrying 请等十秒。')
    await vi.advanceTimersByTimeAsync(1000)
    expect(states.at(-1)).toBe('key-00001 sent')
  })

  test('without words, as a proxy gives it, is met as well', async () => {
    const { outgoing, states } = await sender((_, nth) => (nth === 1 ? { status: 502 } : taken))
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(states).toEqual(['key-00001 sending', 'key-00001 retrying', 'key-00001 sent'])
  })
})

describe('what an earlier visit left', () => {
  test('is sent when the page is opened again, oldest first, with the keys it had', async () => {
    let down = true
    const { outgoing, asked, again } = await sender(() => (down ? 'gone' : taken))
    outgoing.add({ clientId: 'key-00001', text: '一' })
    outgoing.add({ clientId: 'key-00002', text: '二' })
    await settle()
    down = false
    const reopened = again()
    expect(reopened.resume()).toBe(true)
    await settle()
    expect(asked.slice(-2).map(({ body }) => body)).toEqual([
      { clientId: 'key-00001', text: '一' },
      { clientId: 'key-00002', text: '二' },
    ])
  })

  test('a file is gone with the page, and the person is told so once', async () => {
    const { outgoing, states, again } = await sender(() => 'gone')
    outgoing.add({ clientId: 'key-file1', file: new Blob(['x']), kind: 'image' })
    await settle()
    states.length = 0
    expect(again().resume()).toBe(true)
    expect(states).toEqual(['key-file1 lost'])
    expect(again().resume()).toBe(false)
  })

  test('nothing is nothing, and what cannot be read is passed over', async () => {
    const { outgoing, storage, asked } = await sender(() => taken)
    expect(outgoing.resume()).toBe(false)
    storage.setItem('tuiguan.chat.pending.x', '{broken')
    expect(outgoing.resume()).toBe(false)
    expect(asked).toEqual([])
  })

  test('in a private window that keeps nothing messages go out all the same', async () => {
    const { outgoing, storage, states } = await sender(() => taken)
    FakeStorage.break(storage)
    outgoing.add({ clientId: 'key-00001', text: '一' })
    await settle()
    expect(states.at(-1)).toBe('key-00001 sent')
    expect(outgoing.resume()).toBe(false)
  })
})

test('a screen is cleared only when all is sent', async () => {
  let down = true
  const { outgoing } = await sender(() => (down ? 'gone' : taken))
  await outgoing.drained()
  outgoing.add({ clientId: 'key-00001', text: '一' })
  let clear = 0
  void outgoing.drained().then(() => {
    clear += 1
  })
  await settle()
  expect(clear).toBe(0)
  down = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(clear).toBe(1)
})

test('keys are ones that the server takes, ascend with time, and do not repeat', async () => {
  const { newClientId } = await sender(() => taken)
  const keys: string[] = []
  for (let n = 0; n < 200; n++) {
    keys.push(newClientId())
    if (n % 10 === 0) vi.advanceTimersByTime(60_000)
  }
  for (const key of keys) expect(key).toMatch(/^[\w-]{8,64}$/)
  expect(new Set(keys).size).toBe(200)
  const times = keys.map((key) => key.split('-')[0] ?? '')
  expect(times.toSorted()).toEqual(times)
})
