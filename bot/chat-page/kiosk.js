import { drop, keep, recall } from './browser-store.js'

const idleMs = 3 * 60000
const warnMs = 30000
const usedName = 'kiosk.usedAt'
const signs = ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove']

/** Whether the page stands at a counter, for one person after the other. */
export const isKiosk = () => new URLSearchParams(location.search).get('kiosk') === '1'

/**
 * Notices that nobody is there any more: `onWarn(seconds | undefined)` in the last half minute (undefined: someone is
 * there after all), then `onIdle`. A screen that nobody touched since the last clearing is left alone.
 */
export function watchIdle({ onWarn, onIdle }) {
  let warned = false
  let done = false

  function used() {
    if (done) return
    keep(usedName, Date.now())
    if (!warned) return
    warned = false
    onWarn(undefined)
  }

  function check() {
    const usedAt = recall(usedName)
    if (done || usedAt === undefined) return
    const leftMs = usedAt + idleMs - Date.now()
    if (leftMs <= 0) onIdle()
    else if (leftMs <= warnMs) {
      warned = true
      onWarn(Math.ceil(leftMs / 1000))
    }
  }

  for (const sign of signs) document.addEventListener(sign, used, { passive: true })
  setInterval(check, 1000)
  return {
    check,
    /** While the screen is cleared nothing counts as use. */
    pause() {
      done = true
      warned = false
      drop(usedName)
    },
    resume() {
      done = false
    },
  }
}
