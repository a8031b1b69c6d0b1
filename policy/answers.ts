/** An answer. */
export interface PolicyAnswer {
  readonly kind: 'clause' | 'outside' | 'action' | 'smalltalk' | 'unclear'
  readonly text: string
  readonly articles: readonly string[]
  readonly abstained: boolean
  readonly intent?: string
  readonly confidence: number
}
