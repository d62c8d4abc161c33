import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../spool/files.ts'

const knownSchema = z.object({
  address: z.string(),
  /** The name of the credential that worked. */
  credential: z.string(),
  sysName: z.string().nullable(),
  sysObjectId: z.string().nullable(),
  /** Other addresses at which the same device answered. */
  also: z.array(z.string()),
  foundBy: z.enum(['range', 'seed', 'lldp', 'cdp']),
  foundAt: z.iso.datetime(),
})
export type Known = z.infer<typeof knownSchema>

const knownFile = (folder: string) => join(folder, 'devices.ndjson')

/** What was discovered; nothing before the first time. A line that cannot be read is left out. */
export function readKnown(folder: string): Known[] {
  const file = knownFile(folder)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      try {
        return knownSchema.safeParse(JSON.parse(line)).data ?? []
      } catch {
        return []
      }
    })
}

export function writeKnown(folder: string, devices: Known[]): void {
  writeWhole(knownFile(folder), devices.map((device) => `${JSON.stringify(device)}\n`).join(''))
}
