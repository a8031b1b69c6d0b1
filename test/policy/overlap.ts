/** Pairs of neighbouring letters or characters of a text, signs left out. */
function pairsOf(text: string): ReadonlySet<string> {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, '')
  return new Set(Array.from({ length: plain.length - 1 }, (_, at) => plain.slice(at, at + 2)))
}

/** From this share of pairs in common on, of all that two texts hold, one is called a copy of the other. */
const copyShare = 0.6

/** The texts that are in `others`, word for word or with light edits, each with what it repeats. */
export function copiesAmong(texts: readonly string[], others: readonly string[]): string[] {
  const sizes: number[] = []
  const holders = new Map<string, number[]>()
  others.forEach((other, at) => {
    const pairs = pairsOf(other)
    sizes.push(pairs.size)
    for (const pair of pairs) {
      const known = holders.get(pair)
      if (known === undefined) holders.set(pair, [at])
      else known.push(at)
    }
  })
  const whole = new Set(others)
  return texts.flatMap((text) => {
    if (whole.has(text)) return [`${text} = ${text}`]
    const pairs = pairsOf(text)
    const shared = new Map<number, number>()
    for (const pair of pairs) {
      for (const at of holders.get(pair) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1)
    }
    const copied = [...shared].find(
      ([at, count]) => count / (pairs.size + (sizes[at] ?? 0) - count) >= copyShare,
    )
    return copied === undefined ? [] : [`${text} = ${others[copied[0]]}`]
  })
}
