import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Manifest, wireVersion } from 'partnergate-collector/wire'
import type { Client as Owner } from 'pg'
import { newId } from '../platform/ids.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import { type InventoryCast, linesOf } from './cast-inventory.ts'
import type { Client } from './client.ts'
import type { Machine } from './machine.ts'

type Uploading = { ask: Machine; licence: string; version: string; partnerId: string; jobs: readonly AnyJob[] }

/** A collector's collections, one after the other, uploaded as the program does and taken in at once. */
export async function seedCollections(client: Client, site: InventoryCast, uploading: Uploading): Promise<void> {
  const { ask, licence, version, partnerId, jobs } = uploading
  for (const [time, days] of site.daysAgo.entries()) {
    const at = new Date(Date.now() - days * 86_400_000 - 5 * 3_600_000)
    const lines = linesOf(site, time, at.toISOString())
    const content = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const devices = lines.filter(({ kind }) => kind === 'device').length
    const counts = { devices, unreached: lines.length - devices }
    const collectionId = newId()
    const manifest: Manifest = {
      wireVersion,
      collection: collectionId,
      collector: { name: 'partnergate-collector', version },
      startedAt: at.toISOString(),
      endedAt: new Date(at.getTime() + 4 * 60_000).toISOString(),
      ...counts,
      chunks: [
        {
          number: 1,
          file: 'chunk-000001.ndjson.gz',
          lines: lines.length,
          bytes: content.length,
          sha256: createHash('sha256').update(content).digest('base64'),
        },
      ],
    }
    const path = `/collections/${collectionId}`
    await ask(licence, 'PUT', path, manifest)
    await ask(licence, 'PUT', `${path}/chunks/1`, content)
    await ask(licence, 'POST', `${path}/commit`, { ...counts, chunks: 1 })
    await client.work(jobs, 'inventory.process', { partnerId, collectionId })
  }
}

/** Moves the uploads to when they say that they were made; today's are not used up by them. */
export async function ageCollections(owner: Owner): Promise<void> {
  await owner.query(`update collection set created_at = collected_at + interval '5 minutes',
    accepted_at = collected_at + interval '6 minutes', ended_at = collected_at + interval '7 minutes'`)
  await owner.query(`update collector c set first_upload_at = u.first, last_upload_at = u.last
    from (select partner_id, collector_id, min(accepted_at) as first, max(accepted_at) as last from collection group by 1, 2) u
    where u.partner_id = c.partner_id and u.collector_id = c.collector_id`)
  // Registered and enrolled, or given an address, before they uploaded.
  await owner.query(`update agent_address a set made_at = c.first_upload_at - interval '1 hour' from collector c
    where c.partner_id = a.partner_id and c.collector_id = a.collector_id and c.first_upload_at is not null`)
  await owner.query(`update collector set created_at = first_upload_at - interval '2 hours',
    enrolled_at = case when enrolled_at is not null then first_upload_at - interval '1 hour' end,
    updated_at = case when updated_at = created_at then first_upload_at - interval '2 hours' else updated_at end
    where first_upload_at is not null`)
  await owner.query('update inventory set uploads_used = 0')
}
