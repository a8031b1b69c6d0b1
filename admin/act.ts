import { z } from 'zod'
import type { Actor } from '../db/actor.ts'
import type { LedgerRow } from '../db/ledger-row.ts'
import type { Tx } from '../db/store.ts'
import type { Role } from '../policy/role.ts'
import { memberOf } from './auth.ts'
import { describeInputs, type InputDescription, rowId } from './input.ts'
import type { AdminOptions, Api, Routes, SignedIn } from './types.ts'

/** What an act is done with. */
export interface ActContext {
  readonly tx: Tx
  readonly id: string
  readonly actor: Actor
  readonly member: SignedIn
  readonly now: number
  readonly options: AdminOptions
}

/** Who looks at a row, and when. */
export interface Asker {
  readonly member: SignedIn
  readonly now: number
}

/** What an act answers: the new state of the row. */
export type ActResult = Readonly<Record<string, unknown>>

/** Something special that can be done to a row of a ledger: `POST /<ledger>/{id}/<verb>`, in one transaction. */
export interface Act<B extends z.ZodObject = z.ZodObject> {
  readonly verb: string
  /** Word on the button. */
  readonly label: string
  readonly roles: readonly Role[]
  readonly body: B
  /** States of the row in which it can be done; absent: always. */
  readonly when?: readonly string[]
  /** Whether the asker can do it to this very row, where roles and state do not tell; absent: yes. */
  fits?(row: LedgerRow, asker: Asker): boolean
  /** Slow work before the transaction (hashing); what it returns takes the body's place. */
  prepare?(body: z.output<B>): Promise<z.output<B>>
  run(context: ActContext, body: z.output<B>): Promise<ActResult>
}

/** Describes an act; its inputs are typed by its schema. */
export function act<B extends z.ZodObject>(description: Act<B>): Act {
  // Cast: `registerAct` gives `run` and `prepare` only bodies that this very schema has let through.
  return description as unknown as Act
}

/** Something done to a ledger as a whole (`POST /<ledger>`, 201), in one transaction. */
export interface Create<B extends z.ZodObject = z.ZodObject>
  extends Pick<Act<B>, 'label' | 'roles' | 'body' | 'prepare'> {
  run(context: Omit<ActContext, 'id'>, body: z.output<B>): Promise<ActResult>
}

/** Describes how a row is made. */
export function create<B extends z.ZodObject>(description: Create<B>): Create {
  // Cast: as in `act`.
  return description as unknown as Create
}

/** What a ledger can do besides being read. */
export interface Extension {
  readonly create?: Create
  /** `PATCH /<ledger>/{id}`. */
  readonly update?: Act
  readonly acts?: readonly Act[]
  /** What the detail gives besides the row's fields. Whoever looks at people is noted here. */
  detail?(options: AdminOptions, rowId: string, asker: Asker): Promise<ActResult>
  /** Routes that fit no other form. */
  readonly routes?: Routes
}

/** A body without anything in it. */
export const nothing = z.object({})

/** An act as the page needs it. */
export interface ActDescription {
  readonly verb: string
  readonly label: string
  readonly inputs: readonly InputDescription[]
}

/** What the page shows of an act. */
export const describeAct = ({ verb, label, body }: Act): ActDescription => ({
  verb,
  label,
  inputs: describeInputs(body),
})

/** Verbs of what the asker can do to this row as it is now: what the page offers. The ledger itself decides once more. */
export function mayDo({ update, acts = [] }: Extension, row: LedgerRow, asker: Asker): string[] {
  return [...(update === undefined ? [] : [update]), ...acts]
    .filter(
      ({ roles, when, fits }) =>
        roles.includes(asker.member.staff.role) &&
        (when === undefined || when.includes(String(row['status']))) &&
        (fits === undefined || fits(row, asker)),
    )
    .map(({ verb }) => verb)
}

const answer = z.looseObject({}).describe('办理结果')
const params = z.object({ id: rowId })

/** Makes an act a route. */
export function registerAct(
  api: Api,
  options: AdminOptions,
  ledger: string,
  it: Act,
  method: 'POST' | 'PATCH' = 'POST',
): void {
  const takesBody = Object.keys(it.body.shape).length > 0
  const body = takesBody ? it.body : nothing.nullish()
  const schema = { summary: it.label, tags: [ledger], params, body, response: { 200: answer } }
  api.route({
    method,
    url: method === 'POST' ? `/${ledger}/:id/${it.verb}` : `/${ledger}/:id`,
    schema,
    config: { roles: it.roles },
    async handler(request) {
      const given = request.body ?? {}
      const ready = it.prepare === undefined ? given : await it.prepare(given)
      const member = memberOf(request)
      const now = options.now()
      const { id } = request.params
      const context = { id, actor: member.actor, member, now, options }
      return options.store.tx((tx) => it.run({ tx, ...context }, ready))
    },
  })
}

/** Makes the making of rows a route. */
export function registerCreate(api: Api, options: AdminOptions, ledger: string, it: Create): void {
  const schema = { summary: it.label, tags: [ledger], body: it.body, response: { 201: answer } }
  const route = { schema, config: { roles: it.roles } }
  api.post(`/${ledger}`, route, async (request, reply) => {
    const ready = it.prepare === undefined ? request.body : await it.prepare(request.body)
    const member = memberOf(request)
    const now = options.now()
    const context = { actor: member.actor, member, now, options }
    const made = await options.store.tx((tx) => it.run({ tx, ...context }, ready))
    return reply.code(201).send(made)
  })
}
