import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** All buckets of a request in one insert whose plan is kept, instead of a function call and an insert for each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    -- Rows come back, and are locked, in the order given.
    create function app.throttle_all(p_buckets text[], p_seconds integer[], p_cost integer)
    returns table (bucket text, used integer, window_ends_at timestamptz)
    language plpgsql volatile security definer set search_path = pg_catalog as $$
    #variable_conflict use_column
    begin
      return query
      insert into app.throttle_bucket as b (bucket, used, window_ends_at)
      select l.bucket, p_cost, clock_timestamp() + make_interval(secs => l.seconds)
      from unnest(p_buckets, p_seconds) with ordinality as l (bucket, seconds, place) order by l.place
      on conflict (bucket) do update set
        used = case when b.window_ends_at <= clock_timestamp() then excluded.used else b.used + excluded.used end,
        window_ends_at = case when b.window_ends_at <= clock_timestamp() then excluded.window_ends_at else b.window_ends_at end
      returning b.bucket, b.used, b.window_ends_at;
    end $$;
    alter function app.throttle_all(text[],integer[],integer) owner to ${definer};
    grant execute on function app.throttle_all(text[],integer[],integer) to ${app};
  `)
    .execute(db)
}
