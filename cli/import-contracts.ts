import { basename } from 'node:path'
import { ApiProblem, type components, everyItem, type Partnergate, take, uploadContracts } from '@partnergate/client'
import { type Command, type Given, type Options, Refused, textOf, UsageError } from './command.ts'
import { openFile, untilDone } from './file.ts'
import { interruptible } from './interrupt.ts'
import { countedRows, endProgress, lastDay, say } from './output.ts'

type Import = components['schemas']['Import']
type Finding = components['schemas']['ImportFinding']
type Field = keyof Import['mapping']

export const contractsOptions: Options = {
  sheet: { type: 'string', value: 'NAME', help: 'Of a workbook: this sheet, not the first with rows' },
  map: {
    type: 'string',
    multiple: true,
    value: 'FIELD=COLUMN',
    help: 'The column (its title, or A, B, …) of a field that was not recognised, or was wrongly',
  },
  'date-order': { type: 'string', value: 'iso|dmy|mdy', help: 'How dates with slashes are meant; iso refuses them' },
  'create-customers': { type: 'boolean', help: 'Record customers that a partner does not have yet' },
  'end-missing': { type: 'string', value: 'none|lines|contracts', help: 'End what is recorded and not in the file' },
  vendor: { type: 'string', value: 'NAME', help: 'The vendor of lines that name none' },
  reason: {
    type: 'string',
    value: 'TEXT',
    help: 'With --apply: why, where the file stops something; it goes to the audit log',
  },
}

export async function importContracts({ given, connect }: Parameters<Command['run']>[0], path: string): Promise<void> {
  const file = await openFile(path)
  const { api, key, origin } = await connect()
  if (key.partner) throw new UsageError('Contracts are imported with a key of the vendor')
  let importId: string | undefined
  const at = () => `${origin}/vendor/contracts/import/${importId}`
  const work = async () => {
    const uploaded = await uploadContracts(api, file, { name: basename(path), sheet: textOf(given, 'sheet') })
    importId = uploaded.importId
    const checked = await check(api, uploaded, given)
    const findings = await findingsOf(api, checked)
    const applies = given.apply && ((checked.counts?.errorRows ?? 0) === 0 || given['good-rows'] === true)
    return { checked, findings, applied: applies ? await apply(api, checked, given) : checked }
  }
  const { checked, findings, applied } = await interruptible(work, {
    stop: () => (importId ? withdraw(api, importId, at()) : Promise.resolve('Nothing was uploaded, nor recorded')),
    leaving: () => (importId ? `; the import then goes on at ${at()}` : ''),
  })
  endProgress()
  const wrong = checked.counts?.errorRows ?? 0
  const outcome = applied ?? checked
  const note = applied
    ? applied.state === 'checked' && `Checked only; nothing was changed. It waits at ${at()}`
    : 'Nothing to apply: the records say so already.'
  say(given.json ? JSON.stringify({ ...outcome, findings }) : inWords(outcome, findings, note || null))
  if (wrong > 0 && !(given.apply && given['good-rows']))
    throw new Refused(`Rows that are wrong: ${wrong}; ${given.apply ? 'nothing was applied' : 'nothing was changed'}`)
}

/** Ends it on the portal, waits until that is so, and says how it ended: it may have been applied a moment before. */
async function withdraw(api: Partnergate, importId: string, at: string): Promise<string> {
  const params = { path: { importId } }
  const read = () => take(api.GET('/api/v1/vendor/imports/{importId}', { params }))
  try {
    await api.POST('/api/v1/vendor/imports/{importId}/cancel', { params }).catch((error: unknown) => {
      if (!(error instanceof ApiProblem && error.code === 'import_wrong_state')) throw error
    })
    const { state } = await untilDone(await read(), read, (now) =>
      now.state === 'checking' || now.state === 'applying'
        ? { doing: 'stopping', done: now.progress, of: now.progressTotal }
        : null,
    )
    return state === 'applied' ? `It was applied before it could be stopped: ${at}` : 'Cancelled; nothing was recorded'
  } catch (error) {
    return `It could not be stopped, and goes on at ${at}: ${(error as Error).message}`
  }
}

async function check(api: Partnergate, uploaded: Import, given: Given): Promise<Import> {
  const { importId } = uploaded
  const body = { mapping: mappingOf(uploaded, given), options: optionsOf(uploaded, given) }
  return waited(
    api,
    await take(api.POST('/api/v1/vendor/imports/{importId}/check', { params: { path: { importId } }, body })),
    'checking',
  )
}

/** Null when the file says what is recorded already: run again, an import is done, not wrong. */
async function apply(api: Partnergate, { importId, impact }: Import, given: Given): Promise<Import | null> {
  const path = { importId }
  const reason = textOf(given, 'reason')
  const body = { mode: given['good-rows'] === true ? ('good' as const) : ('all' as const), ...(reason && { reason }) }
  const started = await take(api.POST('/api/v1/vendor/imports/{importId}/apply', { params: { path }, body })).catch(
    (error: unknown) => {
      if (error instanceof ApiProblem && error.code === 'import_changes_nothing') return null
      if (error instanceof ApiProblem && error.fields.some((field) => field.path === 'reason'))
        throw new Refused(['Nothing was applied: say why with --reason', ...(impact ? stopsOf(impact) : [])].join('\n'))
      throw error
    },
  )
  return started && waited(api, started, 'applying')
}

/** @throws Refused when the portal gave it up, with what it says; nothing is recorded then. */
async function waited(api: Partnergate, first: Import, doing: 'checking' | 'applying'): Promise<Import> {
  const path = { importId: first.importId }
  const ended = await untilDone(
    first,
    () => take(api.GET('/api/v1/vendor/imports/{importId}', { params: { path } })),
    (now) => (now.state === doing ? { doing, done: now.progress, of: now.progressTotal } : null),
  )
  if (ended.state === 'cancelled') throw new Refused('Cancelled; nothing was recorded')
  if (ended.state === 'failed') {
    const { code = 'internal', params = {} } = ended.fault ?? {}
    throw new Refused(`Nothing was recorded: ${plain(code, params)}`)
  }
  return ended
}

/** What the portal recognised by the columns' titles, and what --map says beyond. */
function mappingOf({ mapping, header }: Import, given: Given): Import['mapping'] {
  const mapped: Record<string, number | undefined> = { ...mapping }
  for (const one of (given.map as string[] | undefined) ?? []) {
    const [field = '', column = ''] = one.split(/=(.*)/s)
    const title = header.findIndex((name) => name.trim().toLowerCase() === column.trim().toLowerCase())
    const place = title >= 0 ? title : placeOfLetters(column)
    if (!field || place < 0 || place >= header.length)
      throw new UsageError(`--map ${one}: the columns are ${header.join(', ')}`)
    mapped[field] = place
  }
  return mapped as Record<Field, number>
}

/** A is 0, Z 25, AA 26; -1 when it is no such name. */
function placeOfLetters(text: string): number {
  if (!/^[A-Z]{1,2}$/.test(text)) return -1
  return [...text].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function optionsOf({ options }: Import, given: Given): Import['options'] {
  const text = (name: string) => textOf(given, name)
  return {
    ...options,
    createCustomers: given['create-customers'] === true,
    endMissing: (text('end-missing') ?? 'none') as 'none',
    dateOrder: (text('date-order') ?? options.dateOrder) as 'iso',
    vendor: text('vendor') ?? options.vendor,
  }
}

async function findingsOf(api: Partnergate, { importId, counts }: Import): Promise<Finding[]> {
  if (!counts?.errors) return []
  const read = (query: object) =>
    api.GET('/api/v1/vendor/imports/{importId}/findings', { params: { path: { importId }, query } })
  return Array.fromAsync(everyItem<Finding>(read))
}

function inWords({ fileName, state, mode, counts, impact }: Import, findings: Finding[], note: string | null): string {
  if (!counts) return fileName
  const { rows, errorRows, contracts, lines, customers } = counts
  const counted = (what: string, of: typeof contracts) =>
    `${what}: ${of.new} new, ${of.changed} changed, ${of.unchanged} unchanged, ${of.missing} missing from the file`
  const stops = impact ? stopsOf(impact) : []
  return [
    `${fileName}: ${countedRows(rows)}, ${errorRows} wrong`,
    counted('contracts', contracts),
    counted('lines', lines),
    ...(customers > 0 ? [`customers recorded with it: ${customers}`] : []),
    ...stops,
    ...findings.map(
      ({ row, column, header, field, code, value, params }) =>
        `row ${row}${column ? `, column ${column} (${header})` : field ? `, ${field}` : ''}: ${plain(code, params)}${value && ` “${value}”`}`,
    ),
    ...(state === 'applied' ? [`Applied${mode === 'good' ? ', the good rows only' : ''}.`] : []),
    ...(note ? [note] : []),
  ].join('\n')
}

type Stop = [count: number, what: string, names: string[]]

/** What the file would stop or shorten: how many, and the names that there are. */
function stopsOf(impact: NonNullable<Import['impact']>): string[] {
  const { sponsorships, entitlements, services, endsEarlier, servicesEarlier, readingEarlier } = impact
  const all: Stop[] = [
    [impact.people, 'people lose access', impact.names],
    [
      impact.sponsorshipCount,
      'sponsorships stop',
      sponsorships.map((one) => `${one.customerName} (${one.partnerName})`),
    ],
    [entitlements.length, 'kinds of access stop', entitlements.map(({ entitlementId }) => entitlementId)],
    [impact.serviceCount, 'customers’ support service ends', services.map(serviceStop)],
    [impact.memberCount, 'people of partners are left without a customer', impact.members],
    [impact.collectorCount, 'collectors can upload no more', impact.collectors],
  ]
  if (endsEarlier) all.push([endsEarlier.people, `people keep access, but only until ${lastDay(endsEarlier.at)}`, []])
  if (servicesEarlier) {
    const { customers, at } = servicesEarlier
    all.push([customers, `customers keep the support service, the first only until ${lastDay(at)}`, []])
  }
  if (readingEarlier) {
    const names = readingEarlier.services.map(
      ({ customerName, partnerName, closesAt }) => `${customerName} (${partnerName}, until ${lastDay(closesAt)})`,
    )
    all.push([readingEarlier.customers, 'customers stay read-only, but for less long', names])
  }
  return all
    .filter(([count]) => count > 0)
    .map(([count, what, names]) => `stops: ${count} ${what}${names.length > 0 ? `: ${some(names, count)}` : ''}`)
}

type ServiceStop = NonNullable<Import['impact']>['services'][number]

/** A customer, what becomes of it, and the partner's people who lose it. */
function serviceStop({ customerName, partnerName, closesAt, memberCount, members }: ServiceStop): string {
  const becomes = closesAt ? `read-only until ${lastDay(closesAt)}` : 'closed'
  const people = `${memberCount} people${members.length > 0 ? `: ${some(members, memberCount)}` : ''}`
  return `${customerName} (${partnerName}, ${becomes}; ${people})`
}

const some = (names: string[], count: number) => `${names.join(', ')}${count > names.length ? ', …' : ''}`

function plain(code: string, params: Record<string, string | number>): string {
  const said = Object.entries(params).map(([name, value]) => `${name} ${value}`)
  return `${code.replaceAll('_', ' ')}${said.length > 0 ? ` (${said.join(', ')})` : ''}`
}
