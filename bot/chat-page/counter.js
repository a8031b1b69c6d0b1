import { isKiosk, watchIdle } from './kiosk.js'
import { changeVisitor } from './leave.js'
import { words } from './words.js'

/**
 * At a counter: the button 用完了，清屏, the question whether anyone is still there, and the clearing itself.
 * `onClear()` empties the screen and resolves when all is sent; `onFresh()` greets the next person.
 */
export function makeCounter({ leave, cover, coverText, stay }, { onClear, onFresh }) {
  if (!isKiosk()) return
  let clearing = false

  function warn(seconds) {
    cover.hidden = seconds === undefined
    stay.hidden = false
    coverText.textContent = seconds === undefined ? '' : words.stillThere(seconds)
  }

  async function clear() {
    if (clearing) return
    clearing = true
    idle.pause()
    stay.hidden = true
    coverText.textContent = words.clearing
    cover.hidden = false
    await onClear()
    await changeVisitor()
    await onFresh()
    cover.hidden = true
    clearing = false
    idle.resume()
  }

  const idle = watchIdle({ onWarn: warn, onIdle: clear })
  leave.hidden = false
  leave.addEventListener('click', clear)
}
