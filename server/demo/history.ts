import type { Client as Owner } from 'pg'
import { team } from './cast-team.ts'
import type { SponsorshipCast } from './people.ts'
import type { Seeded } from './seed-sponsorships.ts'

/**
 * Moves what was just made into the past, as the owner of the database: nobody can register a year ago. The audit and the
 * mail keep the moment at which the operations really ran.
 */
export async function makeHistory(owner: Owner, seeded: Seeded[]): Promise<void> {
  for (const { sponsorshipId, partnerId, cast } of seeded) {
    const days = cast.issuedDaysAgo
    await owner.query(
      `update sponsorship set created_at = created_at - make_interval(days => $3),
         issued_at = issued_at - make_interval(days => $3), key_issued_at = key_issued_at - make_interval(days => $3)
       where partner_id = $1 and sponsorship_id = $2`,
      [partnerId, sponsorshipId, days],
    )
    if (cast.becomes === 'expired')
      await owner.query(
        `update sponsorship set expires_at = now() - interval '6 days' where partner_id = $1 and sponsorship_id = $2`,
        [partnerId, sponsorshipId],
      )
    await agePeople(owner, partnerId, cast)
  }
  await ageTeams(owner)
}

async function ageTeams(owner: Owner): Promise<void> {
  for (const { human, joinedDaysAgo, lastSeenDaysAgo } of team) {
    // What began with the sponsorship half is as old as that.
    await owner.query(
      `update membership set created_at = least(created_at, now() - make_interval(days => $2)),
         all_customers_since = all_customers_since - make_interval(days => $2),
         last_sign_in_at = last_sign_in_at - make_interval(days => $3)
       where email = $1`,
      [human.email, joinedDaysAgo, lastSeenDaysAgo],
    )
    await owner.query(
      `update association a set since = a.since - make_interval(days => $2) from membership m
       where m.partner_id = a.partner_id and m.account_id = a.account_id and m.email = $1`,
      [human.email, joinedDaysAgo],
    )
  }
}

async function agePeople(owner: Owner, partnerId: string, { people }: SponsorshipCast): Promise<void> {
  for (const { human, becomes, registeredDaysAgo } of people) {
    await owner.query(
      `update registration set created_at = created_at - make_interval(days => $3),
         employed_statement_at = employed_statement_at - make_interval(days => $3),
         terms_accepted_at = terms_accepted_at - make_interval(days => $3),
         confirmed_at = confirmed_at - make_interval(days => $3), verified_at = verified_at - make_interval(days => $3),
         attested_at = attested_at - make_interval(days => $3)
       where partner_id = $1 and email = $2`,
      [partnerId, human.email, registeredDaysAgo],
    )
    // A year and, for the one whose access is suspended, the whole time of grace have gone by (R18).
    const attested = { due: 350, suspended: 410 }[becomes as 'due' | 'suspended']
    if (attested)
      await owner.query(
        `update registration set attested_at = now() - make_interval(days => $3) where partner_id = $1 and email = $2`,
        [partnerId, human.email, attested],
      )
  }
}
