/** The packets of an Opus stream, and how many samples at 48 kHz at its beginning are not meant to be heard. */
export interface OpusPackets {
  readonly packets: readonly Uint8Array[]
  readonly preSkip: number
  readonly channels: number
}

/** A recording is not what it says, or holds something else than Opus. */
export class NotOpus extends Error {}

/** The head of an Opus stream (`OpusHead`, RFC 7845 section 5.1). @throws {NotOpus} */
export function readOpusHead(head: Uint8Array): Pick<OpusPackets, 'preSkip' | 'channels'> {
  const bytes = Buffer.from(head)
  if (bytes.length < 19 || bytes.toString('latin1', 0, 8) !== 'OpusHead') throw new NotOpus()
  const channels = bytes.readUInt8(9)
  if (channels < 1 || channels > 2) throw new NotOpus()
  return { channels, preSkip: bytes.readUInt16LE(10) }
}

/** The packets of the first stream of an Ogg file (RFC 3533). @throws {NotOpus} */
export function readOgg(file: Uint8Array): OpusPackets {
  const bytes = Buffer.from(file)
  const packets: Uint8Array[] = []
  let serial: number | undefined
  let begun: Buffer[] = []
  for (let at = 0; at + 27 <= bytes.length && bytes.toString('latin1', at, at + 4) === 'OggS'; ) {
    const segments = bytes.readUInt8(at + 26)
    const sizes = bytes.subarray(at + 27, at + 27 + segments)
    let from = at + 27 + segments
    serial ??= bytes.readUInt32LE(at + 14)
    const ours = serial === bytes.readUInt32LE(at + 14)
    for (const size of sizes) {
      if (ours) begun.push(bytes.subarray(from, from + size))
      from += size
      if (!ours || size === 255) continue
      packets.push(Buffer.concat(begun))
      begun = []
    }
    at = from
  }
  const [head, , ...sound] = packets
  if (head === undefined) throw new NotOpus()
  return { ...readOpusHead(head), packets: sound.filter(({ length }) => length > 0) }
}
