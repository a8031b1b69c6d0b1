/** Something that works whenever it is kicked, one round at a time, and can be stopped. */
export interface Loop {
  /** Asks for a round: at once when idle, after the present one otherwise. */
  kick(): void
  /** Ends after the present round. */
  stop(): Promise<void>
}

/** Runs `round` when kicked and at least every `idleMs`; a round that throws is told to `failed` and tried again later. */
export function makeLoop(
  round: () => Promise<void>,
  idleMs: number,
  failed: (error: unknown) => void,
): Loop {
  let wanted = false
  let stopped = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false
      try {
        await round()
      } catch (error) {
        failed(error)
        break
      }
    }
  }

  function kick(): void {
    wanted = true
    if (stopped || running !== undefined) return
    clearTimeout(timer)
    running = run().finally(() => {
      running = undefined
      if (!stopped) timer = setTimeout(kick, idleMs)
    })
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
