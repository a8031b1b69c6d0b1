import { ApiError, apiRoot, call, queryText } from './api.ts'

/** How far the cards of a station are, or of one patch of it. */
export interface CardProgress {
  readonly stationId: string
  readonly stationName: string
  readonly patch: string
  readonly people: number
  readonly withCard: number
  readonly unprinted: number
}

/** Somebody without a card. */
export interface NeedsCard {
  readonly id: string
  readonly name: string
  readonly patch: string
  readonly bornOn: string
  readonly idLast4: string | null
}

/** How far a batch is. */
export interface CardBatch {
  readonly id: string
  readonly status: 'running' | 'done'
  readonly total: number
  readonly issued: number
  readonly skipped: number
}

/** Cards on their way to the printer. `missing`: whom the server's fonts cannot write; null where it could not look. */
export interface PrintRun {
  readonly run: number
  readonly count: number
  readonly pdf: boolean
  readonly missing: readonly { readonly name: string; readonly characters: string }[] | null
  readonly gaps: readonly { readonly name: string; readonly lacks: readonly string[] }[]
}

/** The active card of a person. Times in epoch milliseconds. */
export interface PersonsCard {
  readonly id: string
  readonly serialNo: string
  readonly issuedAt: number
  readonly printedAt: number | null
}

const path = '/contact-cards'

/** Everybody of a station, of one patch, or named people. */
export interface CardChoice {
  readonly stationId?: string
  readonly patch?: string
  readonly ids?: readonly string[]
}

/** Of every station; of one station, patch by patch. */
export const readProgress = async (station?: string) =>
  (await call<{ items: CardProgress[] }>('GET', `${path}/progress?${queryText({ station })}`)).items

/** The first 200 without a card. */
export const readMissing = async (station: string, patch?: string) =>
  (await call<{ items: NeedsCard[] }>('GET', `${path}/missing?${queryText({ station, patch })}`))
    .items

/** Begins to issue cards; `readBatch` tells how far. */
export const startBatch = (choice: CardChoice) => call<CardBatch>('POST', `${path}/batches`, choice)

/** How far a batch is. */
export const readBatch = (id: string) => call<CardBatch>('GET', `${path}/batches/${id}`)

/** Takes cards to the printer: what a station has not printed yet, or named cards. */
export const startPrint = (choice: {
  readonly stationId?: string
  readonly patch?: string
  readonly cardIds?: readonly string[]
}) => call<PrintRun>('POST', `${path}/print-runs`, choice)

/** The last runs, newest first. */
export const readRuns = async () =>
  (await call<{ items: { run: number; count: number }[] }>('GET', `${path}/print-runs`)).items

/** Address of the page for the printer. */
export const sheetOf = (run: number): string => `${apiRoot}${path}/sheet?${queryText({ run })}`

/** Makes the PDF and hands it to the browser's downloads. @throws {ApiError} */
export async function savePdf(run: number): Promise<void> {
  const response = await fetch(`${apiRoot}${path}/sheet.pdf?${queryText({ run })}`)
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => undefined)
    const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : ''
    const message = typeof said === 'string' && said !== '' ? said : 'PDF 没有生成，请改用打印页。'
    throw new ApiError(response.status, 'pdf', message)
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = '联系卡.pdf'
  link.click()
  URL.revokeObjectURL(link.href)
}
