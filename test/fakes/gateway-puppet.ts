import { setTimeout as pause } from 'node:timers/promises'
import { FileBox, type FileBoxInterface } from 'file-box'
import { type payloads, types } from 'wechaty-puppet'
import { PuppetMock } from 'wechaty-puppet-mock'
import type { GatewayMessageType, GatewayRecord, GatewaySettings } from './gateway-protocol.ts'

/** The puppet behind the test gateway: a mock account whose contacts do what tests say, and which records what it is told to send. */
export class GatewayPuppet extends PuppetMock {
  readonly #settings: GatewaySettings
  readonly #messages = new Map<string, payloads.Message>()
  readonly #files = new Map<string, { base64: string; name: string }>()
  readonly #friendships = new Map<string, payloads.Friendship>()
  readonly #friends = new Set<string>()
  readonly #sent: { to: string; text: string }[] = []
  readonly #acceptedFriends: string[] = []
  readonly #lookedUp: string[] = []
  #failing: { left: number; message: string } | undefined
  #sendMs = 0
  #next = 1
  #online: boolean

  /** @param settings of its gateway */
  constructor(settings: GatewaySettings) {
    super()
    this.#settings = settings
    this.#online = settings.loggedIn
  }

  override async onStart(): Promise<void> {
    setImmediate(() => this.#online && this.logIn())
  }

  override async onStop(): Promise<void> {}

  /** The account has been scanned in. */
  logIn(): void {
    this.#online = true
    if (!this.isLoggedIn) this.login(this.#settings.account)
  }

  /** The account is thrown out by WeChat. */
  async logOut(): Promise<void> {
    this.#online = false
    await this.logout('kicked')
  }

  /** A message from `from` to the account (or to `room`); returns its id. */
  receive(
    from: string,
    type: GatewayMessageType | 'Text',
    more: { text?: string; id?: string; roomId?: string; listenerId?: string } = {},
  ): string {
    const id = more.id ?? `message-${process.pid}-${this.#next++}`
    const { roomId, listenerId = this.#settings.account } = more
    const base = {
      id,
      talkerId: from,
      type: types.Message[type],
      text: more.text ?? '',
      timestamp: Date.now(),
    }
    this.#messages.set(id, roomId === undefined ? { ...base, listenerId } : { ...base, roomId })
    this.announce(id)
    return id
  }

  /** Tells the client of a message, known to it or not. */
  announce(messageId: string): void {
    this.emit('message', { messageId })
  }

  /** A message with a file; returns its id. */
  receiveFile(from: string, type: GatewayMessageType, name: string, base64: string): string {
    const id = `file-${process.pid}-${this.#next++}`
    this.#files.set(id, { base64, name })
    return this.receive(from, type, { id })
  }

  /** A friend request; returns its id. */
  befriend(from: string, hello: string, id = `friend-${process.pid}-${this.#next++}`): string {
    const type = types.Friendship.Receive
    this.#friendships.set(id, {
      id,
      contactId: from,
      hello,
      ticket: 't',
      timestamp: Date.now(),
      type,
    })
    this.emit('friendship', { friendshipId: id })
    return id
  }

  /** Lets the `nth` send from now on fail with `message`. */
  failSend(nth: number, message: string): void {
    this.#failing = { left: nth, message }
  }

  /** Every send takes this long. */
  slowSend(ms: number): void {
    this.#sendMs = ms
  }

  /** What the client had it do. */
  record(): GatewayRecord {
    return { sent: this.#sent, acceptedFriends: this.#acceptedFriends, lookedUp: this.#lookedUp }
  }

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    const payload = this.#messages.get(id)
    if (payload === undefined) throw new Error(`no payload found for id ${id}`)
    return payload
  }

  override async messageFile(id: string): Promise<FileBoxInterface> {
    const file = this.#files.get(id)
    if (file === undefined) throw new Error('no file')
    return FileBox.fromBase64(file.base64, file.name)
  }

  override async messageSendText(to: string, text: string): Promise<void> {
    if (this.#failing !== undefined && --this.#failing.left === 0) {
      const { message } = this.#failing
      this.#failing = undefined
      throw new Error(message)
    }
    if (this.#sendMs > 0) await pause(this.#sendMs)
    this.#sent.push({ to, text })
    // Cast: the mock's type leaves out the message id that puppets may return.
    return `sent-${process.pid}-${this.#sent.length}` as unknown as undefined
  }

  override async contactRawPayload(id: string): Promise<payloads.Contact> {
    this.#lookedUp.push(id)
    const friend = this.#friends.has(id) || !id.startsWith('stranger')
    return {
      id,
      name: `contact ${id}`,
      friend,
      phone: [],
      avatar: '',
      gender: types.ContactGender.Unknown,
      type: types.Contact.Individual,
    }
  }

  override async friendshipRawPayload(id: string): Promise<payloads.Friendship> {
    const payload = this.#friendships.get(id)
    if (payload === undefined) throw new Error('no friendship')
    return payload
  }

  override async friendshipAccept(id: string): Promise<void> {
    if (this.#acceptedFriends.includes(id)) throw new Error('this request was handled')
    this.#acceptedFriends.push(id)
    this.#friends.add((await this.friendshipRawPayload(id)).contactId)
  }
}
