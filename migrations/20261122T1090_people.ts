import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * What a partner's administrators see of their customers' people: when somebody last signed in, and whether both sides
 * were told that an attestation lapsed. Effective access now knows until when the contracts allow an entitlement at all
 * (R4), so that "until when" is the truth even where the allowing contract is not the sponsorship's own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    alter table registration add column last_sign_in_at timestamptz, add column attestation_suspended_told_at timestamptz;

    -- Called as a person signs in; concerns no decision, only what the administrator is shown.
    create function app.note_sign_in(p_account uuid) returns void
    language sql volatile security definer set search_path = pg_catalog, public as $$
      update registration set last_sign_in_at = now() where account_id = p_account and state in ('to_be_verified', 'active')
    $$;
    alter function app.note_sign_in(uuid) owner to ${definer};
    grant execute on function app.note_sign_in(uuid) to ${app};

    create or replace view effective_access with (security_invoker = true) as
    select f.partner_id, f.registration_id, f.account_id, f.customer_id, f.sponsorship_id, f.contract_id, f.entitlement_id,
      f.partner_name, f.customer_name, f.contract_number, f.contract_type_name, f.registration_number, f.registration_state,
      f.contract_starts_at, f.contract_ends_at, f.contract_state, f.support_contract_number, f.support_starts_at,
      f.support_ends_at, f.sponsorship_state, f.sponsorship_expires_at, f.confirmed_at, f.verified_at, f.attestation_due_at,
      f.attested_until, f.partner_active, f.contract_in_force, f.contract_qualifies, f.under_ceiling, f.customer_active,
      f.support_valid, f.sponsorship_issued, f.sponsorship_unexpired, f.entitlement_offered, f.granted, f.registration_active,
      f.attested, f.switched_on, f.switched_off_at,
      (f.partner_active and f.contract_in_force and f.contract_qualifies and f.under_ceiling and f.support_valid
        and f.customer_active and f.sponsorship_issued and f.sponsorship_unexpired and f.entitlement_offered and f.granted
        and f.registration_active and f.attested and f.switched_on) as holds,
      least(f.contract_ends_at, f.support_ends_at, f.sponsorship_expires_at, f.attested_until, f.ceiling_ends_at) as holds_until,
      f.ceiling_ends_at, f.ceiling_contract_number, f.attested_at, f.sponsorship_issued_at
    from (
      select r.partner_id, r.registration_id, r.account_id, r.customer_id, r.sponsorship_id, s.contract_id, e.entitlement_id,
        p.name as partner_name, cu.name as customer_name, c.number as contract_number, ct.name as contract_type_name,
        s.registration_number, r.state as registration_state,
        c.starts_at as contract_starts_at, c.ends_at as contract_ends_at, c.state as contract_state,
        cu.support_contract_number, cu.support_starts_at, cu.support_ends_at,
        s.state as sponsorship_state, s.expires_at as sponsorship_expires_at, s.issued_at as sponsorship_issued_at,
        r.confirmed_at, r.verified_at, r.attested_at,
        r.attested_at + make_interval(days => v.attestation_days) as attestation_due_at,
        r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) as attested_until,
        p.state = 'active' as partner_active,
        c.state = 'active' and c.starts_at <= now() and c.ends_at > now() as contract_in_force,
        ct.qualifies_sponsoring and ct.state = 'active' as contract_qualifies,                            -- R1
        ceiling.ends_at is not null as under_ceiling,                                                     -- R4
        ceiling.ends_at as ceiling_ends_at, ceiling.number as ceiling_contract_number,
        cu.state = 'active' as customer_active,
        coalesce(cu.support_starts_at <= now() and cu.support_ends_at > now(), false) as support_valid,   -- R7
        s.state = 'issued' as sponsorship_issued,
        s.expires_at > now() as sponsorship_unexpired,
        e.state = 'active' as entitlement_offered,
        se.entitlement_id is not null as granted,
        r.state = 'active' as registration_active,
        coalesce(r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) > now(), false) as attested,  -- R18
        sw.entitlement_id is null as switched_on,                                                         -- R11
        sw.switched_off_at
      from registration r
      join sponsorship s on s.partner_id = r.partner_id and s.sponsorship_id = r.sponsorship_id
      join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
      join partner p on p.partner_id = r.partner_id
      join contract c on c.partner_id = s.partner_id and c.contract_id = s.contract_id
      join contract_type ct on ct.contract_type_id = c.contract_type_id
      cross join vendor_settings v
      cross join entitlement e
      left join sponsorship_entitlement se
        on se.partner_id = r.partner_id and se.sponsorship_id = r.sponsorship_id and se.entitlement_id = e.entitlement_id
      -- offset 0 keeps its key whole: pulled up, the planner takes the partner from one table and the registration from
      -- another, and then no longer finds the row by its primary key.
      left join lateral (
        select x.entitlement_id, x.switched_off_at from entitlement_switch x
        where x.partner_id = r.partner_id and x.registration_id = r.registration_id and x.entitlement_id = e.entitlement_id
        offset 0) sw on true
      -- The contract in force that allows this entitlement longest; found from the latest end backwards.
      left join lateral (
        select c2.ends_at, c2.number
        from contract c2
        join contract_type t2 on t2.contract_type_id = c2.contract_type_id and t2.state = 'active'
        join contract_type_entitlement te on te.contract_type_id = c2.contract_type_id
        where c2.partner_id = r.partner_id and c2.state = 'active' and c2.starts_at <= now() and c2.ends_at > now()
          and te.entitlement_id = e.entitlement_id
        order by c2.ends_at desc limit 1) ceiling on true
    ) f;
  `)
    .execute(db)
}
