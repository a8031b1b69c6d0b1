import type { IncomingMessage, ServerResponse } from 'node:http'
import type {} from '@fastify/cookie'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyPluginAsync,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Registry } from 'prom-client'
import type { Actor } from '../db/actor.ts'
import type { Staff } from '../db/ledgers/staff.ts'
import type { ChannelName } from '../db/messaging/message.ts'
import type { Store } from '../db/store.ts'
import type { Knowledge } from '../policy/learning/desk.ts'
import type { Role } from '../policy/role.ts'

/** How one channel stands. `note` is a code or a Chinese phrase without personal data. */
export interface ChannelStatus {
  readonly channel: ChannelName
  readonly state: 'online' | 'connecting' | 'needs-login' | 'limited' | 'off'
  /** Epoch milliseconds of the last change of `state`. */
  readonly since: number
  readonly lastInboundAt?: number
  readonly note?: string
}

/** What `/readyz` says. `ok`: database open and migrated, inbox and outbox moving; a channel that is down leaves it ok. */
export interface Readiness {
  readonly ok: boolean
  /** Chinese sentence or code per thing that was checked. */
  readonly checks: Readonly<Record<string, string>>
  readonly channels: readonly ChannelStatus[]
}

/** Settings of the server. */
export interface AdminConfig {
  /** Address people use, without a path; decides which Origin may write. */
  readonly publicUrl?: string | undefined
  /** Cookies only over TLS: true where people come in over https. */
  readonly secureCookies: boolean
  /** Folder of the files that came with messages. */
  readonly attachmentsFolder: string
  /** The machine's Chromium, for PDF; absent: none. */
  readonly chromium?: string | undefined
  /** How long it may work on one PDF, ms; default: five minutes. */
  readonly pdfMostMs?: number
  /** Where the built staff pages are; default: `admin/web/dist` of the package. */
  readonly pagesFolder?: string | undefined
}

/** Tells the log of an event: a kebab-case name, ids and codes only. */
export type Log = (
  event: string,
  fields?: Readonly<Record<string, string | number | undefined>>,
) => void

/** What the server is built from. */
export interface AdminOptions {
  readonly store: Store
  readonly config: AdminConfig
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number
  readonly log: Log
  readonly readiness: () => Promise<Readiness>
  /** What policy questions are answered from now. */
  readonly knowledge: () => Knowledge
  /** How a staff member reaches a channel with a one-use code: deep links by channel. */
  readonly bindLinks?: (code: string) => Readonly<Partial<Record<ChannelName, string>>>
  /** More routes, registered in scopes of their own: the chat page. */
  readonly plugins?: readonly FastifyPluginAsync[]
  /** Where `/metrics` reads; default: a registry of its own. */
  readonly metrics?: Registry
}

/** Who may use a route: these roles, or `anyone`, signed in or not. */
export type Access = readonly Role[] | 'anyone'

/** A staff member, as the request proved. */
export interface SignedIn {
  readonly staff: Staff
  readonly actor: Actor
  /** Present for a page's session, absent for a token. */
  readonly session?: { readonly hash: string; readonly csrf: string; readonly seenAt: number }
}

/** A route of the server, for tests and documents. */
export interface RouteEntry {
  readonly method: string
  readonly url: string
  /** Undefined outside `/api/v1`. */
  readonly roles: Access | undefined
}

/** The server as route files see it: schemas give the types of what handlers receive. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** A group of routes below `/api/v1`. */
export type Routes = (api: Api, options: AdminOptions) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; every route under `/api/v1` says so. */
    roles?: Access
  }
  interface FastifyRequest {
    signedIn: SignedIn | undefined
  }
}
