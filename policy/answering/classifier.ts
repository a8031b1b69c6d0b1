import type { Features } from './features.ts'

/**
 * What training leaves: a row of weights, one of 27 steps a class, for each feature that is frequent and tells classes
 * apart.
 */
export interface Weights {
  /** Bucket of each row's feature, ascending but for row 0, which stands for all unknown features and has weight 0. */
  readonly buckets: Uint32Array
  /** Rows of `classes` weights each, in units of `unit`, from -13 to 13. */
  readonly bytes: Int8Array
  readonly unit: number
  readonly classes: number
}

/** Scores of a message for each class, before the softmax. */
export type Classifier = (features: Features) => Float32Array

/** Features share so many buckets. */
export const bucketCount = 1 << 20
/** The bucket of a feature. */
export const bucketOf = (hash: number) => (hash ^ (hash >>> 20)) & (bucketCount - 1)

/** Which row of the weights belongs to a bucket. */
export function rowsByBucket(buckets: Uint32Array): ReadonlyMap<number, number> {
  const rows = new Map<number, number>()
  buckets.forEach((bucket, row) => {
    if (bucket < bucketCount) rows.set(bucket, row)
  })
  return rows
}

/** Turns logits into probabilities, in place. */
export function softmax(logits: Float32Array): Float32Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let at = 0; at < logits.length; at++) {
    const power = Math.exp((logits[at] ?? 0) - highest)
    logits[at] = power
    sum += power
  }
  for (let at = 0; at < logits.length; at++) logits[at] = (logits[at] ?? 0) / sum
  return logits
}

/** Known features of a message: where their rows begin, and how much each weighs. */
export interface ActiveRows {
  readonly starts: Uint32Array
  readonly amounts: Float32Array
  /** Only so many of both are meant. */
  length: number
}

/** The rows of a message that were learnt. */
export function activeRows(
  { hashes, weights }: Features,
  rows: ReadonlyMap<number, number>,
  classes: number,
): ActiveRows {
  const known: ActiveRows = {
    starts: new Uint32Array(hashes.length),
    amounts: new Float32Array(hashes.length),
    length: 0,
  }
  hashes.forEach((hash, at) => {
    const row = rows.get(bucketOf(hash)) ?? 0
    if (row === 0) return
    known.starts[known.length] = row * classes
    known.amounts[known.length] = weights[at] ?? 0
    known.length += 1
  })
  return known
}

/** A classifier from its weights. */
export function makeClassifier({ buckets, bytes, unit, classes }: Weights): Classifier {
  const rows = rowsByBucket(buckets)
  return (features) => {
    const scores = new Float32Array(classes)
    addRows(scores, bytes, activeRows(features, rows, classes))
    return scores.map((score) => score * unit)
  }
}

/** Adds the rows of a message, each by its amount, to the sums of the classes. */
export function addRows(
  sums: Float32Array,
  weights: Float32Array | Int8Array,
  { starts, amounts, length }: ActiveRows,
): void {
  const classes = sums.length
  for (let at = 0; at < length; at++) {
    const base = starts[at] ?? 0
    const scale = amounts[at] ?? 0
    for (let c = 0; c < classes; c++) sums[c] = (sums[c] ?? 0) + scale * (weights[base + c] ?? 0)
  }
}
