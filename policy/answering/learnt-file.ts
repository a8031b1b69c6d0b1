import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Corpus, loadCorpus } from '../corpus.ts'
import { packageRoot } from '../package-root.ts'
import type { Weights } from './classifier.ts'
import { type Learnt, learn } from './learn.ts'

/** Where the build leaves what was learnt from the package's corpus, so that the service need not train. */
const learntFile = join(packageRoot, 'policy', 'learnt.bin')

const fingerprintBytes = 32

function fingerprint(corpus: Corpus): Buffer {
  return createHash('sha256')
    .update(JSON.stringify({ ...corpus, library: [] }))
    .digest()
}

/** Ascending buckets as the differences between them: small numbers, which deflate shortens. */
function differences(buckets: Uint32Array): Uint32Array {
  return buckets.map((bucket, at) => (at < 2 ? bucket : bucket - (buckets[at - 1] ?? 0)))
}

function packWeights({ buckets, bytes, unit, classes }: Weights): Buffer[] {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(buckets.length, 0)
  head.writeUInt32LE(classes, 4)
  head.writeDoubleLE(unit, 8)
  return [head, Buffer.from(differences(buckets).buffer), Buffer.from(bytes.buffer)]
}

function unpackWeights(file: Buffer, at: number): [Weights, number] {
  const rows = file.readUInt32LE(at)
  const classes = file.readUInt32LE(at + 4)
  const unit = file.readDoubleLE(at + 8)
  const bytesAt = at + 16 + rows * 4
  const end = bytesAt + rows * classes
  if (end > file.length) throw new RangeError('learnt file is cut short')
  const buckets = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) {
    const step = file.readUInt32LE(at + 16 + row * 4)
    buckets[row] = row < 2 ? step : step + (buckets[row - 1] ?? 0)
  }
  const bytes = new Int8Array(file.buffer, file.byteOffset + bytesAt, rows * classes)
  return [{ buckets, bytes, unit, classes }, end]
}

/** Trains on a corpus, the package's own by default, and leaves the result in `path` for `readLearnt`. */
export function writeLearnt(path: string = learntFile, corpus: Corpus = loadCorpus()): void {
  const { topics, kinds } = learn(corpus)
  const fresh = `${path}.${process.pid}`
  const packed = deflateRawSync(Buffer.concat([...packWeights(topics), ...packWeights(kinds)]))
  writeFileSync(fresh, Buffer.concat([fingerprint(corpus), packed]))
  renameSync(fresh, path)
}

/** True for what zlib and the reading of a cut file throw. */
function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return error instanceof RangeError || code.startsWith('Z_')
}

/** What was learnt from exactly this corpus, undefined when the file is absent, damaged or from another one. */
export function readLearnt(corpus: Corpus, path: string = learntFile): Learnt | undefined {
  if (!existsSync(path)) return undefined
  const file = readFileSync(path)
  if (!file.subarray(0, fingerprintBytes).equals(fingerprint(corpus))) return undefined
  try {
    const unpacked = inflateRawSync(file.subarray(fingerprintBytes))
    const [topics, end] = unpackWeights(unpacked, 0)
    const [kinds] = unpackWeights(unpacked, end)
    return { topics, kinds }
  } catch (error) {
    if (isDamage(error)) return undefined
    throw error
  }
}
