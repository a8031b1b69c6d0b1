import { inflateRawSync } from 'node:zlib'
import { SheetRefused } from './refusal.ts'

/** A file inside an archive, as the directory at its end tells. Sizes in bytes. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const endMark = 0x06054b50
const entryMark = 0x02014b50
const localMark = 0x04034b50
const endLeast = 22
const entriesMost = 500
/** All files of an archive together, unpacked, bytes. */
const unpackedMost = 80 * 1024 * 1024

const broken = () => new SheetRefused('文件不完整或已损坏，请重新保存后再上传。')

function endOf(file: Buffer): number {
  const first = Math.max(0, file.length - endLeast - 0xffff)
  for (let at = file.length - endLeast; at >= first; at--)
    if (file.readUInt32LE(at) === endMark) return at
  throw broken()
}

function entryAt(file: Buffer, at: number): ZipEntry & { readonly next: number } {
  if (at + 46 > file.length || file.readUInt32LE(at) !== entryMark) throw broken()
  const nameEnd = at + 46 + file.readUInt16LE(at + 28)
  return {
    name: file.toString('utf8', at + 46, nameEnd),
    method: file.readUInt16LE(at + 10),
    packed: file.readUInt32LE(at + 20),
    size: file.readUInt32LE(at + 24),
    offset: file.readUInt32LE(at + 42),
    next: nameEnd + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32),
  }
}

/**
 * The files of an archive, before any is unpacked.
 * @throws {SheetRefused} when it is cut off, or says that it would unpack to more than a list can be.
 */
export function zipEntries(file: Buffer): readonly ZipEntry[] {
  if (file.length < endLeast) throw broken()
  const end = endOf(file)
  const count = file.readUInt16LE(end + 10)
  if (count > entriesMost) throw new SheetRefused('文件里的内容太多，不像一份名单。')
  const entries: ZipEntry[] = []
  let at = file.readUInt32LE(end + 16)
  let total = 0
  for (let index = 0; index < count; index++) {
    const { next, ...entry } = entryAt(file, at)
    total += entry.size
    if (total > unpackedMost) throw new SheetRefused('文件展开后太大，请把名单拆成几份再上传。')
    entries.push(entry)
    at = next
  }
  return entries
}

/** Unpacks one file, no further than the directory said. @throws {SheetRefused} when it lied. */
export function unpack(file: Buffer, entry: ZipEntry): Buffer {
  const { offset, packed, size, method } = entry
  if (offset + 30 > file.length || file.readUInt32LE(offset) !== localMark) throw broken()
  const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
  const bytes = file.subarray(start, start + packed)
  if (bytes.length !== packed) throw broken()
  if (method === 0) return checked(bytes, size)
  if (method !== 8) throw new SheetRefused('文件的压缩方式不支持，请用 Excel 或 WPS 另存为 .xlsx。')
  // In one piece: many small ones would have to be joined.
  const options = { maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size + 1) }
  try {
    return checked(inflateRawSync(bytes, options), size)
  } catch {
    throw broken()
  }
}

function checked(bytes: Buffer, size: number): Buffer {
  if (bytes.length !== size) throw broken()
  return bytes
}
