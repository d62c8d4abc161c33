/**
 * What a key can be let into, by where it belongs: the tags of the operations there (test/invariants/key-scopes.test.ts
 * compares). Each has a name in web/src/locales/<language>/keys.json.
 */
const areas = {
  partner: [
    'access-reviews',
    'administrators',
    'alerts',
    'api-keys',
    'associations',
    'audit',
    'collectors',
    'contracts',
    'customers',
    'inventory',
    'overview',
    'people',
    'reach',
    'reports',
    'sponsorships',
    'support-access',
    'support-service',
    'team',
  ],
  vendor: [
    'access',
    'access-reviews',
    'administrator-requests',
    'api-keys',
    'audit',
    'collectors',
    'contract-types',
    'contracts',
    'entitlements',
    'imports',
    'lifecycle',
    'mail',
    'onboarding',
    'partners',
    'reach',
    'support-access',
    'vendor',
    'vendor-settings',
    'vendor-staff',
  ],
} as const

/** Areas in which there is nothing to change. */
const readOnly: Record<keyof typeof areas, readonly string[]> = {
  partner: [
    'administrators',
    'api-keys',
    'audit',
    'contracts',
    'overview',
    'reach',
    'reports',
    'support-access',
    'support-service',
  ],
  vendor: ['access', 'api-keys', 'audit', 'collectors', 'reach', 'support-access', 'vendor'],
}

/** Every scope that a key of a partner, or of the vendor, may have. */
export function scopesOf(home: 'partner' | 'vendor'): string[] {
  return areas[home].flatMap((area) =>
    readOnly[home].includes(area) ? [`${area}:read`] : [`${area}:read`, `${area}:write`],
  )
}
