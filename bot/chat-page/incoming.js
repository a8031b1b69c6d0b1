const firstPauseMs = 1000
const longestPauseMs = 15000
/** The server gives a sign of life every 15 seconds; longer silence is a dead line. */
const silenceMs = 40000

/** Where a bubble stands in the talk, as the server writes it. */
const pointOf = ({ at, id }) => `${at}.${id}`

/** A page of the talk: the last one, or the one before a point. @throws when the server cannot be reached. */
export async function loadHistory(before) {
  const query = before === undefined ? '' : `?before=${encodeURIComponent(before)}`
  const response = await fetch(`/chat/history${query}`, { cache: 'no-store' })
  if (!response.ok) throw new Error(`history ${response.status}`)
  return response.json()
}

/**
 * Follows what the visitor is told, and comes back by itself whenever the line breaks.
 * `onBubble(bubble)`; `onLine(open)`: the line opened or broke.
 */
export function makeIncoming({ onBubble, onLine }) {
  let source
  let after
  let pauseMs = firstPauseMs
  let retry
  let watchdog
  let wanted = false

  function hangUp() {
    clearTimeout(retry)
    clearTimeout(watchdog)
    source?.close()
    source = undefined
  }

  function broken() {
    hangUp()
    if (!wanted) return
    onLine(false)
    retry = setTimeout(dial, pauseMs)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }

  function alive() {
    clearTimeout(watchdog)
    watchdog = setTimeout(broken, silenceMs)
  }

  function dial() {
    hangUp()
    const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`
    source = new EventSource(`/chat/events${query}`)
    source.onopen = () => {
      pauseMs = firstPauseMs
      alive()
      onLine(true)
    }
    source.onerror = broken
    source.addEventListener('beat', alive)
    source.onmessage = ({ data }) => {
      alive()
      const bubble = JSON.parse(data)
      after = pointOf(bubble)
      onBubble(bubble)
    }
    alive()
  }

  return {
    /** Begins after the last bubble the page has; undefined: now. */
    start(lastBubble) {
      wanted = true
      after = lastBubble && pointOf(lastBubble)
      dial()
    },
    /** Tries at once, as when the network is back. */
    wake() {
      if (wanted && source?.readyState !== EventSource.OPEN) dial()
    },
    /** Puts the line down while nobody looks; `wake` takes it up. */
    rest: hangUp,
    stop() {
      wanted = false
      hangUp()
    },
  }
}
