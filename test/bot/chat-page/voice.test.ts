import { describe, expect, test, vi } from 'vitest'
import { FakeElement, openWindow, pageModule } from './browser.ts'

interface Recorder {
  start(): Promise<void>
  finish(): void
  discard(): void
}

interface Voice {
  canRecord(): boolean
  makeRecorder(on: {
    onSecond(seconds: number): void
    onDone(sound: Blob | undefined, discarded: boolean): void
  }): Recorder
}

interface Panel {
  makeVoicePanel(
    parts: Record<'button' | 'strip' | 'seconds' | 'finish' | 'discard', FakeElement> & {
      instead: FakeElement[]
    },
    on: { onSound(sound: Blob): void; onProblem(sentence: string): void },
  ): { discard(): void }
}

/** A microphone in the window; `refuse` makes it say no. */
function giveMicrophone({
  refuse,
  types = ['audio/webm'],
}: {
  refuse?: Error
  types?: string[]
} = {}) {
  const tracks: { stopped: boolean }[] = []
  class FakeRecorder {
    static isTypeSupported = (type: string) => types.includes(type)
    readonly mimeType: string
    readonly #on: { data?: (event: { data: Blob }) => void; stop?: () => void } = {}
    constructor(_stream: unknown, { mimeType = '' }: { mimeType?: string }) {
      this.mimeType = mimeType
    }
    set ondataavailable(listener: (event: { data: Blob }) => void) {
      this.#on.data = listener
    }
    set onstop(listener: () => void) {
      this.#on.stop = listener
    }
    start(): void {
      this.#on.data?.({ data: new Blob([sound.content]) })
    }
    stop(): void {
      this.#on.stop?.()
    }
  }
  const sound = { content: 'sound' }
  const getUserMedia = async () => {
    if (refuse !== undefined) throw refuse
    const track = { stopped: false, stop: () => void Object.assign(track, { stopped: true }) }
    tracks.push(track)
    return { getTracks: () => [track] }
  }
  vi.stubGlobal('MediaRecorder', FakeRecorder)
  vi.stubGlobal('window', { MediaRecorder: FakeRecorder })
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
  return { tracks, sound }
}

describe('whether a browser can record', () => {
  test.each([
    ['a browser with everything', { getUserMedia: () => 0 }, true, true],
    ['plain http on another machine', undefined, true, false],
    ['a very old browser', { getUserMedia: () => 0 }, false, false],
    ['one without the function', {}, true, false],
  ])('%s', async (_, mediaDevices, recorder, can) => {
    openWindow()
    vi.stubGlobal('navigator', { mediaDevices })
    vi.stubGlobal('window', recorder ? { MediaRecorder: class {} } : {})
    const { canRecord } = await pageModule<Voice>('voice')
    expect(canRecord()).toBe(can)
  })
})

describe('a recording', () => {
  async function recording(microphone: Parameters<typeof giveMicrophone>[0] = {}) {
    openWindow()
    const given = giveMicrophone(microphone)
    const { makeRecorder } = await pageModule<Voice>('voice')
    const seconds: number[] = []
    const done: { sound: Blob | undefined; discarded: boolean }[] = []
    const recorder = makeRecorder({
      onSecond: (count) => seconds.push(count),
      onDone: (sound, discarded) => done.push({ sound, discarded }),
    })
    return { ...given, recorder, seconds, done }
  }

  test('counts its seconds and ends with the sound, and the microphone is let go', async () => {
    const { recorder, seconds, done, tracks } = await recording()
    await recorder.start()
    await vi.advanceTimersByTimeAsync(2500)
    recorder.finish()
    expect(seconds).toEqual([0, 1, 2])
    expect(done).toMatchObject([{ discarded: false }])
    expect([done[0]?.sound?.size, done[0]?.sound?.type]).toEqual([5, 'audio/webm'])
    expect(tracks).toMatchObject([{ stopped: true }])
    await vi.advanceTimersByTimeAsync(5000)
    expect(seconds).toHaveLength(3)
  })

  test('ends by itself after a minute', async () => {
    const { recorder, seconds, done } = await recording()
    await recorder.start()
    await vi.advanceTimersByTimeAsync(59_999)
    expect(done).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect([done.length, seconds.at(-1)]).toEqual([1, 60])
  })

  test('that is thrown away gives no sound; one that is empty neither', async () => {
    const { recorder, done, sound } = await recording()
    await recorder.start()
    recorder.discard()
    sound.content = ''
    await recorder.start()
    recorder.finish()
    expect(done).toEqual([
      { sound: undefined, discarded: true },
      { sound: undefined, discarded: false },
    ])
  })

  test.each([
    [['audio/webm;codecs=opus', 'audio/webm'], 'audio/webm'],
    [['audio/mp4'], 'audio/mp4'],
    [['audio/ogg;codecs=opus'], 'audio/ogg'],
    [[], 'audio/webm'],
  ])('by a browser that knows %j is %s', async (types, type) => {
    const { recorder, done } = await recording({ types })
    await recorder.start()
    recorder.finish()
    expect(done[0]?.sound?.type).toBe(type)
  })

  test('finished or thrown away before it began is nothing', async () => {
    const { recorder, done } = await recording()
    recorder.finish()
    recorder.discard()
    expect(done).toEqual([])
  })
})

describe('the strip that shows a recording', () => {
  async function panel(microphone: Parameters<typeof giveMicrophone>[0] | 'none' = {}) {
    openWindow()
    const given = giveMicrophone(microphone === 'none' ? {} : microphone)
    if (microphone === 'none') vi.stubGlobal('navigator', {})
    const { makeVoicePanel } = await pageModule<Panel>('voice-panel')
    const [button, strip, seconds, finish, discard, composer] = Array.from(
      { length: 6 },
      () => new FakeElement(),
    ) as [FakeElement, FakeElement, FakeElement, FakeElement, FakeElement, FakeElement]
    strip.hidden = true
    const sounds: Blob[] = []
    const problems: string[] = []
    const parts = { button, strip, seconds, finish, discard, instead: [composer] }
    makeVoicePanel(parts, {
      onSound: (sound) => sounds.push(sound),
      onProblem: (sentence) => problems.push(sentence),
    })
    const press = async () => {
      button.click()
      await vi.advanceTimersByTimeAsync(0)
    }
    return { ...given, button, strip, seconds, finish, discard, composer, sounds, problems, press }
  }

  test('takes the place of the box while it records, and gives it back with the sound', async () => {
    const { press, strip, composer, seconds, finish, sounds, button } = await panel()
    await press()
    expect([strip.hidden, composer.hidden, finish.focused]).toEqual([false, true, 1])
    await vi.advanceTimersByTimeAsync(3000)
    expect(seconds.textContent).toBe('3')
    finish.click()
    expect([strip.hidden, composer.hidden, sounds.length]).toEqual([true, false, 1])
    expect([button.focused, button.disabled]).toEqual([1, false])
  })

  test('thrown away says nothing and sends nothing', async () => {
    const { press, discard, sounds, problems, strip } = await panel()
    await press()
    discard.click()
    expect([sounds, problems, strip.hidden]).toEqual([[], [], true])
  })

  test('too short to hold a sound asks for another try', async () => {
    const { press, finish, sound, problems } = await panel()
    sound.content = ''
    await press()
    finish.click()
    expect(problems).toEqual(['没有录到声音，请再点一次“语音”。'])
  })

  test.each([
    ['no microphone is allowed', new DOMException('no', 'NotAllowedError'), /允许/],
    ['no microphone is there', new DOMException('no', 'NotFoundError'), /录音没有成功/],
    ['the browser fails', new TypeError('x'), /录音没有成功/],
  ])('where %s says so, and the box stays', async (_, refuse, words) => {
    const { press, problems, strip, button } = await panel({ refuse })
    await press()
    expect(problems).toEqual([expect.stringMatching(words)])
    expect([strip.hidden, button.disabled]).toEqual([true, false])
  })

  test('where nothing can record says what else can be done', async () => {
    const { press, problems } = await panel('none')
    await press()
    expect(problems).toEqual(['这里不能录音，请打字，或者点“人工”。'])
  })
})
