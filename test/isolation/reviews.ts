import { at, markOf, type PartnerPlan, type Sheet } from './plan.ts'

/** A review of each audience: the team's is its administrators', customer users' the sponsorship administrators'. */
export function planReviews(of: Sheet, partner: PartnerPlan): void {
  for (const audience of ['team', 'customer_users']) {
    if (of.random.chance(0.5)) continue
    const reviewId = of.id()
    of.add('access_review', {
      partner_id: partner.id,
      review_id: reviewId,
      run_by: 'partner',
      audience,
      title: `Review ${markOf(reviewId)}`,
      memberships: true,
      associations: true,
      rule: 'keep',
      due_at: at(20),
      state: 'open',
      started_by: of.id(),
      started_by_name: 'Starter',
      prepared_at: at(-1),
    })
    const who = of.random.pick(
      (of.plan.rows[audience === 'team' ? 'membership' : 'registration'] ?? []).filter(
        (row) => row.partner_id === partner.id,
      ),
    )
    if (!who) continue
    const rowId = of.id()
    of.add('access_review_row', {
      partner_id: partner.id,
      review_id: reviewId,
      row_id: rowId,
      audience,
      kind: audience === 'team' ? 'membership' : 'customer_user',
      account_id: who.account_id,
      registration_id: who.registration_id ?? null,
      customer_id: who.customer_id ?? null,
      name: `Reviewed ${markOf(rowId)}`,
      name_norm: `reviewed ${markOf(rowId)}`,
      email: `${markOf(rowId)}@example.com`,
      since: at(-30),
    })
  }
}
