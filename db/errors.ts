/** The request was understood and the ledger's rules forbid it. `code` is part of the API; `message` is Chinese, for a person. */
export abstract class LedgerError extends Error {
  abstract readonly code: string
}

/** No such row, or none within the reader's scope: both look the same from outside. */
export class NotFound extends LedgerError {
  readonly code = 'not_found'
  constructor(what = '记录') {
    super(`没有找到这条${what}。`)
  }
}

/** The kinds of constraint that both engines report; names of constraints differ, so decide by kind. */
export type ViolationKind = 'unique' | 'foreign' | 'check' | 'notnull' | 'trigger'

const kinds: Record<string, ViolationKind> = {
  SQLITE_CONSTRAINT_UNIQUE: 'unique',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign',
  SQLITE_CONSTRAINT_CHECK: 'check',
  SQLITE_CONSTRAINT_NOTNULL: 'notnull',
  SQLITE_CONSTRAINT_TRIGGER: 'trigger',
  23505: 'unique',
  23503: 'foreign',
  23514: 'check',
  23502: 'notnull',
  P0001: 'trigger',
}

/** Error codes on an error and on its causes, nearest first. */
function* codesOf(error: unknown): Generator<string> {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') yield at.code
  }
}

/** Which rule of the database an error reports; undefined when it reports none. */
export function violation(error: unknown): ViolationKind | undefined {
  for (const code of codesOf(error)) {
    const kind = kinds[code]
    if (kind !== undefined) return kind
  }
  return undefined
}

/** PostgreSQL could not order concurrent transactions (40001, 40P01): running it again is right. */
export function isSerializationFailure(error: unknown): boolean {
  for (const code of codesOf(error)) if (code === '40001' || code === '40P01') return true
  return false
}

/** A short name for logs: error class and code only, because messages may hold personal data or tokens. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const [code] = codesOf(error)
  return code === undefined ? error.name : `${error.name}:${code}`
}
