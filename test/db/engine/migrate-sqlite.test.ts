import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { MigrationFailed, migrateSqlite } from '../../../db/engine/migrate-sqlite.ts'
import { testDatabase, testFolder } from '../../support.ts'
import { withMigration } from './migrations.ts'

function look(file: string): Database.Database {
  const db = new Database(file, { readonly: true })
  onTestFinished(() => {
    db.close()
  })
  return db
}

const schemaOf = (file: string) =>
  look(file).prepare('select type, name, sql from sqlite_master order by type, name').all()

const stationsIn = (file: string) =>
  look(file).prepare<[], number>('select count(*) from stations').pluck().get()

const triggersIn = (file: string) =>
  look(file)
    .prepare<[], string>("select name from sqlite_master where type = 'trigger' order by name")
    .pluck()
    .all()

const allTriggers = ['audit_entries', 'audit_links', 'petition_events'].flatMap((name) => [
  `${name}_no_delete`,
  `${name}_no_update`,
])

describe.runIf(dialect === 'sqlite')('migrating a file', () => {
  test('makes a fresh database with its triggers, and a second run changes nothing', () => {
    const file = join(testFolder(), 'a.db')
    migrateSqlite(file)
    const first = schemaOf(file)
    expect(triggersIn(file)).toEqual(allTriggers)
    migrateSqlite(file)
    expect(schemaOf(file)).toEqual(first)
    expect(readdirSync(join(file, '..'))).not.toContain('a.db.before-migration')
  })

  test('a filled database keeps its rows through a rebuild, and the rebuilt table its triggers', async () => {
    const { file } = await testDatabase(testFolder())
    const db = new Database(file)
    db.exec(
      "insert into audit_entries values ('e', 1, 'system', 'x', 'a', 's', '{}'); insert into audit_links values (1, 'e', 'p', 'h')",
    )
    db.close()
    const folder = withMigration(
      'CREATE TABLE `__new_audit_entries` (`id` text PRIMARY KEY NOT NULL, `at` integer NOT NULL, `actor_kind` text NOT NULL, `actor_id` text NOT NULL, `action` text NOT NULL, `subject` text NOT NULL, `detail` text NOT NULL CHECK (length(`detail`) < 9999));',
      'INSERT INTO `__new_audit_entries` SELECT * FROM `audit_entries`;',
      'DROP TABLE `audit_entries`;',
      'ALTER TABLE `__new_audit_entries` RENAME TO `audit_entries`;',
    )
    migrateSqlite(file, folder)
    expect(stationsIn(file)).toBe(20)
    expect(look(file).prepare('select id from audit_entries').pluck().all()).toEqual(['e'])
    expect(triggersIn(file)).toEqual(allTriggers)
    expect(() => new Database(file).exec("update audit_entries set detail = ''")).toThrow(
      'audit_entries only grows',
    )
    expect(existsSync(`${file}.before-migration`)).toBe(false)
  })

  test.each([
    [
      'broken SQL',
      ['ALTER TABLE stations ADD COLUMN extra text;', 'no such thing;'],
      'no such thing',
    ],
    ['a table that lost rows', ["DELETE FROM `stations` WHERE kind = 'township';"], 'lost rows'],
    [
      'rows that point nowhere',
      ["UPDATE `stations` SET county_id = 'nowhere';"],
      'foreign_key_check',
    ],
    [
      'a table that a trigger needs and is gone',
      ['DROP TABLE `petition_events`;'],
      'petition_events',
    ],
  ])('a migration with %s puts the copy back', async (_, statements, cause) => {
    const { file } = await testDatabase(testFolder())
    migrateSqlite(file)
    const before = schemaOf(file)
    const run = () => migrateSqlite(file, withMigration(...statements))
    expect(run).toThrow(MigrationFailed)
    expect(run).toThrow(
      expect.objectContaining({
        message: '数据库升级没有成功，已恢复到升级前的状态。',
        cause: expect.objectContaining({ message: expect.stringContaining(cause) }),
      }),
    )
    expect(schemaOf(file)).toEqual(before)
    expect(stationsIn(file)).toBe(20)
    expect(look(file).pragma('integrity_check', { simple: true })).toBe('ok')
    migrateSqlite(file)
    expect(stationsIn(file)).toBe(20)
  })

  test('a broken first migration leaves no half-made file', () => {
    const folder = testFolder()
    const file = join(folder, 'a.db')
    expect(() => migrateSqlite(file, withMigration('nonsense;'))).toThrow(MigrationFailed)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a copy that an earlier start left behind is never put back', async () => {
    const { file } = await testDatabase(testFolder())
    writeFileSync(`${file}.before-migration`, 'half a copy')
    const db = new Database(file)
    db.exec('drop table petition_events')
    db.close()
    // Nothing is pending, but the triggers cannot be made.
    expect(() => migrateSqlite(file)).toThrow(MigrationFailed)
    expect(stationsIn(file)).toBe(20)
  })

  test('when the copy itself cannot be made the database stays as it is', async () => {
    const { file } = await testDatabase(testFolder())
    const folder = withMigration('ALTER TABLE stations ADD COLUMN extra text;')
    const vacuum = Database.prototype.prepare
    onTestFinished(() => {
      Database.prototype.prepare = vacuum
    })
    // What VACUUM INTO does on a full disk: part of a file, and an error.
    Database.prototype.prepare = function (this: Database.Database, sql: string) {
      if (!sql.startsWith('vacuum')) return vacuum.call(this, sql)
      writeFileSync(`${file}.before-migration`, 'SQLite format 3, but no more')
      throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
    } as typeof vacuum
    expect(() => migrateSqlite(file, folder)).toThrow(MigrationFailed)
    Database.prototype.prepare = vacuum
    expect(stationsIn(file)).toBe(20)
    expect(readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3')
    migrateSqlite(file, folder)
    expect(look(file).prepare('select extra from stations').all()).toHaveLength(20)
  })

  test('a database of a newer version is left as it is', async () => {
    const { file } = await testDatabase(testFolder())
    migrateSqlite(file, withMigration('ALTER TABLE stations ADD COLUMN extra text;'))
    migrateSqlite(file)
    expect(look(file).prepare('select extra from stations').all()).toHaveLength(20)
  })
})
