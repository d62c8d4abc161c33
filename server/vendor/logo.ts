import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { errors } from './errors.ts'

export const logoMaxBytes = 200 * 1024

/** The image's type by its first bytes, never by what the sender says; null for everything but PNG, JPEG and WebP. */
export function imageType(bytes: Uint8Array): 'image/png' | 'image/jpeg' | 'image/webp' | null {
  const begins = (text: string, at = 0) => Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text
  if (begins('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (begins('\xff\xd8\xff')) return 'image/jpeg'
  if (begins('RIFF') && begins('WEBP', 8)) return 'image/webp'
  return null
}

/** Replaces the logo. `data` is the file in base64. SVG is refused: it can carry script. */
export async function setLogo(call: OperationCall, data: string): Promise<void> {
  const bytes = Buffer.from(data, 'base64')
  const type = imageType(bytes)
  const refuse = (code: string, message: string) => errors.logo_refused({ fields: [{ path: 'data', code, message }] })
  if (!type) throw refuse('not_an_image', 'Only PNG, JPEG and WebP')
  if (bytes.length > logoMaxBytes) throw refuse('image_too_large', 'At most 200 kB')
  await call.tx.updateTable('vendor_settings').set({ logo: bytes, logo_type: type, updated_at: new Date() }).execute()
  await auditLogo(call, 'vendor_settings.logo_changed', { type, bytes: bytes.length })
}

export async function removeLogo(call: OperationCall): Promise<void> {
  await call.tx.updateTable('vendor_settings').set({ logo: null, logo_type: null, updated_at: new Date() }).execute()
  await auditLogo(call, 'vendor_settings.logo_removed', {})
}

export async function readLogo(tx: Tx): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string } | null> {
  const row = await tx.selectFrom('vendor_settings').select(['logo', 'logo_type']).executeTakeFirstOrThrow()
  return row.logo && row.logo_type ? { bytes: new Uint8Array(row.logo), type: row.logo_type } : null
}

function auditLogo(call: OperationCall, action: string, detail: Record<string, unknown>): Promise<void> {
  return auditCall(call, {
    partnerId: null,
    action,
    objectType: 'vendor',
    objectId: 'logo',
    objectLabel: 'logo',
    why: 'vendor role administrator',
    detail,
  })
}
