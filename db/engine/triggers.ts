const appendOnly = ['audit_entries', 'audit_links', 'petition_events']

/** Triggers of SQLite, made again after every migration because a rebuilt table loses them. */
export const sqliteTriggers: readonly string[] = appendOnly.flatMap((name) =>
  ['update', 'delete'].map(
    (act) =>
      `create trigger if not exists ${name}_no_${act} before ${act} on ${name} begin select raise(abort, '${name} only grows'); end`,
  ),
)

/** The same rules on PostgreSQL, where emptying a table is refused too. */
export const pgTriggers: readonly string[] = [
  `create or replace function only_grows() returns trigger language plpgsql as $$ begin raise exception '% only grows', tg_table_name; end $$`,
  ...appendOnly.flatMap((name) => [
    `create or replace trigger ${name}_only_grows before update or delete on ${name} for each row execute function only_grows()`,
    `create or replace trigger ${name}_not_emptied before truncate on ${name} for each statement execute function only_grows()`,
  ]),
]
