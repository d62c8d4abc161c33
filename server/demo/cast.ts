/** One password for everybody in the demonstration world. */
export const demoPassword = 'harbour-lantern-orbit-27'

export const vendorName = 'Meridian Networks'
const at = (name: string, domain: string) => `${name}@${domain}.example`

export const staff = {
  administrator: { firstName: 'Vera', lastName: 'Lindqvist', email: at('vera.lindqvist', 'meridian-networks') },
  agent: { firstName: 'Tomás', lastName: 'Arroyo', email: at('tomas.arroyo', 'meridian-networks') },
  auditor: { firstName: 'Ingrid', lastName: 'Falk', email: at('ingrid.falk', 'meridian-networks') },
}

type Contract = { key: string; number: string; type: 'gold' | 'silver' | 'resale'; from: number; until: number }
export type Human = { firstName: string; lastName: string; email: string; language?: 'en' | 'es' }
export type PartnerCast = {
  key: string
  name: string
  country: string
  city: string
  administrators: Human[]
  /** Days from today; the conditions they come into later are in history.ts. */
  contracts: Contract[]
}

export const partners: PartnerCast[] = [
  {
    key: 'northbridge',
    name: 'Northbridge Systems',
    country: 'GB',
    city: 'Leeds',
    administrators: [
      { firstName: 'Elena', lastName: 'Marsh', email: at('elena.marsh', 'northbridge-systems') },
      { firstName: 'Owen', lastName: 'Tate', email: at('owen.tate', 'northbridge-systems') },
    ],
    contracts: [
      { key: 'main', number: 'MN-2044-1107', type: 'gold', from: -400, until: 330 },
      { key: 'ending', number: 'MN-2044-1190', type: 'silver', from: -345, until: 20 },
    ],
  },
  {
    key: 'ebrored',
    name: 'Ebrored Comunicaciones',
    country: 'ES',
    city: 'Zaragoza',
    administrators: [
      { firstName: 'Pablo', lastName: 'Serrano', email: at('pablo.serrano', 'ebrored'), language: 'es' },
    ],
    contracts: [{ key: 'main', number: 'MN-3180-0042', type: 'silver', from: -200, until: 165 }],
  },
  {
    key: 'halden',
    name: 'Halden Netzwerke',
    country: 'DE',
    city: 'Bremen',
    administrators: [{ firstName: 'Jutta', lastName: 'Reimann', email: at('jutta.reimann', 'halden-netzwerke') }],
    contracts: [{ key: 'main', number: 'MN-1905-7731', type: 'gold', from: -380, until: 60 }],
  },
  {
    key: 'kestrel',
    name: 'Kestrel Consulting',
    country: 'IE',
    city: 'Cork',
    administrators: [],
    contracts: [
      { key: 'resale', number: 'MN-4410-2205', type: 'resale', from: -90, until: 275 },
      { key: 'suspended', number: 'MN-4410-2206', type: 'silver', from: -90, until: 275 },
    ],
  },
]

export type CustomerCast = {
  key: string
  partner: string
  name: string
  city: string
  country: string
  domain: string
  language: 'en' | 'es'
  purchase: string
  support: { number: string; from: number; until: number } | null
}

export const customers: CustomerCast[] = [
  {
    key: 'alder',
    partner: 'northbridge',
    name: 'Alder Logistics',
    city: 'Hull',
    country: 'GB',
    domain: 'alder-logistics.example',
    language: 'en',
    purchase: '48 access switches, 6 wireless controllers, managed support',
    support: { number: 'NB-S-10021', from: -300, until: 300 },
  },
  {
    key: 'bramley',
    partner: 'northbridge',
    name: 'Bramley Foods',
    city: 'Lincoln',
    country: 'GB',
    domain: 'bramley-foods.example',
    language: 'en',
    purchase: '2 core routers, 14 branch firewalls',
    support: { number: 'NB-S-10034', from: -150, until: 215 },
  },
  {
    key: 'corvus',
    partner: 'northbridge',
    name: 'Corvus Energy',
    city: 'Aberdeen',
    country: 'GB',
    domain: 'corvus-energy.example',
    language: 'en',
    purchase: 'Industrial switches for three platforms',
    support: { number: 'NB-S-10040', from: -20, until: 345 },
  },
  {
    key: 'delmar',
    partner: 'northbridge',
    name: 'Delmar Hospitals',
    city: 'Bristol',
    country: 'GB',
    domain: 'delmar-hospitals.example',
    language: 'en',
    purchase: 'Wireless for four hospitals',
    support: { number: 'NB-S-10008', from: -340, until: 25 },
  },
  {
    key: 'ember',
    partner: 'northbridge',
    name: 'Ember Studios',
    city: 'Cardiff',
    country: 'GB',
    domain: 'ember-studios.example',
    language: 'en',
    purchase: 'One firewall',
    support: null,
  },
  {
    key: 'ebro',
    partner: 'ebrored',
    name: 'Transportes del Ebro',
    city: 'Zaragoza',
    country: 'ES',
    domain: 'transportes-ebro.example',
    language: 'es',
    purchase: '30 conmutadores y la red inalámbrica de dos almacenes',
    support: { number: 'ER-2207', from: -120, until: 150 },
  },
  {
    key: 'sol',
    partner: 'ebrored',
    name: 'Clínica del Sol',
    city: 'Huesca',
    country: 'ES',
    domain: 'clinica-sol.example',
    language: 'es',
    purchase: 'Cortafuegos y red de tres edificios',
    support: { number: 'ER-2211', from: -60, until: 160 },
  },
  {
    key: 'weser',
    partner: 'halden',
    name: 'Weser Maschinenbau',
    city: 'Bremerhaven',
    country: 'DE',
    domain: 'weser-maschinenbau.example',
    language: 'en',
    purchase: 'Industrial network of one plant',
    support: { number: 'HN-0410', from: -300, until: 300 },
  },
]

/** Asks to become an administrator; the vendor has not decided yet. The last step of the seed: once this exists, all does. */
export const applicant: Human & { company: string } = {
  firstName: 'Niamh',
  lastName: 'Byrne',
  email: at('niamh.byrne', 'kestrel-consulting'),
  company: 'Kestrel Consulting',
}

/** Asked and was declined. */
export const declined: Human & { company: string } = {
  firstName: 'Stefan',
  lastName: 'Krull',
  email: at('stefan.krull', 'krull-handel'),
  company: 'Krull Handel',
}
