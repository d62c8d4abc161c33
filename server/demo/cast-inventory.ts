import type { Line } from 'partnergate-collector/wire'
import { vendorName } from './cast.ts'
import { products, serialOf } from './cast-service.ts'

/**
 * What collectors of the demonstration world find, and when. Devices are the contract's covered ones by their place in it, and others
 * that nobody covers; all of them invented.
 */
export type InventoryCast = {
  /** Name of the collector. */
  collector: string
  domain: string
  /** Of the first devices of this contract, so many are there. */
  contract: string
  covered: number
  /** Of the same vendor, in no contract. */
  uncovered: number
  places: string[]
  /** Of the collections, oldest first; the last of them some hours ago where it says 0. */
  daysAgo: number[]
}

export const inventories: InventoryCast[] = [
  {
    collector: 'Rotterdam, warehouse 2',
    domain: 'rtm.alder-logistics.example',
    contract: 'MN-7001-0101',
    covered: 48,
    uncovered: 9,
    places: ['Hall A, rack 1', 'Hall A, rack 4', 'Hall B, rack 2', 'Loading bay', 'Server room'],
    daysAgo: [61, 31, 14, 3, 0],
  },
  {
    // Nothing since: overdue (R32).
    collector: 'Bakery',
    domain: 'ripon.bramley-foods.example',
    contract: 'MN-7001-0102',
    covered: 13,
    uncovered: 11,
    places: ['Oven line 1', 'Oven line 2', 'Dispatch', 'Comms room'],
    daysAgo: [47, 19, 4],
  },
  {
    collector: 'Zaragoza, cocheras',
    domain: 'zgz.transportes-ebro.example',
    contract: 'MN-7002-0201',
    covered: 26,
    uncovered: 5,
    places: ['Cochera norte', 'Cochera sur', 'Taller', 'Sala técnica'],
    daysAgo: [40, 26, 12, 0],
  },
  {
    // No contract covers anything of it: blocked (R28).
    collector: 'Delivery van',
    domain: 'vans.alder-logistics.example',
    contract: 'MN-7001-0101',
    covered: 0,
    uncovered: 4,
    places: ['Van 14', 'Van 22'],
    daysAgo: [33],
  },
]

type Device = Extract<Line, { kind: 'device' }>
type Part = Device['components'][number]
type Found = { number: number; serials: string[]; productId: string; vendor: string }

const roles: Record<string, { role: string; family: string; versions: string[]; descr: string }> = {
  'MX-4800-48P': { role: 'acc', family: 'mxos', versions: ['7.4.2', '7.4.5', '7.6.1'], descr: 'MX-OS Access Switch' },
  'MX-4800-24P': { role: 'acc', family: 'mxos', versions: ['7.4.2', '7.4.5', '7.6.1'], descr: 'MX-OS Access Switch' },
  'MX-9504-CH': { role: 'core', family: 'mxos', versions: ['8.1.0', '8.1.3'], descr: 'MX-OS Modular Switch' },
  'MR-2200-X': { role: 'wan', family: 'mros', versions: ['22.3R1', '22.3R4', '23.1R1'], descr: 'MR-OS Router' },
  'MF-310': { role: 'fw', family: 'mfos', versions: ['5.0.11', '5.2.4'], descr: 'MF Secure Gateway' },
  'MW-620-AX': { role: 'ap', family: 'mwos', versions: ['3.9.20', '3.10.2'], descr: 'MW Access Point' },
  'HX-12': { role: 'ups', family: 'hxfw', versions: ['2.04'], descr: 'Halcyon Power Controller' },
}

/** The devices of a site over all its time. Some access switches are the first of a stack of two. */
function devicesOf(site: InventoryCast): Found[] {
  const { contract, covered, uncovered } = site
  const found: Found[] = []
  const isStack = (index: number) => index % 24 === 0 && index + products.length < covered
  for (let index = 0; index < covered; index++) {
    if (isStack(index - products.length)) continue
    const productId = products[index % products.length]?.productId ?? ''
    const serials = [
      serialOf(contract, index),
      ...(isStack(index) ? [serialOf(contract, index + products.length)] : []),
    ]
    found.push({ number: index, serials, productId, vendor: vendorName })
  }
  for (let index = 0; index < uncovered; index++) {
    const number = covered + index
    // One speaks for itself without a serial number, one is another vendor's.
    const serial = index === 2 ? '' : `MNX77${10 + inventories.indexOf(site)}${3100 + index * 11}`
    const other = index === 3
    const productId = other ? 'HX-12' : (products[(index * 5 + 3) % products.length]?.productId ?? '')
    found.push({ number, serials: [serial], productId, vendor: other ? 'Halcyon Power' : vendorName })
  }
  return found
}

/**
 * What the collection of this place in the site's time says, asked at `at` (ISO). Between two of them some devices go and come, get
 * other software, a further module or another place; now and then one does not answer.
 */
export function linesOf(site: InventoryCast, time: number, at: string): Line[] {
  return devicesOf(site)
    .filter(({ number }) => !(number % 13 === 7 && time < 2) && !(number % 17 === 11 && time > 2))
    .map((found) => {
      const address = `10.${20 + inventories.indexOf(site)}.${1 + (found.number >> 5)}.${10 + (found.number & 31) * 7}`
      if (found.number % 19 === 5 && time === 2) return { kind: 'unreached', address, polledAt: at, reason: 'silent' }
      return deviceLine(site, found, time, { address, polledAt: at })
    })
}

function deviceLine(
  { domain, places }: InventoryCast,
  { number, serials, productId, vendor }: Found,
  time: number,
  asked: { address: string; polledAt: string },
): Device {
  const { role, family, versions, descr } = roles[productId] as (typeof roles)[string]
  // Upgrades come site by site, the patient ones last, some never.
  const version = versions[Math.min(versions.length - 1, Math.max(0, time - (number % 5)))] ?? ''
  const moved = number % 9 === 4 && time > 2 ? 1 : 0
  const grown = number % 7 === 3 && time > 1
  return {
    kind: 'device',
    ...asked,
    sysName: `${role}-${String(number + 1).padStart(2, '0')}.${domain}`,
    sysDescr: `${vendor} ${descr} ${productId}, version ${version}`,
    sysObjectId: null,
    sysLocation: places[(number + moved) % places.length] ?? null,
    sysContact: `noc@${domain}`,
    vendor,
    model: productId,
    family,
    version,
    complete: true,
    components: serials.flatMap((serial, at) => partsOf(serial, at + 1, productId, { vendor, version, grown })),
  }
}

type Made = { vendor: string; version: string; grown: boolean }

/** A chassis with what sits in it; its parts' serial numbers follow from its own. */
function partsOf(serial: string, at: number, model: string, { vendor, version, grown }: Made): Part[] {
  const chassis = `${at}000`
  const part = (id: string, kind: Part['kind'], name: string, more: Partial<Part>): Part => ({
    id,
    parent: kind === 'chassis' ? null : chassis,
    kind,
    name,
    description: null,
    manufacturer: vendor,
    model: null,
    serial: null,
    hardwareVersion: null,
    firmwareVersion: null,
    softwareVersion: null,
    ...more,
  })
  const own = (letter: string) => (serial ? `${letter}${serial.slice(3)}` : null)
  const large = model.startsWith('MX')
  return [
    part(chassis, 'chassis', `Chassis ${at}`, {
      model,
      serial: serial || null,
      hardwareVersion: 'V03',
      softwareVersion: version,
    }),
    part(`${at}001`, 'power', 'Power supply 1', { model: large ? 'MP-715' : 'MP-60', serial: own('MPA') }),
    ...(large ? [part(`${at}002`, 'power', 'Power supply 2', { model: 'MP-715', serial: own('MPB') })] : []),
    part(`${at}003`, 'fan', 'Fan 1', {}),
    ...(large || grown
      ? [
          part(`${at}004`, 'module', 'Uplink module', {
            model: grown ? 'MM-8X25' : 'MM-8X',
            serial: own(grown ? 'MMB' : 'MMA'),
          }),
        ]
      : []),
  ]
}
