import type { Readable } from 'node:stream'
import type { ChannelName, Incoming, IncomingFile } from '../../db/messaging/message.ts'
import type { Sender } from '../../scheduler/types.ts'

/** Stores a batch durably; only when it resolves may the channel confirm the batch to its platform. */
export type Receive = (batch: readonly Incoming[]) => Promise<void>

/** How a channel stands, for `/readyz` and staff. `note` is a code or a Chinese phrase without personal data or secrets. */
export interface ChannelHealth {
  readonly channel: ChannelName
  readonly state: 'online' | 'connecting' | 'needs-login' | 'limited' | 'off'
  /** Epoch milliseconds of the last change of `state`. */
  readonly since: number
  readonly lastInboundAt?: number
  readonly note?: string
}

/** One file as the platform gives it. */
export interface FetchedFile {
  readonly mediaType: string
  readonly stream: Readable
}

/** A messaging platform: translates between it and the core, decides nothing. */
export interface Channel extends Sender {
  /** Our own account on the platform; undefined until the platform told it. */
  readonly account: string | undefined
  /** Resolves once it is running, online or not: it heals by itself and `health` tells. */
  start(receive: Receive): Promise<void>
  /** Stops taking messages, lets what is under way end, frees everything. */
  stop(): Promise<void>
  health(): ChannelHealth
  /** Calls back at every change of `state`, for the record of offline gaps. */
  onHealth(listener: (health: ChannelHealth) => void): void
  /** Address that opens a talk with us and says a one-use code; undefined until the platform told our name. */
  bindLink?(code: string): string | undefined
  /** Brings a file by the reference the channel itself gave. @throws when the platform no longer has it. */
  fetchFile(file: IncomingFile, signal: AbortSignal): Promise<FetchedFile>
}

/** What every channel is given besides its own settings. */
export interface ChannelEnvironment {
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number
  /** One JSON line per event: `event` is a kebab-case name, `fields` ids and codes only. */
  readonly log: (
    event: string,
    fields?: Readonly<Record<string, string | number | undefined>>,
  ) => void
}
