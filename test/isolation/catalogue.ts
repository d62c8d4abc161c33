import type { Row } from './plan.ts'

/** The vendor's own records, the same for every world of a database; every transaction reads them. */
export const types = {
  sponsoring: '01990000-0000-7000-8000-000000000001',
  service: '01990000-0000-7000-8000-000000000002',
  retiredService: '01990000-0000-7000-8000-000000000003',
  other: '01990000-0000-7000-8000-000000000004',
}

export const entitlements = ['software.download', 'support.cases', 'commerce.orders']

/** Days after the end of a customer's service during which its data is still read (R25). */
export const graceDays = 30

export function catalogueRows(): Record<string, Row[]> {
  const type = (id: string, name: string, sponsoring: boolean, service: boolean, state = 'active') => ({
    contract_type_id: id,
    name,
    qualifies_sponsoring: sponsoring,
    qualifies_support_service: service,
    state,
  })
  return {
    entitlement: entitlements.map((entitlement_id, position) => ({
      entitlement_id,
      group_name: 'support',
      names: { en: entitlement_id, es: entitlement_id },
      descriptions: { en: 'x', es: 'x' },
      position,
    })),
    contract_type: [
      type(types.sponsoring, 'Sponsoring', true, false),
      type(types.service, 'Partner support', false, true),
      type(types.retiredService, 'Old partner support', false, true, 'retired'),
      type(types.other, 'Other', false, false),
    ],
    contract_type_entitlement: entitlements.map((entitlement_id) => ({
      contract_type_id: types.sponsoring,
      entitlement_id,
    })),
  }
}
