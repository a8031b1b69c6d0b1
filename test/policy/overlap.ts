/** Pairs of neighbouring letters or characters of a text, signs left out. */
export function pairsOf(text: string): ReadonlySet<string> {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, '')
  return new Set(Array.from({ length: plain.length - 1 }, (_, at) => plain.slice(at, at + 2)))
}

/** Share of the pairs that two texts have in common, 0 to 1. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared += 1
  return shared / Math.max(1, a.size + b.size - shared)
}
