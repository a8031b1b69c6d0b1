const tallestShare = 0.3

/** The box for words: grows with them, sends on the button and on Enter. `onWords(text)`; `onEmpty()` when there are none. */
export function makeComposer(form, box, { onWords, onEmpty }) {
  function grow() {
    box.style.height = 'auto'
    box.style.height = `${Math.min(box.scrollHeight + 4, window.innerHeight * tallestShare)}px`
  }

  function send() {
    const text = box.value
    if (text.trim() === '') {
      onEmpty()
      return
    }
    box.value = ''
    grow()
    onWords(text)
  }

  box.addEventListener('input', grow)
  box.addEventListener('keydown', (event) => {
    // Enter that ends the choice of a character (keyCode 229 in old browsers) sends nothing.
    const choosing = event.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || choosing) return
    event.preventDefault()
    send()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send()
  })
  return {
    clear() {
      box.value = ''
      grow()
    },
  }
}
