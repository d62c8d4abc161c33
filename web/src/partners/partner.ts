import type { components } from '../api/schema.ts'

export type Partner = components['schemas']['Partner']
export type PartnerDetail = components['schemas']['PartnerDetail']
