import { call, queryText, upload } from './api.ts'
import type { Row } from './types.ts'

/** What the service saw of a list's columns. */
export interface Inspection {
  readonly headingRow: number
  readonly found: boolean
  readonly columns: readonly { readonly letters: string; readonly text: string }[]
  /** Field → letters of its column. */
  readonly guess: Readonly<Record<string, string>>
  readonly fields: readonly {
    readonly field: string
    readonly label: string
    readonly needed: boolean
  }[]
}

/** How far a list is. */
export interface ListImport extends Row {
  readonly status: 'reading' | 'ready' | 'confirmed' | 'undone' | 'dropped' | 'failed'
  readonly problem: string
  readonly fileName: string
  readonly rowCount: number
  readonly newCount: number
  readonly sameCount: number
  readonly askCount: number
  readonly faultCount: number
  readonly updatedCount: number
}

/** One row of the preview. */
export interface PreviewRow {
  readonly rowNo: number
  readonly name: string
  readonly decision: 'keep' | 'take' | null
  readonly remarks: readonly { readonly cell: string; readonly message: string }[]
  readonly bornOn?: string
  readonly idLast4?: string
  readonly stationName?: string
}

/** What becomes of a row. */
export type Outcome = 'fault' | 'ask' | 'new' | 'same'

const path = '/retiree-imports'

/** Looks at the headings of a file; nothing is kept. */
export const inspectList = (file: File) => upload<Inspection>(`${path}/inspect`, {}, file)

/** Sends a list; it is read and compared while `readImport` tells how far. */
export const sendList = (fields: Readonly<Record<string, string>>, file: File) =>
  upload<ListImport>(path, fields, file)

/** How far a list is. */
export const readImport = (id: string) => call<ListImport>('GET', `${path}/${id}`)

/** Rows with one outcome, from a row number on. */
export const readRows = async (id: string, outcome: Outcome, after: number) => {
  const query = queryText({ outcome, after })
  return (await call<{ items: PreviewRow[] }>('GET', `${path}/${id}/rows?${query}`)).items
}

/** Decides on one row, or on all that are open. */
export const decide = (id: string, decision: 'keep' | 'take', rowNo?: number) =>
  call('POST', `${path}/${id}/decide`, rowNo === undefined ? { decision } : { decision, rowNo })

/** Confirms a list, gives it up, or takes it back. */
export const act = (id: string, verb: 'confirm' | 'drop' | 'undo') =>
  call<ListImport>('POST', `${path}/${id}/${verb}`)
