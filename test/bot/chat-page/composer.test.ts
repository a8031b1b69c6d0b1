import { describe, expect, test, vi } from 'vitest'
import { FakeElement, openWindow, pageModule } from './browser.ts'

interface Composer {
  makeComposer(
    form: FakeElement,
    box: FakeElement,
    on: { onWords(text: string): void; onEmpty(): void },
  ): { clear(): void }
}

interface TypeSize {
  makeTypeSize(button: FakeElement, keepPlace: (change: () => void) => void): { reset(): void }
}

interface Picture {
  shrinkPicture(file: Blob): Promise<Blob>
}

describe('the box for words', () => {
  async function composer() {
    openWindow()
    const { makeComposer } = await pageModule<Composer>('composer')
    const [form, box] = [new FakeElement(), new FakeElement()]
    const said: string[] = []
    let empty = 0
    const made = makeComposer(form, box, {
      onWords: (text) => said.push(text),
      onEmpty: () => {
        empty += 1
      },
    })
    const press = (values: object) => {
      const event = Object.assign(new Event('keydown', { cancelable: true }), {
        key: 'Enter',
        shiftKey: false,
        isComposing: false,
        keyCode: 13,
        ...values,
      })
      box.dispatchEvent(event)
      return event.defaultPrevented
    }
    const submit = () => form.dispatchEvent(new Event('submit', { cancelable: true }))
    return { ...made, form, box, said, press, submit, empty: () => empty }
  }

  test('sends what stands in it, to the letter, and is empty then', async () => {
    const { box, submit, said } = await composer()
    box.value = '  我想问\n住院的事 '
    submit()
    expect([said, box.value]).toEqual([['  我想问\n住院的事 '], ''])
  })

  test.each([
    '',
    ' ',
    '\n\t',
    '\u3000',
  ])('with %j in it says that there is nothing to send', async (text) => {
    const { box, submit, said, empty } = await composer()
    box.value = text
    submit()
    expect([said, empty(), box.value]).toEqual([[], 1, text])
  })

  test.each<[string, object, boolean]>([
    ['Enter', {}, true],
    ['Enter with Shift, which begins a line', { shiftKey: true }, false],
    ['Enter that chooses a character', { isComposing: true }, false],
    ['Enter that chooses a character in an old browser', { keyCode: 229 }, false],
    ['another key', { key: 'a', keyCode: 65 }, false],
  ])('%s sends: %s', async (_, values, sends) => {
    const { box, press, said } = await composer()
    box.value = '您好'
    expect(press(values)).toBe(sends)
    expect(said).toEqual(sends ? ['您好'] : [])
  })

  test('grows with the words, up to three tenths of the window, and shrinks again', async () => {
    const { box, clear, submit } = await composer()
    const heightAt = (scrollHeight: number) => {
      box.scrollHeight = scrollHeight
      box.dispatchEvent(new Event('input'))
      return box.style['height']
    }
    expect([heightAt(20), heightAt(90), heightAt(5000)]).toEqual(['24px', '94px', '180px'])
    box.value = '字'
    box.scrollHeight = 20
    submit()
    expect(box.style['height']).toBe('24px')
    box.value = '没发的'
    clear()
    expect(box.value).toBe('')
  })
})

describe('the size of the type', () => {
  async function sized(kept?: string) {
    const browser = openWindow()
    if (kept !== undefined) browser.storage.setItem('tuiguan.chat.larger', kept)
    const { makeTypeSize } = await pageModule<TypeSize>('type-size')
    const button = new FakeElement()
    let places = 0
    const size = makeTypeSize(button, (change) => {
      places += 1
      change()
    })
    const state = () => [
      browser.root.classes.has('larger'),
      button.attributes.get('aria-pressed'),
      button.textContent,
    ]
    return { ...browser, ...size, button, state, places: () => places }
  }

  test('is changed by the button, remembered, and keeps the reader’s place', async () => {
    const { button, state, storage, places } = await sized()
    expect(state()).toEqual([false, 'false', '字放大'])
    button.click()
    expect(state()).toEqual([true, 'true', '字变小'])
    expect([storage.getItem('tuiguan.chat.larger'), places()]).toEqual(['true', 1])
    button.click()
    expect(state()).toEqual([false, 'false', '字放大'])
  })

  test.each([
    ['true', true],
    ['false', false],
    ['"yes"', false],
    ['{', false],
  ])('kept as %s is large at the next visit: %s', async (kept, large) => {
    const { state } = await sized(kept)
    expect(state()[0]).toBe(large)
  })

  test('is small again for the next person at a counter', async () => {
    const { state, reset, storage } = await sized('true')
    reset()
    expect([state()[0], storage.getItem('tuiguan.chat.larger')]).toEqual([false, 'false'])
  })
})

describe('a photograph', () => {
  const megabytes = (count: number) => new Blob([new Uint8Array(count * 1024 * 1024)])

  interface Drawn {
    width: number
    height: number
  }

  async function shrinking(
    bitmap: Drawn | 'broken' | 'none',
    smaller: Blob | null = new Blob(['small']),
  ) {
    openWindow()
    const drawn: Drawn[] = []
    const making = async () => {
      if (bitmap === 'broken') throw new Error('not a picture')
      return bitmap
    }
    vi.stubGlobal('createImageBitmap', making)
    vi.stubGlobal('window', bitmap === 'none' ? {} : { createImageBitmap: making })
    vi.stubGlobal('document', {
      createElement: () => {
        const canvas = {
          width: 0,
          height: 0,
          getContext: () => ({ drawImage: () => drawn.push(canvas) }),
          toBlob: (done: (blob: Blob | null) => void) => done(smaller),
        }
        return canvas
      },
    })
    const { shrinkPicture } = await pageModule<Picture>('picture')
    return { shrinkPicture, drawn }
  }

  test('of up to six megabytes goes as it is', async () => {
    const { shrinkPicture, drawn } = await shrinking({ width: 4000, height: 3000 })
    const file = megabytes(6)
    expect(await shrinkPicture(file)).toBe(file)
    expect(drawn).toEqual([])
  })

  test.each([
    [{ width: 5120, height: 2560 }, [2560, 1280]],
    [{ width: 3000, height: 6000 }, [1280, 2560]],
    [{ width: 800, height: 600 }, [800, 600]],
  ])('that is larger and %o is drawn anew with %o points', async (bitmap, size) => {
    const { shrinkPicture, drawn } = await shrinking(bitmap)
    const shrunk = await shrinkPicture(megabytes(7))
    expect(shrunk.size).toBe(5)
    expect(drawn.map(({ width, height }) => [width, height])).toEqual([size])
  })

  test.each([
    ['cannot be read', 'broken' as const, new Blob(['x'])],
    ['an old browser cannot draw', 'none' as const, new Blob(['x'])],
    ['cannot be written', { width: 4000, height: 3000 }, null],
  ])('that %s goes as it is', async (_, bitmap, smaller) => {
    const { shrinkPicture } = await shrinking(bitmap, smaller)
    const file = megabytes(7)
    expect(await shrinkPicture(file)).toBe(file)
  })
})
