import type { Role } from '../../../policy/role.ts'

/** The signed-in staff member. */
export interface Me {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly stationId: string | null
}

/** One field of a ledger as `GET /api/v1/ledgers` describes it. */
export interface Field {
  readonly key: string
  readonly label: string
  readonly kind: 'text' | 'longText' | 'instant' | 'day' | 'choice' | 'int' | 'fen' | 'sealed'
  /** Half-width characters. */
  readonly width?: number
  readonly choices?: Readonly<Record<string, string>>
  readonly detailOnly?: boolean
  /** On paper and in the detail, not in the list. */
  readonly unlisted?: boolean
  /** The value is an id; its name stands beside it as `<key without Id>Name`. */
  readonly names?:
    | 'stations'
    | 'staff'
    | 'enterprises'
    | 'retirees'
    | 'accounts'
    | 'families'
    | 'subjects'
}

/** One input of a form. */
export interface Input {
  readonly key: string
  readonly label: string
  readonly kind: 'text' | 'longText' | 'choice' | 'station' | 'password' | 'day' | 'yuan'
  readonly required: boolean
  readonly maxLength?: number
  readonly choices?: Readonly<Record<string, string>>
}

/** What a dialog asks for. */
export interface Form {
  readonly label: string
  readonly inputs: readonly Input[]
}

/** Something that can be done to a row. */
export interface Act extends Form {
  readonly verb: string
}

/** A ledger as `GET /api/v1/ledgers` describes it: all that its page needs. */
export interface Ledger {
  readonly name: string
  readonly title: string
  readonly orderBy: string
  /** Key of the field that the filter `status` narrows. */
  readonly statusField: string | null
  readonly fields: readonly Field[]
  readonly filters: {
    readonly station: boolean
    readonly period: boolean
    readonly status?: Readonly<Record<string, string>>
    readonly q: boolean
    /** What `q` looks for. */
    readonly hint?: string
    readonly due?: Readonly<Record<string, string>>
    /** Further choices, by field key. */
    readonly narrow?: readonly {
      readonly key: string
      readonly label: string
      readonly choices: Readonly<Record<string, string>>
    }[]
  }
  readonly can: { readonly acts: readonly Act[] }
  /** How a row is made, and how one is changed; null where this person may not. */
  readonly createForm: Form | null
  readonly updateForm: Form | null
}

/** A row of any ledger, by field key. */
export type Row = Readonly<Record<string, unknown>> & {
  readonly id: string
  /** Verbs of what this person can do to it now; only in the detail. */
  readonly may?: readonly string[]
}

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

/** A station to choose from. */
export interface Station {
  readonly id: string
  readonly name: string
}

/** One step in the course of a petition. */
export interface PetitionEvent {
  readonly at: number
  readonly label: string
  readonly actorName: string
  readonly note: string
}

/** A file that came with a petition. */
export interface Attachment {
  readonly id: string
  readonly kind: string
  readonly mediaType: string | null
  readonly status: 'wanted' | 'stored' | 'refused' | 'lost'
  readonly bytes: number | null
  /** What a machine wrote down of a recording. */
  readonly transcript: string | null
}

/** A petition on the day's list: no words of people. Times in epoch milliseconds. */
export interface Pressing {
  readonly id: string
  readonly serialNo: string
  readonly kind: string
  readonly status: string
  readonly stationName: string
  readonly dueAt: number
}

/** How a channel stands, what waits on it, and when it was away. Times in epoch milliseconds. */
export interface Channel {
  readonly channel: string
  readonly label: string
  readonly state: 'online' | 'connecting' | 'needs-login' | 'limited' | 'off'
  readonly since: number
  readonly lastInboundAt?: number
  readonly note?: string
  readonly waitingIn: number
  readonly waitingOut: number
  readonly gaps: readonly { readonly startedAt: number; readonly endedAt: number | null }[]
}

/** What asks for work today; parts that a role may not see are null or missing. */
export interface Today {
  readonly petitions?: {
    readonly open: number
    readonly overdue: number
    readonly dueSoon: number
    readonly items: readonly Pressing[]
  }
  readonly extensions?: readonly Pressing[] | null
  readonly failedMessages: number | null
  readonly uncertainMessages?: number
}

/** A code that works once, as the service gives it. `links`: addresses that carry it, by channel. */
export interface IssuedCode {
  readonly code: string
  /** Of a contact card, which can be printed later. */
  readonly serialNo?: string
  readonly expiresAt?: number
  readonly links?: Readonly<Record<string, string>>
}
