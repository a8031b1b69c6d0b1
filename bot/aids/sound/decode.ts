import { OpusDecoder } from 'opus-decoder'
import { decode as decodeSilk } from 'silk-wasm'
import { soundFile } from './kind.ts'
import { NotOpus, type OpusPackets, readOgg } from './ogg.ts'
import { longestSeconds, pcmOf, sampleRate, wavOf } from './wav.ts'
import { readWebm } from './webm.ts'

/** Opus packets of 20 ms, as recorders make them; shorter ones make it fewer seconds. */
const mostPackets = longestSeconds * 50

async function opus({ packets, preSkip, channels }: OpusPackets): Promise<Buffer> {
  const decoder = new OpusDecoder({ sampleRate, preSkip, channels })
  await decoder.ready
  const { channelData, samplesDecoded } = decoder.decodeFrames(
    packets.slice(0, mostPackets).map((packet) => Uint8Array.from(packet)),
  )
  if (samplesDecoded === 0) throw new NotOpus()
  return pcmOf(channelData)
}

/** The library reads SILK as WeChat writes it: one byte before the mark. */
const asWechat = (silk: Uint8Array): Uint8Array =>
  silk[0] === 2 ? silk : Buffer.concat([Buffer.of(2), silk])

/** A recording in SILK or Opus as WAV. @throws when it is none, or broken. */
export async function decode(recording: Uint8Array): Promise<Buffer> {
  const kind = soundFile(recording)?.kind
  if (kind === 'silk') return wavOf((await decodeSilk(asWechat(recording), sampleRate)).data)
  if (kind === 'ogg') return wavOf(await opus(readOgg(recording)))
  if (kind === 'webm') return wavOf(await opus(readWebm(recording)))
  throw new NotOpus()
}
