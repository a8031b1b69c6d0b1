import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import type {
  GatewayAnswer,
  GatewayCommand,
  GatewayMessageType,
  GatewayRecord,
  GatewaySettings,
} from './gateway-protocol.ts'

const entry = join(import.meta.dirname, 'wechat-gateway-process.ts')

/**
 * A wechaty puppet service gateway in a process of its own, spoken to over real gRPC. Contacts are made up by naming them: ids starting
 * with `stranger` become friends only when their request is accepted.
 */
export class WechatGateway {
  /** How the next process is started; change with `start`. */
  settings: GatewaySettings
  #process: ChildProcess | undefined
  #number = 0
  readonly #waiting = new Map<number, (answer: GatewayAnswer) => void>()

  private constructor(settings: GatewaySettings) {
    this.settings = settings
  }

  /** A gateway that is not started yet, with a free port; `given` overrides the defaults (logged in, plain text, heartbeat 15 s). */
  static async prepare(given: Partial<GatewaySettings> = {}): Promise<WechatGateway> {
    const port = await freePort()
    return new WechatGateway({
      port,
      token: `insecure_${port}-secret`,
      account: 'wxid_bot',
      loggedIn: true,
      heartbeatMs: 15_000,
      ...given,
    })
  }

  /** What a client puts into WECHATY_PUPPET_SERVICE_ENDPOINT. */
  get endpoint(): string {
    return `127.0.0.1:${this.settings.port}`
  }

  /** Starts a process on the same port, with `changes` from now on; resolves when it listens. */
  async start(changes: Partial<GatewaySettings> = {}): Promise<void> {
    this.settings = { ...this.settings, ...changes }
    const child = fork(entry, {
      execArgv: ['--import', 'tsx'],
      env: { PATH: process.env['PATH'], WECHATY_LOG: 'silent' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#process = child
    child.on('message', (answer: GatewayAnswer) => {
      this.#waiting.get(answer.number)?.(answer)
      this.#waiting.delete(answer.number)
    })
    const listening = this.#answer(0)
    child.send(this.settings)
    await listening
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  /** SIGSTOP: connections stay open and nothing is answered. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  /** SIGCONT. */
  thaw(): void {
    this.#process?.kill('SIGCONT')
  }

  /** The account is scanned in. */
  async login(): Promise<void> {
    await this.#tell({ act: 'login' })
  }

  /** WeChat throws the account out. */
  async logout(): Promise<void> {
    await this.#tell({ act: 'logout' })
  }

  /** A contact says `text`; returns the message id. */
  async say(from: string, text: string, id?: string): Promise<string> {
    return String(await this.#tell({ act: 'say', from, text, ...(id === undefined ? {} : { id }) }))
  }

  /** Tells the client of a message again, or of one that does not exist. */
  async announce(messageId: string): Promise<void> {
    await this.#tell({ act: 'announce', messageId })
  }

  /** A contact says many things at once. */
  async burst(from: string, texts: readonly string[]): Promise<void> {
    await this.#tell({ act: 'burst', from, texts })
  }

  /** A contact sends a file (`Audio` with a `.sil` name for voice); returns the message id. */
  async sendFile(
    from: string,
    type: GatewayMessageType,
    name: string,
    bytes: Buffer,
  ): Promise<string> {
    const base64 = bytes.toString('base64')
    return String(await this.#tell({ act: 'sendFile', from, type, name, base64 }))
  }

  /** A contact sends something without a text or file of its own. */
  async sendKind(from: string, type: GatewayMessageType): Promise<void> {
    await this.#tell({ act: 'sendKind', from, type })
  }

  /** Somebody says something in a group. */
  async sayInRoom(from: string, room: string, text: string): Promise<void> {
    await this.#tell({ act: 'sayInRoom', from, room, text })
  }

  /** The account itself writes to a contact from its phone. */
  async sayOwn(to: string, text: string): Promise<void> {
    await this.#tell({ act: 'sayOwn', to, text })
  }

  /** A friend request with the text typed into it; returns its id. */
  async befriend(from: string, hello: string, id?: string): Promise<string> {
    const command = { act: 'befriend', from, hello, ...(id === undefined ? {} : { id }) } as const
    return String(await this.#tell(command))
  }

  /** The `nth` send from now on fails with `message`, as WeChat's limits do. */
  async failSend(nth: number, message: string): Promise<void> {
    await this.#tell({ act: 'failSend', nth, message })
  }

  /** Every send takes `ms` from now on. */
  async slowSend(ms: number): Promise<void> {
    await this.#tell({ act: 'slowSend', ms })
  }

  /** What the present process was told to send and accept. */
  async record(): Promise<GatewayRecord> {
    const answer = await this.#tell({ act: 'record' })
    if (typeof answer !== 'object' || !('sent' in answer)) throw new Error('no record')
    return answer
  }

  async #tell(command: GatewayCommand): Promise<GatewayAnswer['result']> {
    const number = ++this.#number
    const answer = this.#answer(number)
    this.#process?.send({ number, command })
    return answer
  }

  async #answer(number: number): Promise<GatewayAnswer['result']> {
    const answer = await new Promise<GatewayAnswer>((resolve) => this.#waiting.set(number, resolve))
    if (answer.failed !== undefined) throw new Error(answer.failed)
    return answer.result
  }
}
