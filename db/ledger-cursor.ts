import { LedgerError } from './errors.ts'

/** Where a page ended: the value of the order column, and the row's id. */
export interface Position {
  readonly at: string | number
  readonly id: string
}

/** The cursor was not given out by this ledger. */
class BadCursor extends LedgerError {
  readonly code = 'bad_cursor'
  constructor() {
    super('翻页标记无效，请从第一页重新查看。')
  }
}

/** A position as outsiders carry it: opaque, safe in an address. */
export const writeCursor = ({ at, id }: Position): string =>
  Buffer.from(JSON.stringify([at, id])).toString('base64url')

const idShape = /^[\w-]{1,64}$/
/** Some databases refuse control characters even in a comparison. */
const plain = /^[^\p{Cc}]+$/u

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw new BadCursor()
  }
}

/**
 * Reads a cursor of a ledger whose order column holds numbers or texts.
 * @throws {BadCursor} for anything that `writeCursor` cannot have written.
 */
export function readCursor(cursor: string, holds: 'number' | 'string'): Position {
  const parts = parse(cursor)
  if (!Array.isArray(parts) || parts.length !== 2) throw new BadCursor()
  const [at, id]: unknown[] = parts
  if (typeof id !== 'string' || !idShape.test(id) || typeof at !== holds) throw new BadCursor()
  if (typeof at === 'number' && Number.isSafeInteger(at)) return { at, id }
  if (typeof at === 'string' && plain.test(at)) return { at, id }
  throw new BadCursor()
}
