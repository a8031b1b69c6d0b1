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

/** Reads a seed file. */
export function readSeed(file: string): CountySeed {
  // Cast: an operator's own file; a wrong one fails on the not-null columns it is inserted into.
  return JSON.parse(readFileSync(file, 'utf8')) as CountySeed
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
