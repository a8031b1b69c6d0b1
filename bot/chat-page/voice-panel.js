import { canRecord, makeRecorder } from './voice.js'
import { words } from './words.js'

/** The button 语音 and the strip that shows while it records. `onSound(blob)`; `onProblem(sentence)`. */
export function makeVoicePanel({ button, strip, seconds, finish, discard, instead }, handlers) {
  const { onSound, onProblem } = handlers

  function show(recording) {
    strip.hidden = !recording
    for (const each of instead) each.hidden = recording
    ;(recording ? finish : button).focus({ preventScroll: true })
  }

  const recorder = makeRecorder({
    onSecond: (count) => {
      seconds.textContent = String(count)
    },
    onDone: (sound, discarded) => {
      show(false)
      if (sound !== undefined) onSound(sound)
      else if (!discarded) onProblem(words.tooShort)
    },
  })

  async function start() {
    if (!canRecord()) {
      onProblem(words.noRecorder)
      return
    }
    button.disabled = true
    try {
      await recorder.start()
      show(true)
    } catch (error) {
      const refused = error instanceof DOMException && error.name === 'NotAllowedError'
      onProblem(refused ? words.noMicrophone : words.recorderBroken)
    } finally {
      button.disabled = false
    }
  }

  button.addEventListener('click', start)
  finish.addEventListener('click', recorder.finish)
  discard.addEventListener('click', recorder.discard)
  return { discard: recorder.discard }
}
