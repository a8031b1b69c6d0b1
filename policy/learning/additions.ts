/** A reviewed way to ask: answered as its topic from then on. */
export interface AddedQuestion {
  readonly question: string
  readonly kind: 'clause' | 'outside'
  /** Fact of a clause (第十二条（一）/county), or a subject outside; empty for a subject without a name. */
  readonly topic: string
}

/** A source that staff keep in the database: the two Markdown files that would lie on disk. */
export interface AddedSource {
  /** Name of the file without its ending. */
  readonly name: string
  readonly text: string
  /** Empty where it has no questions. */
  readonly questions: string
}

/** All that staff added to what the package knows. */
export interface Additions {
  readonly sources: readonly AddedSource[]
  readonly questions: readonly AddedQuestion[]
}

/** Nothing added. */
export const noAdditions: Additions = { sources: [], questions: [] }
