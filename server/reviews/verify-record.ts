import type { JSONWebKeySet } from 'jose'
import { canonicalJson } from '../platform/signing/canonical.ts'
import { verifyDetached } from '../platform/signing/verify.ts'
import { RECORD_TYPE } from './record.ts'

export type Finding = { ok: boolean; text: string }

type Signed = {
  record: { partner: { name: string }; review: { title: string; closedAt: string }; rows: unknown[] }
  signature: string
}

/**
 * Checks every record in a file of an access review against published keys, and asks nobody. Answers a line for each.
 * @throws Error when it is no such file.
 */
export async function verifyRecords(file: string, keys: JSONWebKeySet): Promise<Finding[]> {
  const { records } = JSON.parse(file) as { records?: Signed[] }
  if (!Array.isArray(records) || records.length === 0) throw new Error('This is not the record of an access review.')
  const findings: Finding[] = []
  for (const { record, signature } of records) {
    const what = `“${record?.review?.title}” of ${record?.partner?.name}`
    try {
      const keyId = await verifyDetached(canonicalJson(record as never), String(signature), keys, RECORD_TYPE)
      const rows = record.rows.length
      findings.push({
        ok: true,
        text: `${what}, closed ${record.review.closedAt}, ${rows} rows: as signed with ${keyId}`,
      })
    } catch (error) {
      findings.push({ ok: false, text: `${what}: NOT as it was signed (${(error as Error).message})` })
    }
  }
  return findings
}
