import { normalise } from '../normalise.ts'
import { quantitiesIn } from './quantities.ts'
import {
  actorsIn,
  denialsIn,
  duties,
  exceptedIn,
  limitsIn,
  namesIn,
  strangersIn,
  weightyIn,
} from './words.ts'

/** What a rephrased verdict is held against: the verdict itself and the text of the clause it comes from. */
export interface RephraseSource {
  readonly verdict: string
  readonly clause: string
}

/** What is wrong with a rephrased verdict. */
export const rephraseFaults = [
  'length',
  'form',
  'number',
  'name',
  'word',
  'denial',
  'limit',
  'exception',
  'promise',
  'quotation',
] as const
/** One of `rephraseFaults`. */
export type RephraseFault = (typeof rephraseFaults)[number]

/** Characters of a rephrased verdict: at least, and at most beside its verdict's own length. */
const least = 6
const mostFor = (verdict: string): number => Math.ceil(verdict.length * 1.5) + 12
/** Longest sentence that retirees are sent. */
const longestSentence = 60

/** One line of Chinese sentences: no markup, link, address, Latin letter, question or list. */
const form = /^[\p{Script=Han}\d.%，、。；：！“”（）《》〔〕·—-]+$/u

const included = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((one) => all.includes(one))

const alike = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at])

/** The same things in the same order of their first mention. */
const inOrder = (said: readonly string[], meant: readonly string[]): boolean =>
  alike([...new Set(said)], [...new Set(meant)])

const quotations = (text: string): readonly string[] =>
  [...text.matchAll(/“([^”]*)”?|《([^》]*)》?|第[^,。;、]{1,8}?条(?:\(.\))?/gu)].map(
    ([whole, quoted, title]) => quoted ?? title ?? whole,
  )

type Check = (said: string, verdict: string, source: string) => boolean

const same = (own: readonly string[], meant: readonly string[]): boolean =>
  included(own, meant) && included(meant, own)

/** True: as it must be. */
const checks: Readonly<Record<Exclude<RephraseFault, 'length' | 'form'>, Check>> = {
  number(said, verdict) {
    const [own, meant] = [quantitiesIn(said), quantitiesIn(verdict)]
    const times = (all: readonly string[], one: string) => all.filter((each) => each === one).length
    return inOrder(own, meant) && meant.every((one) => times(own, one) >= times(meant, one))
  },
  name(said, verdict) {
    const [own, meant] = [namesIn(said), namesIn(verdict)]
    return same(own, meant) && inOrder(actorsIn(own), actorsIn(meant))
  },
  word: (said, _verdict, source) => strangersIn(said, source).length === 0,
  denial: (said, verdict) => alike(denialsIn(said), denialsIn(verdict)),
  limit(said, verdict) {
    const [own, meant] = [limitsIn(said), limitsIn(verdict)]
    return own.upper === meant.upper && own.lower === meant.lower
  },
  exception(said, verdict) {
    const [own, meant] = [exceptedIn(said), exceptedIn(verdict)]
    if (own === undefined || meant === undefined) return own === meant
    return meant.length === 0 || meant.some((one) => own.includes(one))
  },
  promise: (said, verdict) =>
    included(weightyIn(said), weightyIn(verdict)) && duties(said) === duties(verdict),
  quotation: (said, _verdict, source) => quotations(said).every((one) => source.includes(one)),
}

/** What is wrong with a model's words for a verdict: they may say nothing that verdict and clause do not say. Undefined: nothing. */
export function rephraseFault(text: string, source: RephraseSource): RephraseFault | undefined {
  const said = text.trim()
  if (said.length < least || said.length > mostFor(source.verdict)) return 'length'
  if (!form.test(said)) return 'form'
  if (said.split(/[。；！]/).some((sentence) => sentence.length > longestSentence)) return 'length'
  const [plain, verdict] = [normalise(said), normalise(source.verdict)]
  const all = `${verdict}。${normalise(source.clause)}`
  for (const fault of rephraseFaults) {
    if (fault === 'length' || fault === 'form') continue
    if (!checks[fault](plain, verdict, all)) return fault
  }
  return undefined
}
