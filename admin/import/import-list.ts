import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Actor } from '../../db/actor.ts'
import { newId } from '../../db/id.ts'
import { enterprisesNamed } from '../../db/ledgers/enterprise.ts'
import { compareImport } from '../../db/ledgers/import-compare.ts'
import {
  beginImport,
  doubledRow,
  failImport,
  faultyRow,
  type ListContext,
  stagedPerson,
  stageRows,
} from '../../db/ledgers/import-stage.ts'
import type {
  ImportedRetiree,
  ImportedRow,
  RetireeImport,
} from '../../db/ledgers/retiree-import.ts'
import { idNumberKeyOf } from '../../db/ledgers/retiree-token.ts'
import { centerStation, stationIdsByName } from '../../db/ledgers/station.ts'
import { storable } from '../../db/storable.ts'
import type { Store } from '../../db/store.ts'
import { columnLetters } from '../../policy/import-columns.ts'
import {
  type CellFault,
  cellWords,
  isEmptyRow,
  type ListedPerson,
  readListedRow,
} from '../../policy/import-row.ts'
import { type ChosenColumns, type Layout, layoutOf, lettersOf } from './list-columns.ts'
import { readSheet } from './read-sheet.ts'
import { fileMost, SheetRefused } from './refusal.ts'
import type { SheetRow } from './workbook.ts'

/** Rows of one transaction: more make others wait, fewer make the disk work. */
const rowsAtOnce = 500

/** A firm's list as it was uploaded. */
export interface UploadedList {
  readonly file: Readable
  readonly fileName: string
  /** Where people go whose row names no station. */
  readonly stationId: string
  /** The firm of rows that name none. */
  readonly enterprise?: string | undefined
  /** Absent: guessed from the headings. */
  readonly columns?: ChosenColumns | undefined
}

/** Everything that a list names is looked up once. */
class Names implements ListContext {
  readonly importId: string
  readonly centerId: string
  readonly defaultStationId: string
  defaultEnterpriseId: string | null = null
  readonly added: { readonly id: string; readonly name: string }[] = []
  readonly #store: Store
  readonly #stations: ReadonlyMap<string, string>
  readonly #enterprises = new Map<string, string>()
  readonly #now: number

  constructor(
    store: Store,
    { id, stationId }: RetireeImport,
    centerId: string,
    stations: ReadonlyMap<string, string>,
    now: number,
  ) {
    this.#store = store
    this.#stations = stations
    this.#now = now
    this.importId = id
    this.defaultStationId = stationId
    this.centerId = centerId
  }

  stationId(name: string): string | undefined {
    return this.#stations.get(name)
  }

  /** Firms must be looked up before they are asked for. */
  async learn(names: readonly string[]): Promise<void> {
    const fresh = [...new Set(names)].filter((name) => !this.#enterprises.has(name))
    for (const { id, name } of await enterprisesNamed(this.#store.read, fresh))
      this.#enterprises.set(name, id)
    for (const name of fresh) {
      if (this.#enterprises.has(name)) continue
      const id = newId(this.#now)
      this.#enterprises.set(name, id)
      this.added.push({ id, name })
    }
  }

  enterpriseId(name: string): string {
    return this.#enterprises.get(name) ?? ''
  }

  blindId(idNumber: string): string {
    return idNumberKeyOf(this.#store.vault, idNumber)
  }

  blindPhone(phone: string): string {
    return this.#store.vault.blind('retirees.phone', phone)
  }
}

async function namesFor(store: Store, row: RetireeImport, enterprise: string, now: number) {
  const stations = await stationIdsByName(store.read)
  const center = await centerStation(store.read)
  const names = new Names(store, row, center.id, stations, now)
  if (enterprise !== '') {
    await names.learn([enterprise])
    names.defaultEnterpriseId = names.enterpriseId(enterprise)
  }
  return names
}

/** Reads the rows of one list; remembers what came before, to notice somebody who comes twice. */
class ListReader {
  readonly #names: Names
  readonly #store: Store
  readonly #layout: Layout
  readonly #now: number
  readonly #seen = new Map<string, number>()
  #people: ImportedRetiree[] = []
  #faulty: ImportedRow[] = []
  #doubled: ImportedRow[] = []

  constructor(store: Store, names: Names, layout: Layout, now: number) {
    this.#store = store
    this.#names = names
    this.#layout = layout
    this.#now = now
  }

  /** Takes a batch in; the database gets many at a time. */
  async take(rows: readonly SheetRow[]): Promise<void> {
    const people: [number, ListedPerson][] = []
    for (const { rowNo, cells } of rows) {
      if (rowNo <= this.#layout.headingRow || isEmptyRow(cells)) continue
      const read = readListedRow(cells, this.#layout.map, rowNo, this.#now)
      const faults = 'faults' in read ? read.faults : this.#stationFaults(read.person, rowNo)
      const name = cellWords(cells[this.#layout.map.name ?? 0] ?? null)
      if (faults.length > 0) this.#faulty.push(faultyRow(this.#names.importId, rowNo, name, faults))
      else if ('person' in read) {
        people.push([rowNo, read.person])
        this.#noteNumber(read.person, rowNo)
      }
    }
    await this.#names.learn(people.flatMap(([, { enterprise }]) => enterprise ?? []))
    for (const [rowNo, person] of people) this.#people.push(this.#stagedOf(person, rowNo))
    if (this.#people.length + this.#faulty.length >= rowsAtOnce) await this.flush()
  }

  /** Stages what was taken in. */
  async flush(): Promise<void> {
    const [people, faulty, doubled] = [this.#people, this.#faulty, this.#doubled]
    this.#people = []
    this.#faulty = []
    this.#doubled = []
    if (people.length + faulty.length > 0)
      await this.#store.tx(
        (tx) => stageRows(tx, this.#names.importId, people, faulty, doubled),
        'draft',
      )
  }

  #stagedOf(person: ListedPerson, rowNo: number): ImportedRetiree {
    return stagedPerson(this.#store.vault, this.#names, person, rowNo, this.#now)
  }

  #address(column: number | undefined, rowNo: number): string {
    return `${columnLetters(column ?? 0)}${rowNo}`
  }

  /** What only the county can tell. */
  #stationFaults({ station }: ListedPerson, rowNo: number): readonly CellFault[] {
    if (station === undefined || this.#names.stationId(station) !== undefined) return []
    const cell = this.#address(this.#layout.map.station, rowNo)
    return [{ cell, message: '没有这个管理单位，请写工作站的名称或简称。' }]
  }

  /** What only the whole list can tell: whether an earlier row has the number. */
  #noteNumber({ idNumber, name }: ListedPerson, rowNo: number): void {
    const before = this.#seen.get(idNumber)
    this.#seen.set(idNumber, before ?? rowNo)
    if (before === undefined) return
    const cell = this.#address(this.#layout.map.idNumber, rowNo)
    this.#doubled.push(doubledRow(this.#names.importId, rowNo, name, { cell, before }))
  }
}

/** Passes a file on, counted and hashed. @throws {SheetRefused} when it is too large. */
async function* counted(file: Readable, hash: ReturnType<typeof createHash>) {
  let bytes = 0
  for await (const chunk of file) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > fileMost)
      throw new SheetRefused(
        `文件太大，最多 ${fileMost / 1024 / 1024} MB。请把名单拆成几份再上传。`,
      )
    hash.update(part)
    yield part
  }
}

/** Notes that a list is coming. @throws {NotFound} when the station is out of reach. */
export const startImport = (
  store: Store,
  list: Pick<UploadedList, 'stationId' | 'fileName'>,
  actor: Actor,
  now: number,
): Promise<RetireeImport> => store.tx((tx) => beginImport(tx, list, actor, now))

async function readList(store: Store, row: RetireeImport, list: UploadedList, now: number) {
  const hash = createHash('sha256')
  let tooLarge: unknown
  const file = Readable.from(counted(list.file, hash)).on('error', (error) => {
    tooLarge = error
  })
  const names = await namesFor(store, row, storable(list.enterprise?.trim() ?? ''), now)
  let layout: Layout | undefined
  let reader: ListReader | undefined
  try {
    for await (const rows of readSheet(file)) {
      layout ??= layoutOf(rows, list.columns)
      reader ??= new ListReader(store, names, layout, now)
      await reader.take(rows)
      // Others get their turn between batches: reading one blocks.
      await setImmediate()
    }
    await reader?.flush()
  } catch (error) {
    throw tooLarge instanceof SheetRefused ? tooLarge : error
  }
  if (layout === undefined) throw new SheetRefused('文件是空的。')
  const mapping = lettersOf(layout)
  return { fileHash: hash.digest('hex'), mapping, newEnterprises: names.added }
}

/**
 * Reads, checks and compares a list, and leaves it waiting for confirmation: the register stays as it is. A file that
 * is no list leaves the import failed, with a sentence. Never throws what a file caused.
 */
export async function runImport(
  store: Store,
  row: RetireeImport,
  list: UploadedList,
  now: number,
): Promise<RetireeImport> {
  try {
    const read = await readList(store, row, list, now)
    return await compareImport(store, row.id, read)
  } catch (error) {
    const refused = error instanceof SheetRefused
    const problem = refused ? error.message : '服务暂时出错，请重新上传。'
    await store.tx((tx) => failImport(tx, row.id, problem))
    if (!refused) throw error
    return { ...row, status: 'failed', problem }
  }
}
