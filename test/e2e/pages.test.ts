import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Peopled, people } from './support/peopled.ts'
import { openPortal, type Portal } from './support/portal.ts'
import { type Depth, survey } from './support/survey.ts'

type Registered = { path: string }
type Reader = { cookie: string } | null

let portal: Portal
let world: Peopled
let registered: string[]

beforeAll(async () => {
  portal = await openPortal()
  await portal.markSetUp()
  world = await people(portal)
  // The router's own list: a page that somebody adds is looked at without being named here.
  const { pages } = (await import(join(import.meta.dirname, '../../web/src/app/pages.ts'))) as { pages: Registered[] }
  registered = pages.map(({ path }) => path)
})
afterAll(() => portal?.close())

/** The address of a page's pattern with every parameter filled in. */
function addressOf(pattern: string): string {
  return pattern.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const value = world.parameters[name]
    if (!value) throw new Error(`${pattern} has a parameter for which support/peopled.ts knows no value: ${name}`)
    return value
  })
}

const isVendors = (path: string) => path.startsWith('/vendor')
const isPartners = (path: string) => path.startsWith('/partner/')
const isPersons = (path: string) => /^\/(access|account|administrator-request)(\/|$)/.test(path)
const isPublic = (path: string) => !isVendors(path) && !isPartners(path) && !isPersons(path)
/** What a member of the support service is led to, or may be sent the address of. */
const isOfService = (path: string) => /^\/partner\/\$partnerId\/(overview|customers|associations)/.test(path)
/** What a vendor's auditor does not fill in, and so is looked at narrow as well when the administrator sees it. */
const isAForm = (path: string) => /\/(new|edit|import|settings|rotate)$/.test(path)
const isAList = (path: string) => /^\/partner\/\$partnerId(\/[a-z-]+)?$/.test(path)

/** Looks at pages, two at a time, and reports everything found on all of them at once. */
async function look(reader: Reader, paths: string[], depth: Depth, locale = 'en-GB'): Promise<void> {
  expect(paths.length).toBeGreaterThan(0)
  const left = [...paths]
  const findings: string[] = []
  const lookOn = async () => {
    const visit = await (reader ? portal.signedIn(reader, { locale }) : portal.stranger({ locale }))
    try {
      for (let path = left.shift(); path !== undefined; path = left.shift())
        findings.push(...(await survey(visit, path, depth)))
    } finally {
      await visit.context.close()
    }
  }
  await Promise.all([lookOn(), lookOn()])
  if (findings.length > 0) throw new Error(`${findings.length} findings:\n  ${readable(findings).join('\n  ')}`)
}

/** In order, and with the names of parameters instead of their values. */
function readable(findings: string[]): string[] {
  const names = Object.entries(world.parameters)
  return findings
    .map((finding) => names.reduce((text, [name, value]) => text.replaceAll(value, `$${name}`), finding))
    .toSorted()
}

const timeout = 600_000
const kinds: [string, () => Promise<void>][] = [
  [
    'a stranger',
    () =>
      look(
        null,
        [...registered.filter(isPublic).map(addressOf), `/confirm#t=${world.token}`, '/no/such/page'],
        'whole',
      ),
  ],
  ['a stranger in Spanish', () => look(null, ['/', '/register', '/sign-in', '/questions'], 'brief', 'es-ES')],
  ['somebody without access', () => look(world.newcomer, registered.filter(isPersons).map(addressOf), 'brief')],
  ['somebody who has asked', () => look(world.applicant, ['/administrator-request'], 'whole')],
  ['a customer’s person', () => look(world.person, registered.filter(isPersons).map(addressOf), 'whole')],
  [
    'a partner’s administrator',
    async () => {
      // What the service's own people are looked over the shoulder at is seen narrow there.
      const partners = registered.filter((path) => isPartners(path) && !isOfService(path))
      await look(world.administrator, registered.filter(isOfService).map(addressOf), 'brief')
      const ofDraft = ['issue', 'edit'].map((act) => `/partner/$partnerId/sponsorships/${world.draftId}/${act}`)
      await look(world.administrator, [...partners, ...ofDraft].map(addressOf), 'whole')
    },
  ],
  [
    'a super administrator of the support service',
    () => look(world.serving.administrator, registered.filter(isOfService).map(addressOf), 'whole'),
  ],
  ['a partner user', () => look(world.serving.user, registered.filter(isOfService).map(addressOf), 'brief')],
  [
    'the administrator of a partner that has just begun',
    () => {
      const lists = registered.filter(isAList).map((path) => path.replace('$partnerId', world.freshPartnerId))
      return look(world.ofFreshPartner, lists, 'brief')
    },
  ],
  [
    'the vendor’s administrator',
    async () => {
      const vendors = registered.filter(isVendors)
      await look(world.staff.administrator, vendors.filter(isAForm).map(addressOf), 'whole')
      const others = vendors.filter((path) => !isAForm(path))
      await look(world.staff.administrator, others.map(addressOf), 'brief')
    },
  ],
  ['a support agent', () => look(world.staff.agent, ['/vendor', '/vendor/settings', '/vendor/staff'], 'brief')],
  // In Spanish (peopled.ts), whose words are longer.
  ['an auditor on a telephone', () => look(world.staff.auditor, registered.filter(isVendors).map(addressOf), 'narrow')],
]

test.each(kinds)('every page is usable for %s', { timeout }, (_, lookAtAll) => lookAtAll())

test('the survey finds what is wrong with a page', async () => {
  const visit = await portal.stranger()
  const body = `<html data-mantine-color-scheme="light"><title>Broken</title><main><h1>Broken</h1><h1>Twice</h1>
    <img src="/icon.svg"><p style="width: 2000px; color: #ccc; cursor: pointer">pale</p></main><main></main>
    <script>console.error('a mistake')</script></html>`
  await visit.page.route('**/broken', (route) => route.fulfill({ contentType: 'text/html', body }))
  const findings = (await survey(visit, '/broken', 'brief')).join('\n')
  await visit.context.close()
  for (const part of [
    'title',
    '2 main',
    '2 headings',
    'no language',
    'image-alt',
    'color-contrast',
    'scrolled sideways',
    'mouse alone',
    'a mistake',
  ])
    expect(findings).toContain(part)
})

test('every page belongs to a reader who looks at it', () => {
  const seen = [isPublic, isPersons, isPartners, isVendors].flatMap((belongs) => registered.filter(belongs))
  expect(seen.toSorted()).toEqual(registered.toSorted())
  expect(registered.length).toBeGreaterThan(40)
})
