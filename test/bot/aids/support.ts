import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'silk-wasm'
import { type AidLimits, type AidSettings, aidLimits, makeAids } from '../../../bot/aids/aids.ts'
import { readWebm } from '../../../bot/aids/sound/webm.ts'
import { readConfig } from '../../../bot/config.ts'
import { packageRoot } from '../../../policy/package-root.ts'
import type { Asked, FakeEndpoint } from '../../fakes/openai-endpoint.ts'

/** A second and a half of a tone, as Chromium records it. */
export const webmTone = (): Buffer =>
  readFileSync(join(packageRoot, 'test', 'fixtures', 'tone.webm'))

/** Samples of a tone, 16 bits at 16 kHz. */
export function tone(seconds: number): Buffer {
  const pcm = Buffer.alloc(seconds * 32_000)
  for (let at = 0; at < pcm.length / 2; at++) {
    pcm.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * 440 * at) / 16_000)), at * 2)
  }
  return pcm
}

/** A tone as WeChat sends it, with its byte before the mark. */
export async function silkTone(): Promise<Buffer> {
  const { data } = await encode(tone(1), 16_000)
  const bytes = Buffer.from(data)
  return bytes[0] === 2 ? bytes : Buffer.concat([Buffer.of(2), bytes])
}

function oggPage(packet: Uint8Array, serial: number, sequence: number, flags: number): Buffer {
  const sizes: number[] = []
  for (let left = packet.length; left >= 0; left -= 255) sizes.push(Math.min(255, left))
  const head = Buffer.alloc(27)
  head.write('OggS', 0)
  head.writeUInt8(flags, 5)
  head.writeUInt32LE(serial, 14)
  head.writeUInt32LE(sequence, 18)
  head.writeUInt8(sizes.length, 26)
  return Buffer.concat([head, Buffer.from(sizes), packet])
}

/** The same tone as Telegram sends it: packets of Opus in an Ogg file, each on a page of its own. */
export function oggTone(serial = 7) {
  const { packets, preSkip } = readWebm(webmTone())
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0)
  head.writeUInt8(1, 8)
  head.writeUInt8(2, 9)
  head.writeUInt16LE(preSkip, 10)
  const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1')
  const pages = [head, tags, ...packets]
  return Buffer.concat(pages.map((packet, at) => oggPage(packet, serial, at, at === 0 ? 2 : 0)))
}

/** What a WAV file says of itself. */
export const wavHead = (wav: Buffer) => ({
  mark: `${wav.toString('latin1', 0, 4)}${wav.toString('latin1', 8, 12)}`,
  channels: wav.readUInt16LE(22),
  rate: wav.readUInt32LE(24),
  seconds: Math.round((wav.readUInt32LE(40) / 32_000) * 10) / 10,
})

/** The file of a transcription request, and its fields. */
export async function formOf({ body, type }: Asked) {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData()
  const file = form.get('file')
  if (!(file instanceof File)) throw new Error('no file was sent')
  const field = (name: string) => String(form.get(name))
  const bytes = Buffer.from(await file.arrayBuffer())
  return { name: file.name, type: file.type, bytes, model: field('model'), field }
}

/** A key that must never show. */
export const canaryKey = 'sk-canary-0123456789'

/** Aids on a fake endpoint; which: the model, speech, or both. Short limits unless given. */
export function aidsOn(
  endpoint: FakeEndpoint,
  which: 'model' | 'speech' | 'both',
  limits: Partial<AidLimits> = {},
) {
  const at = { BASE_URL: endpoint.baseUrl, API_KEY: canaryKey, MODEL: 'tiny' }
  const variables = (prefix: string) =>
    Object.fromEntries(Object.entries(at).map(([name, value]) => [`${prefix}_${name}`, value]))
  const environment = {
    ...(which === 'speech' ? {} : variables('LLM')),
    ...(which === 'model' ? {} : variables('ASR')),
  }
  return (settings: AidSettings) =>
    makeAids(readConfig(environment), { ...settings, limits: { ...aidLimits, ...limits } })
}
