/** Something that works whenever it is kicked, one round at a time, and can be stopped. */
export interface Loop {
  /** Asks for a round: at once when idle, after the present one otherwise. */
  kick(): void
  /** Ends after the present round. */
  stop(): Promise<void>
}

/** How often a loop goes round. */
export interface LoopTimes {
  /** At the latest so long after the last round, ms. */
  readonly idleMs: number
  /** At the earliest so long after the last round, ms, so that what comes in quick succession shares a round. Default: 0. */
  readonly gapMs?: number
}

/** Runs `round` when kicked and at least every `idleMs`; a round that throws is told to `failed` and tried again later. */
export function makeLoop(
  round: () => Promise<void>,
  { idleMs, gapMs = 0 }: LoopTimes,
  failed: (error: unknown) => void,
): Loop {
  let wanted = false
  let stopped = false
  let resting = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    wanted = false
    let fine = true
    try {
      await round()
    } catch (error) {
      fine = false
      failed(error)
    }
    running = undefined
    if (stopped) return
    resting = fine && gapMs > 0
    if (resting) timer = setTimeout(rested, gapMs)
    else if (fine && wanted) begin()
    else timer = setTimeout(begin, idleMs)
  }

  function rested(): void {
    resting = false
    if (wanted) begin()
    else timer = setTimeout(begin, idleMs)
  }

  function begin(): void {
    clearTimeout(timer)
    running = run()
  }

  function kick(): void {
    wanted = true
    if (!stopped && !resting && running === undefined) begin()
  }

  return {
    kick,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
