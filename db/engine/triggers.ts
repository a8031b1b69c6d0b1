const appendOnly = ['audit_entries', 'audit_links', 'petition_events']

/** What erasure may take out of a row that otherwise only grows: this column becomes null, every other stays. */
const erasable: Readonly<
  Record<string, { readonly column: string; readonly others: readonly string[] }>
> = {
  petition_events: {
    column: 'note',
    others: ['id', 'petition_id', 'at', 'type', 'actor_kind', 'actor_id'],
  },
}

/** True of an update that does more than erasure may. `differ`: how an engine compares two values that may be null. */
function forbidden(name: string, differ: string): string {
  const rule = erasable[name]
  if (rule === undefined) return ''
  const changed = rule.others.map((column) => `new.${column} ${differ} old.${column}`)
  return [`new.${rule.column} is not null`, ...changed].join(' or ')
}

/** A trigger with its name, so that one of an earlier version is found and replaced. */
export interface Trigger {
  readonly name: string
  readonly create: string
}

const sqliteTrigger = (table: string, act: 'update' | 'delete'): Trigger => {
  const rule = act === 'update' ? forbidden(table, 'is not') : ''
  const when = rule === '' ? '' : ` when ${rule}`
  const name = `${table}_no_${act}`
  const body = `begin select raise(abort, '${table} only grows'); end`
  return { name, create: `CREATE TRIGGER ${name} before ${act} on ${table}${when} ${body}` }
}

/** Triggers of SQLite, made again after every migration because a rebuilt table loses them. */
export const sqliteTriggers: readonly Trigger[] = appendOnly.flatMap((table) => [
  sqliteTrigger(table, 'update'),
  sqliteTrigger(table, 'delete'),
])

const pgTrigger = (table: string): readonly string[] => {
  const trigger = (name: string, acts: string, when = '') =>
    `create or replace trigger ${table}_${name} before ${acts} on ${table} for each row${when} execute function only_grows()`
  const rule = forbidden(table, 'is distinct from')
  const rows =
    rule === ''
      ? [trigger('only_grows', 'update or delete')]
      : [trigger('only_grows', 'update', ` when (${rule})`), trigger('no_delete', 'delete')]
  return [
    ...rows,
    `create or replace trigger ${table}_not_emptied before truncate on ${table} for each statement execute function only_grows()`,
  ]
}

/** The same rules on PostgreSQL, where emptying a table is refused too. */
export const pgTriggers: readonly string[] = [
  `create or replace function only_grows() returns trigger language plpgsql as $$ begin raise exception '% only grows', tg_table_name; end $$`,
  ...appendOnly.flatMap(pgTrigger),
]
