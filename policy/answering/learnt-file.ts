import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Corpus, loadCorpus } from '../corpus.ts'
import { packageRoot } from '../package-root.ts'
import type { Weights } from './classifier.ts'
import { type Learnt, learn } from './understanding.ts'

/** Where the build leaves what was learnt from the package's corpus, so that the service need not train. */
const learntFile = join(packageRoot, 'policy', 'learnt.bin')

const fingerprintBytes = 32

function fingerprint(corpus: Corpus): Buffer {
  return createHash('sha256')
    .update(JSON.stringify({ ...corpus, library: [] }))
    .digest()
}

function packWeights({ buckets, bytes, unit, classes }: Weights): Buffer[] {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(buckets.length, 0)
  head.writeUInt32LE(classes, 4)
  head.writeDoubleLE(unit, 8)
  return [head, Buffer.from(buckets.buffer), Buffer.from(bytes.buffer)]
}

function unpackWeights(file: Buffer, at: number): [Weights, number] {
  const rows = file.readUInt32LE(at)
  const classes = file.readUInt32LE(at + 4)
  const unit = file.readDoubleLE(at + 8)
  const bytesAt = at + 16 + rows * 4
  const end = bytesAt + rows * classes
  if (end > file.length) throw new RangeError('learnt file is cut short')
  const buckets = Uint32Array.from({ length: rows }, (_, row) =>
    file.readUInt32LE(at + 16 + row * 4),
  )
  return [
    {
      buckets,
      bytes: new Int8Array(file.buffer, file.byteOffset + bytesAt, rows * classes),
      unit,
      classes,
    },
    end,
  ]
}

/** Trains on a corpus, the package's own by default, and leaves the result in `path` for `readLearnt`. */
export function writeLearnt(path: string = learntFile, corpus: Corpus = loadCorpus()): void {
  const { topics, kinds } = learn(corpus)
  const fresh = `${path}.${process.pid}`
  const parts = [fingerprint(corpus), ...packWeights(topics), ...packWeights(kinds)]
  writeFileSync(fresh, Buffer.concat(parts))
  renameSync(fresh, path)
}

/** What was learnt from exactly this corpus, undefined when the file is absent, damaged or from another one. */
export function readLearnt(corpus: Corpus, path: string = learntFile): Learnt | undefined {
  if (!existsSync(path)) return undefined
  const file = readFileSync(path)
  if (!file.subarray(0, fingerprintBytes).equals(fingerprint(corpus))) return undefined
  try {
    const [topics, end] = unpackWeights(file, fingerprintBytes)
    const [kinds] = unpackWeights(file, end)
    return { topics, kinds }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
