import type { ServerResponse } from 'node:http'
import { errorName } from '../../../db/errors.ts'
import type { ChannelEnvironment } from '../types.ts'
import type { Bubble } from './bubble.ts'
import { pointText } from './history.ts'

const pollMs = 1000
const beatMs = 15_000
/** Rows of another process may become visible later than younger ones: so far back is looked again. Unit: ms. */
const overlapMs = 60_000
const maxPerVisitor = 8
/** A reader that takes nothing is cut off; the page comes back by itself. */
const maxBufferedBytes = 1_000_000

interface Stream {
  readonly peerId: string
  readonly raw: ServerResponse
  readonly sent: Set<string>
  since: number
  state: 'idle' | 'reading' | 'again'
}

/** The open event streams of visitors. */
export interface Streams {
  /** Whether this visitor may have one more. */
  allows(peerId: string): boolean
  /** Tells on `raw`, whose head is written, what the visitor was told since then and from now on. */
  open(peerId: string, raw: ServerResponse, since: number): void
  /** Looks at once for what this visitor was told. */
  wake(peerId: string): void
  /** Ends them all. */
  close(): void
}

/** What the visitor was told since an instant. */
export type Pull = (peerId: string, since: number) => Promise<readonly Bubble[]>

/**
 * Streams follow the database: told at once by `wake`, and each second for what another process wrote. An event may
 * come twice (the page knows its bubbles by id), never not at all.
 */
export function makeStreams(pull: Pull, { log }: Pick<ChannelEnvironment, 'log'>): Streams {
  const streams = new Set<Stream>()
  let timers: NodeJS.Timeout[] = []

  function write(stream: Stream, bubble: Bubble): void {
    stream.since = Math.max(stream.since, bubble.at)
    if (stream.sent.has(bubble.id)) return
    stream.sent.add(bubble.id)
    stream.raw.write(`id: ${pointText(bubble)}\ndata: ${JSON.stringify(bubble)}\n\n`)
  }

  async function follow(stream: Stream): Promise<void> {
    do {
      stream.state = 'reading'
      const bubbles = await pull(stream.peerId, stream.since - overlapMs)
      if (stream.raw.destroyed) return
      for (const bubble of bubbles) write(stream, bubble)
    } while (againAsked(stream))
    stream.state = 'idle'
    if (stream.raw.writableLength > maxBufferedBytes) stream.raw.destroy()
  }

  function look(stream: Stream): void {
    if (stream.state !== 'idle') {
      stream.state = 'again'
      return
    }
    follow(stream).catch((error: unknown) => {
      log('webchat-stream-failed', { error: errorName(error) })
      stream.raw.destroy()
    })
  }

  function startTimers(): void {
    if (timers.length > 0) return
    const every = (ms: number, act: (stream: Stream) => void) =>
      setInterval(() => streams.forEach(act), ms).unref()
    const beat = ({ raw }: Stream) => raw.write('event: beat\ndata: 1\n\n')
    timers = [every(pollMs, look), every(beatMs, beat)]
  }

  function remove(stream: Stream): void {
    streams.delete(stream)
    if (streams.size > 0) return
    for (const timer of timers) clearInterval(timer)
    timers = []
  }

  const of = (peerId: string) => [...streams].filter((stream) => stream.peerId === peerId)

  return {
    allows: (peerId) => of(peerId).length < maxPerVisitor,
    open(peerId, raw, since) {
      const stream: Stream = { peerId, raw, since, sent: new Set(), state: 'idle' }
      streams.add(stream)
      raw.once('close', () => remove(stream))
      startTimers()
      look(stream)
    },
    wake: (peerId) => of(peerId).forEach(look),
    close() {
      for (const { raw } of streams) raw.end()
    },
  }
}

const againAsked = ({ state }: Stream): boolean => state === 'again'
