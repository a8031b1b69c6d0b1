import { NotOpus, type OpusPackets, readOpusHead } from './ogg.ts'

/** Elements of Matroska (RFC 9559) that hold others which are looked into. */
const segment = 0x18538067
const cluster = 0x1f43b675
const blockGroup = 0xa0
const tracks = 0x1654ae6b
const track = 0xae
const holders: ReadonlySet<number> = new Set([segment, cluster, blockGroup, tracks, track])
const codecPrivate = 0x63a2
const simpleBlock = 0xa3
const block = 0xa1

/** A number of one to eight bytes; its length is told by its first one. `marked`: with that mark, as ids have it. */
function readNumber(bytes: Buffer, at: number, marked: boolean) {
  const first = bytes[at] ?? 0
  const length = Math.clz32(first) - 23
  if (length > 8 || at + length > bytes.length) return undefined
  let value = marked ? first : first & (0xff >> length)
  let unknown = (first & (0xff >> length)) === 0xff >> length
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0
    unknown &&= byte === 0xff
    value = value * 256 + byte
  }
  return { value, length, unknown }
}

/** A block's one frame: behind the track's number, two bytes of time and one of flags. Laced blocks are not made by recorders. */
function frameOf(bytes: Buffer): Buffer {
  const number = readNumber(bytes, 0, false)
  const flags = bytes[(number?.length ?? 0) + 2] ?? 0
  if (number === undefined || (flags & 0x06) !== 0) throw new NotOpus()
  return bytes.subarray(number.length + 3)
}

/** The packets of the sound of a WebM file, as browsers record it. @throws {NotOpus} */
export function readWebm(file: Uint8Array): OpusPackets {
  const bytes = Buffer.from(file)
  const packets: Uint8Array[] = []
  let head: Buffer | undefined
  for (let at = 0; at < bytes.length; ) {
    const id = readNumber(bytes, at, true)
    const size = id && readNumber(bytes, at + id.length, false)
    if (id === undefined || size === undefined) break
    at += id.length + size.length
    // What holds others is entered, whether it says its size or not: recorders often do not know it.
    if (holders.has(id.value)) continue
    if (size.unknown) break
    const body = bytes.subarray(at, at + size.value)
    if (id.value === codecPrivate) head ??= body
    if (id.value === simpleBlock || id.value === block) packets.push(frameOf(body))
    at += size.value
  }
  if (head === undefined) throw new NotOpus()
  return { ...readOpusHead(head), packets }
}
