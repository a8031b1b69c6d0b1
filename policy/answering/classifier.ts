import type { Features } from './features.ts'

/** One training example: what it holds and the class it belongs to. */
export interface Example {
  readonly features: Features
  readonly label: number
}

/** Settings of training; every one has been chosen by cross-validation over the curated questions. */
export interface TrainingOptions {
  readonly epochs: number
  readonly rate: number
  /** Share of features left out of each step, so that no single word decides. */
  readonly dropout: number
  /** Weight decay per epoch, as a share. */
  readonly decay: number
}

/** The settings in use. */
export const trainingOptions: TrainingOptions = { epochs: 8, rate: 2, dropout: 0.3, decay: 0 }

/** Scores of a message for each class, before the softmax. */
export type Classifier = (features: Features) => Float32Array

const buckets = 1 << 20
const bucketOf = (hash: number) => (hash ^ (hash >>> 20)) & (buckets - 1)

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

/** Numbers the features that occur at least twice; 0 stands for all others. */
function numberFeatures(examples: readonly Example[]): [Uint16Array, number] {
  const counts = new Uint8Array(buckets)
  const rows = new Uint16Array(buckets)
  let used = 1
  for (const { features } of examples) {
    for (const hash of features.hashes) {
      const bucket = bucketOf(hash)
      const count = (counts[bucket] ?? 0) + 1
      counts[bucket] = Math.min(count, 2)
      if (count === 2 && used < 0xffff) rows[bucket] = used++
    }
  }
  return [rows, used]
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

/**
 * Softmax regression over hashed features, by stochastic gradient with a fixed seed: the same examples give the same
 * classifier.
 */
export function train(
  examples: readonly Example[],
  classes: number,
  options: TrainingOptions = trainingOptions,
): Classifier {
  const [rows, used] = numberFeatures(examples)
  const weights = new Float32Array(used * classes)
  const random = seededRandom(101)
  const logits = new Float32Array(classes)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const rate = options.rate * (1 - epoch / options.epochs) + options.rate * 0.05
    for (const { features, label } of shuffled(examples, random)) {
      step(features, label, rate)
    }
    if (options.decay > 0)
      for (let at = 0; at < weights.length; at++)
        weights[at] = (weights[at] ?? 0) * (1 - options.decay)
  }

  function step({ hashes, weights: amounts }: Features, label: number, rate: number): void {
    const active: number[] = []
    const amount: number[] = []
    logits.fill(0)
    for (let at = 0; at < hashes.length; at++) {
      const row = rows[bucketOf(hashes[at] ?? 0)] ?? 0
      if (row === 0 || random() < options.dropout) continue
      active.push(row * classes)
      amount.push(amounts[at] ?? 0)
    }
    addRows(logits, weights, active, amount)
    softmax(logits)
    logits[label] = (logits[label] ?? 0) - 1
    for (let c = 0; c < classes; c++) {
      const slope = rate * (logits[c] ?? 0)
      if (Math.abs(slope) < 1e-3) continue
      for (let at = 0; at < active.length; at++) {
        const cell = (active[at] ?? 0) + c
        weights[cell] = (weights[cell] ?? 0) - slope * (amount[at] ?? 0)
      }
    }
  }

  const [bytes, unit] = compact(weights)
  return ({ hashes, weights: amounts }) => {
    const scores = new Float32Array(classes)
    const active: number[] = []
    const amount: number[] = []
    for (let at = 0; at < hashes.length; at++) {
      const row = rows[bucketOf(hashes[at] ?? 0)] ?? 0
      if (row === 0) continue
      active.push(row * classes)
      amount.push((amounts[at] ?? 0) * unit)
    }
    addRows(scores, bytes, active, amount)
    return scores
  }
}

function addRows(
  sums: Float32Array,
  weights: Float32Array | Int8Array,
  active: readonly number[],
  amount: readonly number[],
): void {
  const classes = sums.length
  for (let at = 0; at < active.length; at++) {
    const base = active[at] ?? 0
    const scale = amount[at] ?? 0
    for (let c = 0; c < classes; c++) sums[c] = (sums[c] ?? 0) + scale * (weights[base + c] ?? 0)
  }
}
