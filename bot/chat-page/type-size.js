import { keep, recall } from './browser-store.js'
import { words } from './words.js'

/** The button that makes the type larger, and remembers it. `keepPlace(change)` keeps what is being read in sight. */
export function makeTypeSize(button, keepPlace) {
  function set(larger) {
    document.documentElement.classList.toggle('larger', larger)
    button.setAttribute('aria-pressed', String(larger))
    button.textContent = larger ? words.smaller : words.larger
    keep('larger', larger)
  }
  button.addEventListener('click', () => {
    keepPlace(() => set(!document.documentElement.classList.contains('larger')))
  })
  set(recall('larger') === true)
  return { reset: () => set(false) }
}
