import type { Features } from './features.ts'

/** One training example: what it holds and the class it belongs to. */
export interface Example {
  readonly features: Features
  readonly label: number
  /** A spoilt copy of another example: it is learnt from, but makes no feature frequent. */
  readonly copy?: boolean
}

/** Settings of training; every one has been chosen by cross-validation over the curated questions. */
export interface TrainingOptions {
  readonly epochs: number
  readonly rate: number
  /** Share of features left out of each step, so that no single word decides. */
  readonly dropout: number
}

/** Smaller changes of a weight are not made: they cost most of the time and nothing is lost. */
const leastChange = 1e-3

/** The settings in use. */
const trainingOptions: TrainingOptions = { epochs: 10, rate: 2, dropout: 0.3 }

/** What training leaves: a row of weights, one byte a class, for each feature seen at least twice. */
export interface Weights {
  /** Bucket of each row's feature; row 0 stands for all unknown features and has weight 0. */
  readonly buckets: Uint32Array
  /** Rows of `classes` weights each, in units of `unit`. */
  readonly bytes: Int8Array
  readonly unit: number
  readonly classes: number
}

/** Scores of a message for each class, before the softmax. */
export type Classifier = (features: Features) => Float32Array

const bucketCount = 1 << 20
const bucketOf = (hash: number) => (hash ^ (hash >>> 20)) & (bucketCount - 1)

function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items]
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [result[at], result[other]]
    if (a !== undefined && b !== undefined) [result[at], result[other]] = [b, a]
  }
  return result
}

/** The buckets of the features that occur at least twice; a feature's row is its place here. */
function frequentBuckets(examples: readonly Example[]): Uint32Array {
  const counts = new Uint8Array(bucketCount)
  const frequent = [bucketCount]
  for (const { features, copy } of examples) {
    if (copy) continue
    for (const hash of features.hashes) {
      const bucket = bucketOf(hash)
      const count = (counts[bucket] ?? 0) + 1
      counts[bucket] = Math.min(count, 4)
      if (count === 3 && frequent.length < 0xffff) frequent.push(bucket)
    }
  }
  return Uint32Array.from(frequent)
}

function rowsByBucket(buckets: Uint32Array): ReadonlyMap<number, number> {
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

/** Weights are kept in one byte each: a quarter of the memory, and no difference to any answer. */
function compact(weights: Float32Array): [Int8Array, number] {
  const largest = weights.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9)
  const unit = largest / 127
  return [Int8Array.from(weights, (weight) => Math.round(weight / unit)), unit]
}

/** Known features of a message: where their rows begin, and how much each weighs. */
interface ActiveRows {
  readonly starts: readonly number[]
  readonly amounts: readonly number[]
}

function activeRows(
  { hashes, weights }: Features,
  rows: ReadonlyMap<number, number>,
  classes: number,
  keep: () => boolean,
): ActiveRows {
  const starts: number[] = []
  const amounts: number[] = []
  hashes.forEach((hash, at) => {
    const row = rows.get(bucketOf(hash)) ?? 0
    if (row === 0 || !keep()) return
    starts.push(row * classes)
    amounts.push(weights[at] ?? 0)
  })
  return { starts, amounts }
}

/**
 * Softmax regression over hashed features, by stochastic gradient with a fixed seed: the same examples give the same
 * weights.
 */
export function train(
  examples: readonly Example[],
  classes: number,
  options: TrainingOptions = trainingOptions,
): Weights {
  const buckets = frequentBuckets(examples)
  const rows = rowsByBucket(buckets)
  const weights = new Float32Array(buckets.length * classes)
  const random = seededRandom(101)
  const slopes = new Float32Array(classes)

  function step({ features, label }: Example, rate: number): void {
    const { starts, amounts } = activeRows(
      features,
      rows,
      classes,
      () => random() >= options.dropout,
    )
    slopes.fill(0)
    addRows(slopes, weights, starts, amounts)
    softmax(slopes)
    slopes[label] = (slopes[label] ?? 0) - 1
    for (let c = 0; c < classes; c++) {
      const change = rate * (slopes[c] ?? 0)
      if (Math.abs(change) < leastChange) continue
      for (let at = 0; at < starts.length; at++) {
        const cell = (starts[at] ?? 0) + c
        weights[cell] = (weights[cell] ?? 0) - change * (amounts[at] ?? 0)
      }
    }
  }

  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = options.rate * (1.05 - epoch / options.epochs)
    for (const example of shuffled(examples, random)) step(example, rate)
  }
  const [bytes, unit] = compact(weights)
  return { buckets, bytes, unit, classes }
}

/** A classifier from its weights. */
export function makeClassifier({ buckets, bytes, unit, classes }: Weights): Classifier {
  const rows = rowsByBucket(buckets)
  return (features) => {
    const { starts, amounts } = activeRows(features, rows, classes, () => true)
    const scores = new Float32Array(classes)
    addRows(scores, bytes, starts, amounts)
    return scores.map((score) => score * unit)
  }
}

function addRows(
  sums: Float32Array,
  weights: Float32Array | Int8Array,
  starts: readonly number[],
  amounts: readonly number[],
): void {
  const classes = sums.length
  for (let at = 0; at < starts.length; at++) {
    const base = starts[at] ?? 0
    const scale = amounts[at] ?? 0
    for (let c = 0; c < classes; c++) sums[c] = (sums[c] ?? 0) + scale * (weights[base + c] ?? 0)
  }
}
