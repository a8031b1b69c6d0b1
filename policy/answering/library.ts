import type { Unit } from '../corpus.ts'
import { normalise } from '../normalise.ts'
import { makeSearch } from './search.ts'
import { wording } from './wording.ts'

/** The article of another source that a message seems to be about, undefined when none is near. */
export type Library = (text: string) => Unit | undefined

/** Share of a message's information that an article must hold before it is pointed at. */
const leastShare = 0.45

/** Indexes articles that have no curated questions; at the first message, as it takes seconds for 10,000. */
export function makeLibrary(units: readonly Unit[]): Library {
  let search: ReturnType<typeof makeSearch> | undefined
  return (text) => {
    if (units.length === 0) return undefined
    search ??= makeSearch(units.map((unit) => `${unit.source.title} ${unit.text}`))
    let best = 0
    const scores = search(wording(normalise(text)))
    for (let at = 1; at < scores.length; at++) {
      if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at
    }
    return (scores[best] ?? 0) >= leastShare ? units[best] : undefined
  }
}
