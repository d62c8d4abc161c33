import { at, markOf, type PartnerPlan, type Sheet } from './plan.ts'

/** Somebody the partner invited, and a list of people it checked. */
export function planTeam(of: Sheet, partner: PartnerPlan): void {
  const { random, add, id } = of
  if (random.chance(0.5)) {
    const invitationId = id()
    add('team_invitation', {
      partner_id: partner.id,
      invitation_id: invitationId,
      proof_hash: `team ${invitationId}`,
      email: `${markOf(invitationId)}@example.com`,
      language: 'en',
      role: random.pick(['super_admin', 'admin', 'user']),
      note: `Note ${markOf(invitationId)}`,
      invited_by: id(),
      invited_by_name: 'Inviter',
      expires_at: at(random.chance(0.8) ? 5 : -1),
    })
  }
  if (random.chance(0.6)) return
  const importId = id()
  add('team_import', { partner_id: partner.id, import_id: importId, created_by: id(), created_by_name: 'Inviter' })
  add('team_import_row', {
    partner_id: partner.id,
    import_id: importId,
    position: 1,
    email: `${markOf(importId)}@example.com`,
    first_name: 'Pat',
    last_name: `Listed ${markOf(importId)}`,
    language: 'en',
    role: 'user',
    outcome: 'invite',
  })
}
