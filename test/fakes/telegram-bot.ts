import { EventEmitter } from 'node:events'
import { FaultScript } from './telegram-fault.ts'
import { FloodLimiter } from './telegram-limiter.ts'
import { type FakeUpdate, type MessageParts, messageBody, photoSizes } from './telegram-message.ts'

/** One message the fake took. */
export interface FakeSend {
  readonly chatId: number
  readonly text: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly messageId: number
  readonly replyMarkup?: unknown
}

/** A file that can be downloaded; `gone`: getFile knows it, the download answers 404. */
interface FakeFile {
  readonly bytes: Buffer
  readonly gone?: boolean
  /** Size that is told, when it is not the real one. */
  readonly toldBytes?: number
}

/** What a person does in a chat can be shaped by these. */
type Shape = Partial<Omit<MessageParts, 'chatId'>>

/**
 * One bot as the platform keeps it: updates not yet confirmed, chats, files, what was sent, and scripted faults. It outlives
 * stops of the server. Each helper that pushes an update returns its `update_id`.
 */
export class FakeTelegramBot {
  readonly token: string
  readonly id: number
  readonly faults = new FaultScript()
  /** Everything that was taken, in order. */
  readonly sends: FakeSend[] = []
  /** Ids of the callback queries that were answered. */
  readonly callbackAnswers: string[] = []
  /** Number of calls per method, faulty ones included. */
  readonly calls = new Map<string, number>()
  readonly files = new Map<string, FakeFile>()
  /** Set: getUpdates answers 409 until deleteWebhook. */
  webhook: string | undefined
  /** The flood limit of sendMessage; none unless `limiter.limit` is set. */
  readonly limiter = new FloodLimiter()
  readonly changed = new EventEmitter().setMaxListeners(0)
  readonly #now: () => number
  readonly #chats = new Map<number, 'open' | 'blocked' | 'deactivated'>()
  #queue: FakeUpdate[] = []
  #again: FakeUpdate[] = []
  #delivered: readonly FakeUpdate[] = []
  #updateId = 1000
  #messageId = 0

  constructor(token: string, now: () => number) {
    this.token = token
    this.id = Number(token.split(':')[0])
    this.#now = now
  }

  /** Opens a chat, so that the bot may write to it; pushing a message does so too. */
  chat(chatId: number, state: 'open' | 'blocked' | 'deactivated' = 'open'): void {
    this.#chats.set(chatId, state)
  }

  chatState(chatId: number): 'open' | 'blocked' | 'deactivated' | undefined {
    return this.#chats.get(chatId)
  }

  /** Queues any update body, e.g. `{ poll: {…} }` or an unknown kind. */
  push(body: Readonly<Record<string, unknown>>): number {
    this.#updateId += 1
    this.#queue.push({ update_id: this.#updateId, ...body })
    this.changed.emit('update')
    return this.#updateId
  }

  /** A new message with these content fields; the chat becomes known. */
  message(chatId: number, content: Readonly<Record<string, unknown>>, shape: Shape = {}): number {
    if (!this.#chats.has(chatId)) this.chat(chatId)
    return this.push({ message: this.#body(chatId, content, shape) })
  }

  text(chatId: number, text: string, shape?: Shape): number {
    return this.message(chatId, { text }, shape)
  }

  edited(chatId: number, text: string): number {
    return this.push({
      edited_message: { ...this.#body(chatId, { text }, {}), edit_date: this.#seconds() },
    })
  }

  /** A press on a button of ours. */
  callback(chatId: number, data: string, shape: Shape = {}): number {
    if (!this.#chats.has(chatId)) this.chat(chatId)
    const message = this.#body(
      chatId,
      { text: '菜单' },
      { ...shape, from: { id: this.id, isBot: true } },
    )
    const from = { id: chatId, is_bot: false, first_name: '测试' }
    const id = `query-${this.#updateId + 1}`
    return this.push({ callback_query: { id, from, message, chat_instance: '1', data } })
  }

  voice(chatId: number, bytes = Buffer.from('voice')): number {
    const voice = { ...this.#file(bytes), duration: 3, mime_type: 'audio/ogg' }
    return this.message(chatId, { voice })
  }

  photo(chatId: number, caption?: string, bytes = Buffer.from('photo')): number {
    const { file_id } = this.#file(bytes)
    const photo = photoSizes(file_id, bytes.length)
    return this.message(chatId, caption === undefined ? { photo } : { photo, caption })
  }

  document(chatId: number, mimeType = 'application/pdf', bytes = Buffer.from('document')): number {
    const document = { ...this.#file(bytes), file_name: '材料.pdf', mime_type: mimeType }
    return this.message(chatId, { document })
  }

  sticker(chatId: number): number {
    return this.message(chatId, { sticker: { ...this.#file(Buffer.from('s')), emoji: '🌹' } })
  }

  location(chatId: number): number {
    return this.message(chatId, { location: { latitude: 25.15, longitude: 102.08 } })
  }

  /** The update (confirmed or not) that was delivered last is delivered again, whatever the offset. */
  redeliver(): void {
    this.#again.push(...this.#delivered)
    this.changed.emit('update')
  }

  /** The next update gets the id after `last`, as after a quiet week. */
  restartIds(last: number): void {
    this.#updateId = last
  }

  /** Pushes `count` texts, spread over `chats` chats with ids from `firstChat`; `text` may use the running number. */
  burst(count: number, chats: number, text: (n: number) => string, firstChat = 1): void {
    for (let n = 0; n < count; n += 1) this.text(firstChat + (n % chats), text(n))
  }

  /** Updates that are not confirmed yet. */
  get pending(): number {
    return this.#queue.length
  }

  /** Confirms everything below `offset` (negative: counts from the end) and returns what comes next. */
  take(offset: number, limit: number): readonly FakeUpdate[] {
    const from = offset < 0 ? Math.max(0, this.#queue.length + offset) : this.#below(offset)
    if (from > 0) this.#queue = this.#queue.slice(from)
    const again = this.#again
    this.#again = []
    const batch = [...again, ...this.#queue.slice(0, Math.max(0, limit - again.length))]
    if (batch.length > 0) this.#delivered = batch
    return batch
  }

  /** Records a send. */
  record(chatId: number, text: string, replyMarkup: unknown): FakeSend {
    this.#messageId += 1
    const base = { chatId, text, at: this.#now(), messageId: this.#messageId }
    const send = replyMarkup === undefined ? base : { ...base, replyMarkup }
    this.sends.push(send)
    this.changed.emit('send')
    return send
  }

  /** Resolves once at least `count` sends were taken. */
  async reached(count: number): Promise<void> {
    while (this.sends.length < count) {
      await new Promise<void>((resolve) => this.changed.once('send', resolve))
    }
  }

  #below(offset: number): number {
    const at = this.#queue.findIndex((update) => update.update_id >= offset)
    return at === -1 ? this.#queue.length : at
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000)
  }

  #body(
    chatId: number,
    content: Readonly<Record<string, unknown>>,
    shape: Shape,
  ): Record<string, unknown> {
    this.#messageId += 1
    return messageBody({ chatId, messageId: this.#messageId, at: this.#now(), ...shape }, content)
  }

  #file(bytes: Buffer): { file_id: string; file_unique_id: string; file_size: number } {
    const id = `file-${this.files.size + 1}`
    this.files.set(id, { bytes })
    return { file_id: id, file_unique_id: id, file_size: bytes.length }
  }
}
