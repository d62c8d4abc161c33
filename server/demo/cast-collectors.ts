/** Collectors in the demonstration world, and how far each has come. */
export type CollectorCast = {
  partner: string
  customer: string
  name: string
  site: string
  inventoryName: string
  intervalHours: number
  serial?: string
  version: string
  until: 'registered' | 'licensed' | 'enrolled' | 'revoked'
}

const version = '1.0.0'

export const collectors: CollectorCast[] = [
  {
    partner: 'northbridge',
    customer: 'alder',
    name: 'Rotterdam, warehouse 2',
    site: 'Rotterdam',
    inventoryName: 'Warehouses',
    intervalHours: 24,
    serial: 'NUC-44071',
    version,
    until: 'enrolled',
  },
  {
    partner: 'northbridge',
    customer: 'alder',
    name: 'Head office',
    site: 'Leeds',
    inventoryName: 'Offices',
    intervalHours: 168,
    version,
    until: 'licensed',
  },
  {
    partner: 'northbridge',
    customer: 'alder',
    name: 'Delivery van',
    site: 'On the road',
    inventoryName: 'Vans',
    intervalHours: 48,
    version,
    until: 'revoked',
  },
  {
    partner: 'northbridge',
    customer: 'bramley',
    name: 'Bakery',
    site: 'Ripon',
    inventoryName: 'Production',
    intervalHours: 24,
    version,
    until: 'enrolled',
  },
  {
    partner: 'ebrored',
    customer: 'ebro',
    name: 'Zaragoza, cocheras',
    site: 'Zaragoza',
    inventoryName: 'Cocheras',
    intervalHours: 24,
    version,
    until: 'enrolled',
  },
  {
    partner: 'ebrored',
    customer: 'sol',
    name: 'Clínica, sala técnica',
    site: 'Huesca',
    inventoryName: 'Clínica',
    intervalHours: 12,
    version,
    until: 'registered',
  },
]
