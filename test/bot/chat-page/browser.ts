import { onTestFinished, vi } from 'vitest'

/** A module of the chat page, as its own comments describe it. */
export async function pageModule<T>(name: string): Promise<T> {
  // Cast: the page is plain JavaScript; each test says what it uses of it.
  return (await import(`../../../bot/chat-page/${name}.js`)) as T
}

/** localStorage of one browser. `broken`: a private window, in which every use throws. */
export class FakeStorage {
  [key: string]: unknown
  static readonly #broken = new WeakSet<FakeStorage>()
  static break(storage: FakeStorage): void {
    FakeStorage.#broken.add(storage)
  }
  #check(): void {
    if (FakeStorage.#broken.has(this)) throw new Error('SecurityError')
  }
  getItem(key: string): string | null {
    this.#check()
    const value = Object.hasOwn(this, key) ? this[key] : null
    return typeof value === 'string' ? value : null
  }
  setItem(key: string, value: string): void {
    this.#check()
    this[key] = value
  }
  removeItem(key: string): void {
    this.#check()
    delete this[key]
  }
}

/** An element as far as the page's logic touches one. */
export class FakeElement extends EventTarget {
  hidden = false
  disabled = false
  textContent = ''
  value = ''
  scrollHeight = 20
  readonly style: Record<string, string> = {}
  readonly attributes = new Map<string, string>()
  readonly classes = new Set<string>()
  focused = 0
  readonly classList = {
    toggle: (name: string, on: boolean) =>
      void (on ? this.classes.add(name) : this.classes.delete(name)),
    contains: (name: string) => this.classes.has(name),
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value)
  }
  focus(): void {
    this.focused += 1
  }
  click(): void {
    this.dispatchEvent(new Event('click'))
  }
}

/** A browser window for the page's modules, until the test ends; its clock is the test's. */
export function openWindow({ search = '' } = {}) {
  vi.useFakeTimers()
  const storage = new FakeStorage()
  const root = new FakeElement()
  const page = Object.assign(new EventTarget(), { documentElement: root, hidden: false })
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('document', page)
  vi.stubGlobal('location', { search })
  vi.stubGlobal('window', { innerHeight: 600 })
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })
  return { storage, root, page }
}

/** A request of the page. */
export interface Asked {
  readonly url: string
  readonly method: string
  readonly body: unknown
}

/** What the server says to a request: a status with JSON, or nothing, as when the network is gone. */
export type Said = { readonly status: number; readonly json?: unknown } | 'gone' | 'silent'

/** The chat's server as the page sees it; `say` answers each request. */
export function serveChat(say: (asked: Asked, nth: number) => Said) {
  const asked: Asked[] = []
  const answer = (url: string, init: RequestInit = {}): Promise<Response> => {
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body
    const one = { url, method: init.method ?? 'GET', body }
    asked.push(one)
    const said = say(one, asked.length)
    if (said === 'gone') return Promise.reject(new TypeError('Failed to fetch'))
    if (said === 'silent')
      return new Promise((_, reject) =>
        init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      )
    const { status, json } = said
    return Promise.resolve(
      new Response(json === undefined ? null : JSON.stringify(json), { status }),
    )
  }
  vi.stubGlobal('fetch', answer)
  return { asked }
}
