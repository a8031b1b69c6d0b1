import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openWindow, pageModule } from './browser.ts'

interface Bubble {
  readonly id?: string
  readonly clientId?: string
  readonly from: 'me' | 'bot'
  readonly at: number
  readonly text: string
  readonly options?: readonly { readonly id: string; readonly label: string }[]
  readonly files?: readonly { readonly kind: string; readonly url: string }[]
}

interface Bubbles {
  add(bubble: Bubble): boolean
  addOlder(page: readonly Bubble[]): void
  mark(clientId: string, state: string, sentence: string): void
  showWaiting(shown: boolean): void
  clear(): void
}

interface Module {
  makeBubbles(list: Node, onChoose: (option: { id: string }) => void): Bubbles
}

/** As much of an element as the list of bubbles uses. */
class Node extends EventTarget {
  readonly tag: string
  className = ''
  disabled = false
  href = ''
  src = ''
  parent: Node | undefined
  children: (Node | string)[] = []
  readonly dataset: Record<string, string> = {}
  readonly classList = {
    add: (name: string) => {
      this.className += ` ${name}`
    },
  }
  constructor(tag: string) {
    super()
    this.tag = tag
  }
  get isConnected(): boolean {
    return this.parent !== undefined
  }
  get textContent(): string {
    return this.children.map((one) => (typeof one === 'string' ? one : one.textContent)).join('')
  }
  set textContent(text: string | number) {
    this.children = text === '' ? [] : [String(text)]
  }
  setAttribute(): void {}
  remove(): void {
    const from = this.parent
    if (from !== undefined) from.children = from.children.filter((one) => one !== this)
    this.parent = undefined
  }
  append(...added: (Node | string)[]): void {
    this.#put(added, (own) => [...own, ...added])
  }
  prepend(...added: (Node | string)[]): void {
    this.#put(added, (own) => [...added, ...own])
  }
  #put(added: (Node | string)[], join: (own: (Node | string)[]) => (Node | string)[]): void {
    for (const one of added)
      if (typeof one !== 'string') {
        one.remove()
        one.parent = this
      }
    this.children = join(this.children)
  }
  appendChild(child: Node): Node {
    this.append(child)
    return child
  }
  all(): Node[] {
    return this.children.flatMap((one) => (typeof one === 'string' ? [] : [one, ...one.all()]))
  }
  querySelector(selector: string): Node | null {
    const name = selector.slice(1)
    return this.all().find(({ className }) => className.split(' ').includes(name)) ?? null
  }
  querySelectorAll(): Node[] {
    return this.all().filter(({ src }) => src.startsWith('blob:'))
  }
  click(): void {
    this.dispatchEvent(new Event('click'))
  }
}

const now = Date.parse('2026-03-02T01:00:00Z')
beforeEach(() => {
  openWindow()
  vi.setSystemTime(now)
  vi.stubGlobal('document', { createElement: (tag: string) => new Node(tag) })
})

async function page() {
  const list = new Node('ul')
  const chosen: string[] = []
  const { makeBubbles } = await pageModule<Module>('bubbles')
  const bubbles = makeBubbles(list, ({ id }) => chosen.push(id))
  const shown = () => list.children.map((one) => (typeof one === 'string' ? one : one.textContent))
  return { list, chosen, shown, ...bubbles }
}

const told = (id: string, text: string, values: Partial<Bubble> = {}): Bubble => ({
  id,
  from: 'bot',
  at: now,
  text,
  ...values,
})
const said = (clientId: string, text: string, values: Partial<Bubble> = {}): Bubble => ({
  clientId,
  from: 'me',
  at: now,
  text,
  ...values,
})

describe('a bubble', () => {
  test('stands once, however often it comes, and one’s own is known by its key', async () => {
    const { add, shown } = await page()
    expect([add(told('1', '您好')), add(told('1', '您好'))]).toEqual([true, false])
    expect([add(said('key-1', '问')), add(said('key-1', '问', { id: '9' }))]).toEqual([true, false])
    expect(shown()).toEqual(['您好', '问'])
  })

  test('shows markup as the characters that were written', async () => {
    const { add, list, shown } = await page()
    add(told('1', '<b>粗</b><img src=x onerror=alert(1)>'))
    expect(shown()).toEqual(['<b>粗</b><img src=x onerror=alert(1)>'])
    expect(list.all().map(({ tag }) => tag)).not.toContain('img')
  })

  test.each([
    ['请打13800138000找人', 'tel:13800138000'],
    ['电话0878-4123456', 'tel:0878-4123456'],
  ])('%s has a number that can be tapped, but not one’s own', async (text, href) => {
    const { add, list } = await page()
    add(said('key-1', text))
    expect(list.all().filter(({ tag }) => tag === 'a')).toEqual([])
    add(told('1', text))
    expect(
      list
        .all()
        .filter(({ tag }) => tag === 'a')
        .map((one) => one.href),
    ).toEqual([href])
  })

  test.each([
    ['image', 'img'],
    ['voice', 'audio'],
  ])('with a %s shows it, and no empty words', async (kind, tag) => {
    const { add, list } = await page()
    add(said('key-1', '', { files: [{ kind, url: 'blob:1' }] }))
    expect(
      list
        .all()
        .filter((one) => one.tag === tag)
        .map(({ src }) => src),
    ).toEqual(['blob:1'])
    expect(list.querySelector('.words')).toBeNull()
  })

  test('says how it stands, in one place', async () => {
    const { add, mark, list } = await page()
    add(said('key-1', '问'))
    mark('key-1', 'sending', '发送中…')
    mark('key-1', 'sent', '✓ 已收到')
    mark('key-2', 'sent', '没有这一句')
    const notes = list.all().filter(({ className }) => className.startsWith('state'))
    expect(notes.map((one) => [one.className, one.textContent])).toEqual([
      ['state sent', '✓ 已收到'],
    ])
  })
})

describe('choices', () => {
  const options = [
    { id: 'ask', label: '问政策' },
    { id: 'one', label: '1 号窗口' },
  ]

  test('are numbered where their words do not begin with a number', async () => {
    const { add, list } = await page()
    add(told('1', '请选', { options }))
    const buttons = list.all().filter(({ tag }) => tag === 'button')
    expect(buttons.map(({ textContent }) => textContent)).toEqual(['1问政策', '1 号窗口'])
    expect(buttons.map(({ dataset }) => dataset['option'])).toEqual(['ask', 'one'])
  })

  test('are made once by a hand that trembles, and open again a moment later', async () => {
    const { add, list, chosen } = await page()
    add(told('1', '请选', { options }))
    const [first, second] = list.all().filter(({ tag }) => tag === 'button')
    first?.click()
    expect([chosen, first?.disabled, second?.disabled]).toEqual([['ask'], true, true])
    vi.advanceTimersByTime(1500)
    expect([first?.disabled, second?.disabled]).toEqual([false, false])
  })
})

describe('the list', () => {
  test('says the time after ten quiet minutes, and the day of what is older', async () => {
    const { add, shown } = await page()
    add(told('1', '一', { at: now - 86_400_000 }))
    add(told('2', '二', { at: now - 86_400_000 + 600_000 }))
    add(told('3', '三', { at: now }))
    const [day, first, second, time, third] = shown()
    expect([first, second, third]).toEqual(['一', '二', '三'])
    expect(day).toMatch(/3月1日.*0?9:00/)
    expect(time).toMatch(/^0?9:00$/)
  })

  test('takes an older page before the first, without what stands already', async () => {
    const { add, addOlder, shown } = await page()
    add(told('3', '三'))
    addOlder([told('1', '一', { at: now - 1 }), told('2', '二', { at: now - 1 }), told('3', '三')])
    expect(shown().slice(1)).toEqual(['一', '二', '三'])
    addOlder([])
    expect(shown()).toHaveLength(4)
  })

  test('keeps the sign of waiting at its end until it is taken away', async () => {
    const { add, showWaiting, shown } = await page()
    showWaiting(true)
    add(said('key-1', '问'))
    expect(shown()).toEqual(['问', '正在回复您…'])
    showWaiting(false)
    expect(shown()).toEqual(['问'])
  })

  test('that is cleared for the next person is empty, and takes anything anew', async () => {
    const { add, clear, shown } = await page()
    const freed: string[] = []
    vi.stubGlobal('URL', { revokeObjectURL: (url: string) => freed.push(url) })
    add(said('key-1', '', { files: [{ kind: 'image', url: 'blob:7' }] }))
    add(told('1', '您好'))
    clear()
    expect([shown(), freed]).toEqual([[], ['blob:7']])
    expect(add(told('1', '您好'))).toBe(true)
  })
})
