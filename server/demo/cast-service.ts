/**
 * The support service in the demonstration world: contracts for one customer each, in every condition (R25), and the devices
 * they cover. Invented products of the invented vendor.
 */
export type ServiceContract = {
  partner: string
  customer: string
  number: string
  /** Days from today. */
  from: number
  until: number
  devices: number
}

export const serviceContracts: ServiceContract[] = [
  { partner: 'northbridge', customer: 'alder', number: 'MN-7001-0101', from: -210, until: 155, devices: 54 },
  { partner: 'northbridge', customer: 'bramley', number: 'MN-7001-0102', from: -340, until: 24, devices: 16 },
  { partner: 'northbridge', customer: 'corvus', number: 'MN-7001-0103', from: -378, until: -13, devices: 38 },
  { partner: 'northbridge', customer: 'delmar', number: 'MN-7001-0104', from: -420, until: -55, devices: 61 },
  { partner: 'ebrored', customer: 'ebro', number: 'MN-7002-0201', from: -100, until: 265, devices: 30 },
  { partner: 'ebrored', customer: 'sol', number: 'MN-7002-0202', from: -50, until: 6, devices: 12 },
  { partner: 'halden', customer: 'weser', number: 'MN-7003-0301', from: -430, until: -70, devices: 22 },
]

export const products = [
  { productId: 'MX-4800-48P', level: '8x5 next business day' },
  { productId: 'MX-4800-24P', level: '8x5 next business day' },
  { productId: 'MX-9504-CH', level: '24x7 4 hours' },
  { productId: 'MR-2200-X', level: '24x7 4 hours' },
  { productId: 'MF-310', level: '8x5 next business day' },
  { productId: 'MW-620-AX', level: 'Parts only' },
] as const

/** Of a device by its place in a contract; its product is `products[index % 6]`. */
export function serialOf(contract: string, index: number): string {
  const place = serviceContracts.findIndex(({ number }) => number === contract)
  return `MNX${2410 + place}${1000 + index * 7}`
}
