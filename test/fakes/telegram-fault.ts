/**
 * What goes wrong with one call. `-before`: the method has no effect; `-after`: it has its effect (a send is recorded, a batch
 * is confirmed) and the caller never learns. `hang` has no effect and never answers, not even once the fault is lifted.
 */
export type Fault =
  | {
      readonly kind: 'answer'
      readonly code: number
      readonly description?: string
      readonly retryAfter?: number
    }
  | { readonly kind: 'cut-before' | 'cut-after' | 'half-answer' | 'hang' | 'hang-after' }
  /** Has its effect, then answers `body` (default: HTML of a gateway) with `status` (default 200) in place of JSON. */
  | { readonly kind: 'broken'; readonly body?: string; readonly status?: number }

/** Chooses the fault of each call; `undefined` lets it pass. `nth` counts the calls of this method from 1. */
type FaultRule = (
  method: string,
  payload: Readonly<Record<string, unknown>>,
  nth: number,
) => Fault | undefined

/** The methods whose faults can be set; `*` is every method, `file` the download of a file. */
type FaultTarget = string

/** Scripted faults of one bot: a queue per method that is used up, then standing ones, then the rule. */
export class FaultScript {
  /** Asked last; for seeded random faults. */
  rule: FaultRule | undefined
  readonly #queued = new Map<FaultTarget, (Fault | undefined)[]>()
  readonly #standing = new Map<FaultTarget, Fault>()
  readonly #calls = new Map<string, number>()

  /** The next calls of `target` meet these faults, one each; `undefined` in the list is a call that passes. */
  next(target: FaultTarget, ...faults: (Fault | undefined)[]): void {
    this.#queued.set(target, [...(this.#queued.get(target) ?? []), ...faults])
  }

  /** Every call of `target` meets this fault until `lift`. */
  always(target: FaultTarget, fault: Fault): void {
    this.#standing.set(target, fault)
  }

  /** Takes back what `next` and `always` set, for one target or all. */
  lift(target?: FaultTarget): void {
    for (const map of [this.#queued, this.#standing]) {
      if (target === undefined) map.clear()
      else map.delete(target)
    }
  }

  /** The fault this call meets; counts the call. */
  take(method: string, payload: Readonly<Record<string, unknown>>): Fault | undefined {
    const nth = (this.#calls.get(method) ?? 0) + 1
    this.#calls.set(method, nth)
    for (const target of [method, '*']) {
      const queue = this.#queued.get(target)
      if (queue !== undefined && queue.length > 0) return queue.shift()
    }
    return (
      this.#standing.get(method) ?? this.#standing.get('*') ?? this.rule?.(method, payload, nth)
    )
  }
}
