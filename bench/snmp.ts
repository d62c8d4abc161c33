import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Device } from '../collector/wire.ts'
import { collectFrom, serve } from './collecting.ts'
import { report, round } from './support.ts'

type Truth = {
  file: string
  version: string | null
  versionAccept?: string[]
  chassis: { serial: string; model: string }[]
}

/** Never a serial: as the notes of those who looked have it, apart from the collector's own rules. */
const noSerial = /^(?:(.)\1*|<.*>|\[.*\]|n\/?a|none|null|unknown|redacted|private|1234abc)$/i

/**
 * `npm run bench -- snmp --dumps DIR [--truth expected.json]`: collects a folder of .snmprec files with the real collector over
 * real SNMP. With the truth, the figure is the recall of chassis' serials, and the detail that of models and versions too.
 */
export async function run({ flags }: { flags: string[] }): Promise<void> {
  const { values } = parseArgs({
    args: flags,
    options: { dumps: { type: 'string' }, truth: { type: 'string' }, quick: { type: 'boolean' } },
  })
  if (!values.dumps) {
    console.error('Name the folder: npm run bench -- snmp --dumps DIR [--truth expected.json]')
    process.exit(2)
  }
  const served = await serve([values.dumps])
  const { lines, seconds, collected } = await collectFrom(served, {})
  served.stop()
  const read = new Map(lines.map((line) => [line.address, line]))
  const devices = new Map(
    served.devices.flatMap(({ file, address }) => {
      const line = read.get(address)
      return line?.kind === 'device' ? [[file, line] as const] : []
    }),
  )
  const found = { dumps: served.devices.length, devices: collected.manifest.devices, seconds: round(seconds) }
  const placeholders = [...devices].flatMap(([file, device]) =>
    device.components.flatMap(({ serial }) => (serial && noSerial.test(serial) ? [`${file}: ${serial}`] : [])),
  )
  const recalled = values.truth ? compare(JSON.parse(readFileSync(values.truth, 'utf8')), devices) : described(devices)
  report({
    name: 'snmp',
    figure: recalled.figure,
    unit: values.truth ? 'recall of chassis serials' : 'share of devices with a chassis serial',
    baseline: 1,
    ratio: recalled.figure,
    detail: { ...found, ...recalled.detail, placeholders },
  })
}

function compare(truth: Truth[], devices: Map<string, Device>) {
  const counted = { serials: [0, 0], models: [0, 0], versions: [0, 0] } as Record<string, [number, number]>
  const missed: string[] = []
  const beyond: string[] = []
  const count = (what: string, is: boolean, says: () => string) => {
    const pair = counted[what] as [number, number]
    pair[0] += is ? 1 : 0
    pair[1] += 1
    if (!is) missed.push(says())
  }
  for (const { file, chassis, version, versionAccept = [] } of truth) {
    const device = deviceOf(file, devices)
    const keys = device?.components.filter(({ kind }) => kind === 'chassis') ?? []
    for (const { serial, model } of chassis) {
      const key = keys.find((one) => same(one.serial, serial))
      count('serials', key !== undefined, () => `${file}: serial ${serial}, not in ${keys.map((one) => one.serial)}`)
      const said = key?.model ?? device?.model ?? null
      count('models', same(said, model), () => `${file}: model ${model}, said ${said}`)
    }
    if (version) {
      const accepted = [version, ...versionAccept].some((one) => same(device?.version ?? null, one))
      count('versions', accepted, () => `${file}: version ${version}, said ${device?.version}`)
    }
    for (const { serial } of keys)
      if (!chassis.some((one) => same(one.serial, serial ?? ''))) beyond.push(`${file}: ${serial}`)
  }
  const recall = Object.fromEntries(
    Object.entries(counted).map(([what, [is, of]]) => [what, of === 0 ? 1 : round(is / of, 4)]),
  )
  return { figure: recall.serials as number, detail: { recall, counted, missed, beyondTruth: beyond } }
}

/** Truth may name files from where it lies, dumps from the folder that was served. */
function deviceOf(file: string, devices: Map<string, Device>): Device | undefined {
  const exact = devices.get(file)
  if (exact) return exact
  const ends = [...devices].filter(([served]) => file.endsWith(`/${served}`) || served.endsWith(`/${file}`))
  return ends.length === 1 ? ends[0]?.[1] : undefined
}

function same(said: string | null, truth: string): boolean {
  const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toUpperCase()
  return said !== null && plain(said) === plain(truth)
}

function described(devices: Map<string, Device>) {
  const all = [...devices.values()]
  const share = (has: (device: Device) => unknown) =>
    all.length === 0 ? 0 : round(all.filter(has).length / all.length, 4)
  const serials = share(({ components }) => components.some(({ kind, serial }) => kind === 'chassis' && serial))
  const detail = {
    serials,
    models: share(({ model }) => model),
    versions: share(({ version }) => version),
    vendors: share(({ vendor }) => vendor),
  }
  const rows = [...devices].map(([file, { vendor, family, model, version, components }]) => ({
    file,
    vendor,
    family,
    model,
    version,
    serials: components.flatMap(({ kind, serial }) => (kind === 'chassis' && serial ? [serial] : [])),
  }))
  for (const row of rows) console.log(JSON.stringify(row))
  return { figure: serials, detail }
}
