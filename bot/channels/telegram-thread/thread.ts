/**
 * Entry of the Telegram thread: speaks HTTP with Telegram beside the service, which stores and answers meanwhile. It has no
 * database and no clock of its own; its settings are its worker data.
 */
import { Readable } from 'node:stream'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { IncomingFile } from '../../../db/messaging/message.ts'
import { makeTelegramChannel } from '../telegram.ts'
import type { Standing } from '../telegram-health.ts'
import type { TelegramSettings } from '../telegram-settings.ts'
import type { Receive } from '../types.ts'
import { gather } from './gather.ts'
import type { FromThread, SendCall, SentCall, ToThread } from './protocol.ts'

function serve(settings: TelegramSettings, port: MessagePort): void {
  const post = (message: FromThread): void => port.postMessage(message)
  const fetching = new Map<number, AbortController>()
  const storing = new Map<number, (stored: boolean) => void>()
  let batches = 0
  const named = (username: string) => post({ kind: 'named', username })
  // The service stamps what it is told: the instants of this thread are never looked at.
  const env = {
    now: () => 0,
    log: (event: string, fields = {}) => post({ kind: 'log', event, fields }),
  }
  const stands = (standing: Standing) => post({ kind: 'standing', standing })
  const channel = makeTelegramChannel({ ...settings, named, stands }, env)

  const receive: Receive = (messages) =>
    new Promise((resolve, reject) => {
      batches += 1
      storing.set(batches, (stored) => (stored ? resolve() : reject(new Error('not stored'))))
      post({ kind: 'incoming', batch: batches, messages })
    })

  const told = gather<SentCall>((sent) => post({ kind: 'sent', sent }))
  // Whoever gives a send up does so in the service: here every call ends by its deadline.
  const { signal } = new AbortController()
  async function send({ call, peerId, message }: SendCall): Promise<void> {
    told({ call, outcome: await channel.send(peerId, message, signal) })
  }

  async function fetchFile(call: number, file: IncomingFile): Promise<void> {
    const controller = new AbortController()
    fetching.set(call, controller)
    try {
      const { mediaType, stream } = await channel.fetchFile(file, controller.signal)
      stream.once('close', () => fetching.delete(call))
      const web = Readable.toWeb(stream)
      port.postMessage({ kind: 'file', call, mediaType, stream: web } satisfies FromThread, [web])
    } catch (error) {
      fetching.delete(call)
      const { code = 'unknown', final = false } = error as { code?: string; final?: boolean } // FileUnavailable
      post({ kind: 'file-failed', call, code, final })
    }
  }

  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'send':
        for (const one of message.sends) void send(one)
        break
      case 'stored':
        storing.get(message.batch)?.(message.stored)
        storing.delete(message.batch)
        break
      case 'fetch':
        void fetchFile(message.call, message.file)
        break
      case 'cancel':
        fetching.get(message.call)?.abort()
        break
      case 'stop':
        void channel.stop().then(() => setImmediate(() => port.close()))
    }
  })
  void channel.start(receive)
}

// Cast: the only one who starts this thread hands over these settings.
if (parentPort !== null) serve(workerData as TelegramSettings, parentPort)
