/** Samples a second of what is sent to a speech endpoint. */
export const sampleRate = 16_000
/** Longest recording that is converted, seconds. */
export const longestSeconds = 300

/** A WAV file of one channel of 16-bit samples. */
export function wavOf(pcm: Uint8Array): Buffer {
  const kept = pcm.subarray(0, longestSeconds * sampleRate * 2)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + kept.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(kept.length, 40)
  return Buffer.concat([head, kept])
}

/** Channels of samples from -1 to 1 as one channel of 16-bit samples. */
export function pcmOf(channels: readonly Float32Array[]): Buffer {
  const [first = new Float32Array()] = channels
  const pcm = Buffer.alloc(first.length * 2)
  for (let at = 0; at < first.length; at++) {
    const sum = channels.reduce((total, channel) => total + (channel[at] ?? 0), 0)
    const sample = Math.max(-1, Math.min(1, sum / channels.length))
    pcm.writeInt16LE(Math.round(sample * 32_767), at * 2)
  }
  return pcm
}
