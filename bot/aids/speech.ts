import { z } from 'zod'
import { readTranscript } from '../../policy/transcript.ts'
import type { Endpoint } from './endpoint.ts'
import type { Patience } from './language-model.ts'
import { soundFile } from './sound/kind.ts'
import type { ToWav } from './sound/to-wav.ts'

/** What a recording says; `again`: another call may help. */
export type Heard = { readonly text: string | undefined; readonly again: boolean }

/** Turns speech into text. */
export interface Speech {
  transcribe(recording: Buffer, patience: Patience): Promise<Heard>
}

/** What making one needs. */
export interface SpeechSettings {
  readonly endpoint: Endpoint
  /** Name of the model at the endpoint. */
  readonly model: string
  readonly toWav: ToWav
}

const Transcription = z.object({ text: z.string() })
const nothing: Heard = { text: undefined, again: false }
/** A recording of a minute has a tenth of this. Unit: bytes. */
const largest = 10 * 1024 * 1024

/**
 * Makes one on an endpoint. SILK is always converted, as no endpoint takes it; Opus goes as it is until the endpoint refuses it,
 * and is converted from then on.
 */
export function makeSpeech({ endpoint, model, toWav }: SpeechSettings): Speech {
  let onlyWav = false

  async function send(bytes: Buffer, { name, type }: { name: string; type: string }, p: Patience) {
    const body = new FormData()
    body.set('file', new Blob([new Uint8Array(bytes)], { type }), name)
    body.set('model', model)
    body.set('language', 'zh')
    body.set('response_format', 'json')
    const { limitMs, signal } = p
    const call = { path: '/audio/transcriptions', body, schema: Transcription, limitMs, signal }
    return endpoint.post(call)
  }

  async function sendWav(recording: Buffer, patience: Patience) {
    const wav = await toWav(recording, patience.signal)
    return wav && send(wav, { name: 'voice.wav', type: 'audio/wav' }, patience)
  }

  return {
    async transcribe(recording, patience) {
      const file = soundFile(recording)
      if (file === undefined || recording.length > largest) return nothing
      let called =
        file.converts === 'always' || (onlyWav && file.converts !== 'never')
          ? await sendWav(recording, patience)
          : await send(recording, file, patience)
      if (called?.outcome === 'refused' && file.converts === 'asked' && !onlyWav) {
        called = await sendWav(recording, patience)
        onlyWav = called?.outcome === 'ok'
      }
      if (called === undefined) return nothing
      if (called.outcome === 'ok') return { text: readTranscript(called.value.text), again: false }
      return { text: undefined, again: called.outcome === 'failed' || called.outcome === 'limited' }
    },
  }
}
