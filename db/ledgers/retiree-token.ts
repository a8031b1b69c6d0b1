import { readPhone } from '../../policy/contact.ts'
import { foldIdNumber } from '../../policy/id-number.ts'
import { id, index, instant, primaryKey, table, text } from '../columns.ts'
import type { Lookup } from '../ledger.ts'
import type { Vault } from '../vault.ts'

/** Every two neighbouring characters of every name, so that a part of a name is found among a million. */
export const retireeTokens = table(
  'retiree_tokens',
  {
    token: text().notNull(),
    retireeId: id().notNull(),
    /** As in `retirees`, so that one index serves a station's search in order. */
    stationId: id().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    // As the county's search reads it, so that there is no index beside it: of somebody known the token is known too.
    primaryKey({ columns: [t.token, t.createdAt, t.retireeId] }),
    index('retiree_tokens_by_station').on(t.token, t.stationId, t.createdAt, t.retireeId),
  ],
)

/** Characters of a name that are searched: more are kept, not found. */
export const searchedChars = 12

/** The blind index of a telephone number, however it was written; undefined when there is none in the text. */
export function phoneKeyOf(vault: Vault, phone: string): string | undefined {
  const digits = readPhone(phone)
  return digits === undefined ? undefined : vault.blind('retirees.phone', digits)
}

/** The blind index of an ID number. */
export const idNumberKeyOf = (vault: Vault, idNumber: string): string =>
  vault.blind('retirees.idNumber', foldIdNumber(idNumber))

type Searched = Pick<Lookup['exact'][number], 'column'>['column']

/** How `q` finds people: a whole ID number, its last four, a telephone number, else a part of a name. */
export function retireeWords(columns: {
  readonly idNumberKey: Searched
  readonly idLast4: Searched
  readonly phoneKey: Searched
  readonly name: Searched
}): Lookup {
  return {
    hint: '姓名（至少两个字）、电话、身份证后四位',
    exact: [
      {
        column: columns.idNumberKey,
        read: (q, vault) =>
          /^\d{17}[\dX]$/.test(foldIdNumber(q)) ? idNumberKeyOf(vault, q) : undefined,
      },
      {
        column: columns.idLast4,
        read: (q) => (/^\d{3}[\dX]$/.test(foldIdNumber(q)) ? foldIdNumber(q) : undefined),
      },
      { column: columns.phoneKey, read: (q, vault) => phoneKeyOf(vault, q) },
    ],
    text: columns.name,
    tokens: {
      table: retireeTokens,
      token: retireeTokens.token,
      ref: retireeTokens.retireeId,
      station: retireeTokens.stationId,
      at: retireeTokens.createdAt,
    },
  }
}
