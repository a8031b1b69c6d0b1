import {
  type ActiveRows,
  activeRows,
  addRows,
  bucketCount,
  bucketOf,
  rowsByBucket,
  softmax,
  type Weights,
} from './classifier.ts'
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
  /** So many epochs at the end are averaged: less hangs on which example came last. */
  readonly averaged: number
  /** Share of features left out of each step, so that no single word decides. */
  readonly dropout: number
}

/** Smaller changes of a weight are not made: they cost most of the time and nothing is lost. */
const leastChange = 1e-3

/** The settings in use. */
const trainingOptions: TrainingOptions = { epochs: 6, averaged: 3, rate: 3, dropout: 0.3 }

/** A feature that is rarer among the examples is not learnt. */
const leastCount = 4
/** Steps of a weight on either side of nothing: finer ones cost ten times the room and change no figure. */
const steps = 13

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

/** The buckets of the features that occur often enough; a feature's row is its place here. */
function frequentBuckets(examples: readonly Example[]): Uint32Array {
  const counts = new Uint8Array(bucketCount)
  const frequent: number[] = []
  for (const { features, copy } of examples) {
    if (copy) continue
    for (const hash of features.hashes) {
      const bucket = bucketOf(hash)
      const count = (counts[bucket] ?? 0) + 1
      counts[bucket] = Math.min(count, leastCount + 1)
      if (count === leastCount) frequent.push(bucket)
    }
  }
  return Uint32Array.from([bucketCount, ...frequent.sort((a, b) => a - b)])
}

/** Rounds weights to `steps`, which makes most of them nothing, and leaves out the rows where all are. */
function compact(weights: Float32Array, buckets: Uint32Array, classes: number): Weights {
  const unit = weights.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9) / steps
  const rounded = Int8Array.from(weights, (weight) => Math.round(weight / unit))
  const row = (at: number) => rounded.subarray(at * classes, (at + 1) * classes)
  const kept = Array.from(buckets.keys()).filter(
    (at) => at === 0 || row(at).some((step) => step !== 0),
  )
  const bytes = new Int8Array(kept.length * classes)
  kept.forEach((at, place) => {
    bytes.set(row(at), place * classes)
  })
  return { buckets: Uint32Array.from(kept, (at) => buckets[at] ?? 0), bytes, unit, classes }
}

/** Some of the rows of `all`, by chance, into `kept`. */
function keepSome(all: ActiveRows, kept: ActiveRows, keep: () => boolean): void {
  kept.length = 0
  for (let at = 0; at < all.length; at++) {
    if (!keep()) continue
    kept.starts[kept.length] = all.starts[at] ?? 0
    kept.amounts[kept.length] = all.amounts[at] ?? 0
    kept.length += 1
  }
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
  const average = new Float32Array(weights.length)
  const random = seededRandom(101)
  const slopes = new Float32Array(classes)
  const prepared = examples.map(({ features, label }) => ({
    all: activeRows(features, rows, classes),
    label,
  }))
  const most = prepared.reduce((sum, { all }) => Math.max(sum, all.length), 0)
  const kept = { starts: new Uint32Array(most), amounts: new Float32Array(most), length: 0 }

  function step({ all, label }: { all: ActiveRows; label: number }, rate: number): void {
    keepSome(all, kept, () => random() >= options.dropout)
    slopes.fill(0)
    addRows(slopes, weights, kept)
    softmax(slopes)
    slopes[label] = (slopes[label] ?? 0) - 1
    for (let c = 0; c < classes; c++) {
      const change = rate * (slopes[c] ?? 0)
      if (Math.abs(change) < leastChange) continue
      for (let at = 0; at < kept.length; at++) {
        const cell = (kept.starts[at] ?? 0) + c
        weights[cell] = (weights[cell] ?? 0) - change * (kept.amounts[at] ?? 0)
      }
    }
  }

  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = options.rate * (1.05 - epoch / options.epochs)
    for (const example of shuffled(prepared, random)) step(example, rate)
    if (epoch < options.epochs - options.averaged) continue
    for (let at = 0; at < average.length; at++) {
      average[at] = (average[at] ?? 0) + (weights[at] ?? 0) / options.averaged
    }
  }
  return compact(average, buckets, classes)
}
