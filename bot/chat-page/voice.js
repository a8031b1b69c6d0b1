const longestSeconds = 60
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/webm']

/** Whether this browser, at this address, can record: plain http on another machine cannot. */
export const canRecord = () =>
  navigator.mediaDevices?.getUserMedia !== undefined && window.MediaRecorder !== undefined

/**
 * Records one voice note at a time, at most a minute. `onSecond(n)` while it runs; `onDone(blob, discarded)` at the end;
 * no blob when it was discarded or is empty.
 */
export function makeRecorder({ onSecond, onDone }) {
  let recorder
  let ticker
  let discarded = false

  function listen(stream) {
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type))
    const chunks = []
    recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32000 } : {})
    recorder.ondataavailable = ({ data }) => chunks.push(data)
    recorder.onstop = () => {
      clearInterval(ticker)
      for (const track of stream.getTracks()) track.stop()
      const sound = new Blob(chunks, { type: (recorder.mimeType || 'audio/webm').split(';')[0] })
      recorder = undefined
      onDone(discarded || sound.size === 0 ? undefined : sound, discarded)
    }
    recorder.start(1000)
  }

  function count() {
    let seconds = 0
    onSecond(0)
    ticker = setInterval(() => {
      seconds += 1
      onSecond(seconds)
      if (seconds >= longestSeconds) recorder?.stop()
    }, 1000)
  }

  return {
    /** @throws when there is no microphone or it is not allowed. */
    async start() {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      discarded = false
      listen(stream)
      count()
    },
    finish: () => recorder?.stop(),
    discard() {
      discarded = true
      recorder?.stop()
    },
  }
}
