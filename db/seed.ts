import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../policy/package-root.ts'
import { counties } from './ledgers/county.ts'
import { type StationKind, stations } from './ledgers/station.ts'
import type { Store } from './store.ts'

interface SeedStation {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly shortName: string
}

/** A county as data: its center, its community stations and its townships. Source of the Lufeng file: 办法 第五条. */
export interface CountySeed {
  readonly id: string
  readonly name: string
  readonly centerName: string
  readonly center: SeedStation
  readonly communities: readonly SeedStation[]
  readonly townships: readonly SeedStation[]
}

/** The seed file that ships with the service. */
export const lufengSeed = join(packageRoot, 'db', 'seed', 'lufeng.json')

/** The county's file cannot be used; the message says where it is wrong and names no value. */
export class SeedRefused extends Error {
  constructor(what: string) {
    super(`县的资料文件（COUNTY_FILE）不能用：${what}`)
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields of one part of the file that are no words. */
const wordless = (part: unknown, at: string, fields: readonly string[]): string[] =>
  isObject(part)
    ? fields
        .filter((field) => typeof part[field] !== 'string' || part[field].trim() === '')
        .map((field) => `${at}${field}`)
    : [at.replace(/\.$/, '')]

const stationFields = ['id', 'code', 'name', 'shortName']

/** What is missing or of the wrong kind, by its place in the file. */
function missingIn(seed: Readonly<Record<string, unknown>>): readonly string[] {
  const lists = ['communities', 'townships'].flatMap((list) => {
    const stationsOf = seed[list]
    if (!Array.isArray(stationsOf)) return [list]
    return stationsOf.flatMap((part, at) => wordless(part, `${list}[${at}].`, stationFields))
  })
  const own = wordless(seed, '', ['id', 'name', 'centerName'])
  return [...own, ...wordless(seed['center'], 'center.', stationFields), ...lists]
}

function refuseDoubles({ center, communities, townships }: CountySeed): void {
  const all = [center, ...communities, ...townships]
  const wrong = all.find(({ code }) => !/^[A-Z]{2}$/.test(code))
  if (wrong !== undefined) throw new SeedRefused(`${wrong.name}的 code 应为两个大写字母。`)
  for (const field of ['id', 'code', 'name'] as const) {
    const values = all.map((station) => station[field])
    const double = all.find((station, at) => values.indexOf(station[field]) !== at)
    if (double !== undefined) throw new SeedRefused(`${double.name}的 ${field} 与别的站相同。`)
  }
}

/** Reads a seed file. @throws {SeedRefused} naming what is wrong. */
export function readSeed(file: string): CountySeed {
  const seed = parsed(readFileSync(file, 'utf8'))
  if (!isObject(seed)) throw new SeedRefused('最外层应为 { … }。')
  const missing = missingIn(seed)
  if (missing.length > 0) throw new SeedRefused(`缺少或写错了 ${missing.join('、')}。`)
  // Cast: every field was just looked at.
  const county = seed as unknown as CountySeed
  refuseDoubles(county)
  return county
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new SeedRefused('不是 JSON，请检查逗号、引号和括号。')
  }
}

/** Adds the county and the stations that are not there yet; what staff changed since stays. Returns how many were added. */
export async function applySeed(store: Store, seed: CountySeed, now: number): Promise<number> {
  const of = (kind: StationKind) => (station: SeedStation) => ({ ...station, kind })
  const all = [
    of('center')(seed.center),
    ...seed.communities.map(of('community')),
    ...seed.townships.map(of('township')),
  ]
  const rows = all.map((station, position) => ({
    ...station,
    countyId: seed.id,
    position,
    createdAt: now,
  }))
  return store.tx(async (tx) => {
    const { id, name, centerName } = seed
    await tx.insert(counties).values({ id, name, centerName, seededAt: now }).onConflictDoNothing()
    const added = await tx
      .insert(stations)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: stations.id })
    return added.length
  })
}
