import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../spool/files.ts'

/** In the order in which they go where several are due: who they lead to comes later. */
export const activities = ['portal', 'discover', 'collect', 'upload'] as const
export type Activity = (typeof activities)[number]

const pastSchema = z.object({
  succeededAt: z.number().optional(),
  failedAt: z.number().optional(),
  failures: z.int().min(0),
  retryAfterMs: z.number().optional(),
  /** What the last failure said. */
  why: z.string().optional(),
})
const keptSchema = z.object({
  activities: z.partialRecord(z.enum(activities), pastSchema),
  /** Within how many hours the portal expects an upload, as it last said. */
  expectedHours: z.number().optional(),
})
type Kept = { activities: Record<Activity, z.infer<typeof pastSchema>>; expectedHours?: number | undefined }

const keptFile = (folder: string) => join(folder, 'schedule.json')

/** How each activity went, in earlier runs too; nothing of one that never was, or where the file cannot be read. */
export function readPast(folder: string): Kept {
  let kept: z.infer<typeof keptSchema> = { activities: {} }
  try {
    kept = keptSchema.parse(JSON.parse(readFileSync(keptFile(folder), 'utf8')))
  } catch {
    // The worst of it: something is done a little early.
  }
  const never = { failures: 0 }
  return { ...kept, activities: { portal: never, discover: never, collect: never, upload: never, ...kept.activities } }
}

export function writePast(folder: string, past: Kept): void {
  writeWhole(keptFile(folder), `${JSON.stringify(past)}\n`)
}
