import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from '../../../../bot/aids/sound/decode.ts'
import { soundFile } from '../../../../bot/aids/sound/kind.ts'
import { NotOpus, readOgg } from '../../../../bot/aids/sound/ogg.ts'
import { makeToWav } from '../../../../bot/aids/sound/to-wav.ts'
import { longestSeconds, pcmOf, sampleRate, wavOf } from '../../../../bot/aids/sound/wav.ts'
import { readWebm } from '../../../../bot/aids/sound/webm.ts'
import { oggTone, silkTone, tone, wavHead, webmTone } from '../support.ts'

/** How often the samples of a WAV file cross zero in a second, upwards: the pitch of a tone. */
function pitchOf(wav: Buffer): number {
  const samples = wav.subarray(44)
  // Half a second from the middle: codecs need a moment to swing in.
  const from = Math.floor(samples.length / 4) * 2 - sampleRate / 2
  let crossings = 0
  for (let at = from; at < from + sampleRate; at += 2) {
    if (samples.readInt16LE(at) < 0 && samples.readInt16LE(at + 2) >= 0) crossings += 1
  }
  return crossings * 2
}

const recordings: readonly (readonly [string, () => Buffer | Promise<Buffer>, number])[] = [
  ['SILK, as WeChat sends it', silkTone, 1],
  // The standard form: no byte before the mark, an end after the last packet.
  [
    'SILK as others write it',
    async () => Buffer.concat([(await silkTone()).subarray(1), Buffer.of(255, 255)]),
    1,
  ],
  ['Opus in Ogg, as Telegram sends it', () => oggTone(), 1.5],
  ['Opus in WebM, as browsers record it', webmTone, 1.5],
]

test.each(
  recordings,
)('%s becomes WAV of 16 kHz with the same tone', async (_what, make, seconds) => {
  const wav = await decode(await make())
  expect(wavHead(wav)).toEqual({ mark: 'RIFFWAVE', channels: 1, rate: 16_000, seconds })
  expect(Math.abs(pitchOf(wav) - 440)).toBeLessThan(12)
})

test('both containers hold the same packets', () => {
  const [ogg, webm] = [readOgg(oggTone()), readWebm(webmTone())]
  expect(ogg.packets.map((one) => Buffer.from(one).toString('hex'))).toEqual(
    webm.packets.map((one) => Buffer.from(one).toString('hex')),
  )
})

test('of an Ogg file with two streams the first is read', () => {
  const [one, other] = [oggTone(1), oggTone(2)]
  const cut = one.indexOf('OggS', 60)
  const mixed = Buffer.concat([one.subarray(0, cut), other, one.subarray(cut)])
  expect(readOgg(mixed).packets).toEqual(readOgg(one).packets)
})

test.each([
  ['nothing', Buffer.of()],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  [
    'an Ogg file of something else',
    Buffer.from(oggTone().toString('latin1').replace('OpusHead', 'vorbis!!'), 'latin1'),
  ],
  ['a WebM file without sound', webmTone().subarray(0, 60)],
  [
    'a WebM file of something else',
    Buffer.from(webmTone().toString('latin1').replace('OpusHead', 'OpusTail'), 'latin1'),
  ],
  [
    'eight channels',
    (() => {
      const file = oggTone()
      file[file.indexOf('OpusHead') + 9] = 8
      return file
    })(),
  ],
])('%s is refused', async (_what, file) => {
  await expect(decode(file)).rejects.toThrow()
})

test('readers end on anything, and with nothing but their own error', () => {
  const starts = [oggTone(), webmTone()]
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(1_800), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
      fc.nat(1_800),
      (start, changes, length) => {
        const file = Buffer.from(start.subarray(0, length))
        for (const [at, byte] of changes) if (at < file.length) file[at] = byte
        for (const read of [readOgg, readWebm]) {
          try {
            read(file)
          } catch (error) {
            expect(error).toBeInstanceOf(NotOpus)
          }
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

test.each([
  ['OggS', 'ogg', 'asked'],
  ['\x02#!SILK_V3', 'silk', 'always'],
  ['#!SILK_V3', 'silk', 'always'],
  ['#!AMR\n', 'other', 'never'],
  ['ID3', 'other', 'never'],
  ['....ftypM4A ', 'other', 'never'],
  ['RIFF....WAVE', 'other', 'never'],
])('a file that begins with %j is %s and converted: %s', (start, kind, converts) => {
  expect(soundFile(Buffer.from(start, 'latin1'))).toMatchObject({ kind, converts })
})

test('samples of two channels become their mean, and none leaves its range', () => {
  const left = Float32Array.from([1, 0.5, 2, -2])
  const right = Float32Array.from([0, 0.5, 2, -2])
  const pcm = pcmOf([left, right])
  const samples = [0, 2, 4, 6].map((at) => pcm.readInt16LE(at))
  expect(samples).toEqual([16_384, 16_384, 32_767, -32_767])
  expect(pcmOf([])).toHaveLength(0)
})

test('five minutes are kept at most', () => {
  const wav = wavOf(Buffer.alloc((longestSeconds + 5) * sampleRate * 2))
  expect(wavHead(wav).seconds).toBe(longestSeconds)
  expect(wavOf(tone(1))).toHaveLength(44 + 32_000)
})

const running = () => new AbortController().signal

test('the conversion happens in a process of its own, and what it cannot read is nothing', async () => {
  const toWav = makeToWav()
  const [good, bad] = await Promise.all([
    toWav(await silkTone(), running()),
    toWav(Buffer.concat([Buffer.from('#!SILK_V3'), Buffer.alloc(5_000, 255)]), running()),
  ])
  expect(good && wavHead(good).seconds).toBe(1)
  expect(bad).toBeUndefined()
}, 40_000)

test('a conversion that takes too long, or is not wanted any more, is ended', async () => {
  expect(await makeToWav(1)(oggTone(), running())).toBeUndefined()
  expect(await makeToWav()(oggTone(), AbortSignal.abort())).toBeUndefined()
})
