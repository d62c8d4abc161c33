import { describe, expect, it } from 'vitest'
import type { Me, Membership } from '../api/me.ts'
import { allowedEntries, belongsTo, homeOf } from './navigation.ts'

const partnerId = '018f0000-0000-7000-8000-000000000001'
const nobody = { account: null, staffRole: null, memberships: [], acting: [], sponsored: [] } as unknown as Me
const member = (role: Membership['role'], sponsors: boolean): Me => ({
  ...nobody,
  memberships: [{ partnerId, partnerName: 'A partner', role, sponsors }],
})
const sponsored: Me = {
  ...nobody,
  sponsored: [{ partnerId, partnerName: 'A partner', customerId: 'c', customerName: 'A customer' }],
}
const inPartner = (me: Me) => [...allowedEntries({ kind: 'partner', partnerId }, me)].sort()

describe('the navigation', () => {
  it('shows a sponsorship administrator what sponsoring needs, and nothing of the support service', () => {
    const entries = inPartner(member(null, true))
    expect(entries).toContain('sponsorships')
    expect(entries).not.toContain('collectors')
  })
  it('shows a partner user no page that manages others (R21)', () => {
    const entries = inPartner(member('user', false))
    for (const id of ['team', 'associations', 'apiKeys', 'accessReviews', 'people', 'audit'])
      expect(entries).not.toContain(id)
  })
  it('joins both for who is administrator and sponsors', () => {
    const entries = inPartner(member('super_admin', true))
    for (const id of ['sponsorships', 'attestation', 'team', 'collectors', 'customers']) expect(entries).toContain(id)
  })
  it('shows nothing of a partner to whom the reader does not belong', () => {
    expect(inPartner({ ...sponsored, staffRole: 'administrator' })).toEqual([])
    expect(belongsTo({ kind: 'partner', partnerId }, sponsored)).toBe(false)
  })
  it('shows who acts for a partner what its super administrator sees', () => {
    const acting = [{ partnerId, partnerName: 'P', actingId: 'a', reason: 'r', startedAt: '', endsAt: '' }]
    const agent: Me = { ...nobody, staffRole: 'support_agent', acting }
    expect(inPartner(agent)).toEqual(inPartner(member('super_admin', true)))
    expect(homeOf(agent)).toBe('/vendor')
  })
  it('keeps settings from support agents and verification of the audit log for auditors', () => {
    const entries = (staffRole: Me['staffRole']) => allowedEntries({ kind: 'vendor' }, { ...nobody, staffRole })
    expect(entries('support_agent').has('settings')).toBe(false)
    expect(entries('administrator').has('settings')).toBe(true)
    expect(entries('auditor').has('auditVerification')).toBe(true)
    expect(entries(null).size).toBe(0)
  })
  it('offers who has no access yet to ask for it, and who has it to see it', () => {
    expect(allowedEntries({ kind: 'person' }, nobody)).toContain('becomeAdministrator')
    expect(allowedEntries({ kind: 'person' }, sponsored)).toContain('access')
  })
})

describe('the first page', () => {
  it('is that of the most powerful hat', () => {
    expect(homeOf({ ...member('user', false), staffRole: 'auditor' })).toBe('/vendor')
    expect(homeOf(member('user', false))).toBe(`/partner/${partnerId}`)
    expect(homeOf(member(null, false))).toBe('/account')
    expect(homeOf(sponsored)).toBe('/access')
  })
})
