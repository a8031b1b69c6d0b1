import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { migrateSqlite } from '../../../db/engine/migrate-sqlite.ts'
import { testFolder } from '../../support.ts'
import { earlierMigrations } from './migrations.ts'

const keyTables = ['retiree_intake', 'retiree_stations', 'retiree_tokens']

const withoutRowId = (db: Database.Database) =>
  db
    .prepare<[], string>(
      "select name from pragma_table_list where wr = 1 and schema = 'main' order by name",
    )
    .pluck()
    .all()

const rowsOf = (db: Database.Database) =>
  keyTables.map((name) => db.prepare(`select * from ${name} order by 1, 2`).all())

const people = `
  insert into counties (id, name, center_name, seeded_at) values ('lufeng', '禄丰县', '县退管中心', 1);
  insert into stations (id, county_id, kind, code, name, short_name, position, created_at)
    values ('guangtong', 'lufeng', 'township', '01', '广通镇', '广通', 1, 1);
  insert into retirees (id, name, sex, born_on, id_number_key, id_last4, patch, person_type, category, hardship, station_id,
      vital, status, check_result, meeting, created_at)
    values ('p1', '张桂英', 'female', '1938-05-12', 'k1', '1234', '', 'county_firm', 'retiree', 'no', 'guangtong',
      'living', 'managed', 'matches', 'done', 7);
  insert into retiree_tokens (token, retiree_id, station_id, created_at)
    values ('张桂', 'p1', 'guangtong', 7), ('桂英', 'p1', 'guangtong', 7);
  insert into retiree_stations (id, retiree_id, station_id, from_on, to_on, reason)
    values ('s1', 'p1', 'guangtong', '2020-01-01', '2021-01-01', '登记'), ('s2', 'p1', 'guangtong', '2021-01-01', null, '划片');
  insert into retiree_intake (retiree_id, step, done_on, staff_id) values ('p1', 'paid_in', '2020-01-01', null);
`

describe.runIf(dialect === 'sqlite')('tables that are little more than their key', () => {
  test('lie in the tree of the key', () => {
    const file = join(testFolder(), 'a.db')
    migrateSqlite(file)
    const db = new Database(file, { readonly: true })
    expect(withoutRowId(db)).toEqual(keyTables)
    db.close()
  })

  test('keep their rows and rules when an earlier version is migrated', () => {
    const file = join(testFolder(), 'a.db')
    migrateSqlite(file, earlierMigrations(3))
    const old = new Database(file)
    expect(withoutRowId(old)).toEqual([])
    old.exec(people)
    const before = rowsOf(old)
    expect(before.map((rows) => rows.length)).toEqual([1, 2, 2])
    old.close()
    migrateSqlite(file)
    const db = new Database(file)
    db.pragma('foreign_keys = on')
    expect(withoutRowId(db)).toEqual(keyTables)
    expect(rowsOf(db)).toEqual(before)
    for (const wrong of [
      "insert into retiree_stations (id, retiree_id, station_id, from_on) values ('s3', 'p1', 'guangtong', '2022-01-01')",
      "insert into retiree_stations (id, retiree_id, station_id, from_on, to_on) values ('s3', 'nobody', 'guangtong', '2022-01-01', '2022-01-02')",
      "insert into retiree_stations (id, retiree_id, station_id, from_on, to_on) values ('s3', 'p1', 'guangtong', '2022-01-02', '2022-01-01')",
      "insert into retiree_intake (retiree_id, step, done_on) values ('p1', 'paid_in', '2022-01-01')",
      "insert into retiree_intake (retiree_id, step, done_on) values ('p1', 'else', '2022-01-01')",
      "insert into retiree_tokens (token, retiree_id, station_id, created_at) values ('桂英', 'p1', 'guangtong', 7)",
    ])
      expect(() => db.exec(wrong), wrong).toThrow(/constraint failed/)
    db.close()
  })
})
