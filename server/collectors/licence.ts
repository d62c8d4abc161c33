import { wireLimits } from 'partnergate-collector/wire'
import type { Config } from '../platform/config.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { LICENCE_TYPE } from '../platform/http/collector.ts'
import { newId } from '../platform/ids.ts'
import { signClaims } from '../platform/signing/keys.ts'
import { insertLicence } from './queries.ts'

/** A file waits so long for a machine; what a machine holds lasts longer, and is renewed by itself in the last third. */
const FILE_DAYS = 30
const BOUND_DAYS = 90
const RENEW_DAYS = 60

export const formats = ['partnergate-ndjson+gzip']
/** R29, and what a chunk of an upload may hold: inflated, so that a bomb does not fit. */
export const limits = {
  uploads_per_day: 5,
  devices_per_chunk: wireLimits.linesPerChunk,
  bytes_per_chunk: wireLimits.bytesPerChunk,
}

/** Where a collector asks, below the portal's origin. */
export const collectorApi = '/api/v1/collector'

export type Licensed = {
  partnerId: string
  partnerName: string
  customerId: string
  customerName: string
  collectorId: string
  name: string
  inventoryName: string
}
export type Issued = { licenceId: string; licence: string; expiresAt: Date; renewAfter: Date }

/**
 * Signs and records a licence (decision 25): a file with a code that enrols one machine, or one bound to a machine's key by
 * `cnf.jkt` (RFC 7800, RFC 9449). No secret in it but that code, whose hash is kept.
 */
export async function issueLicence(
  tx: Tx,
  config: Config,
  of: Licensed,
  given: { jkt: string } | { issuedBy: string; file: true },
): Promise<Issued> {
  const licenceId = newId()
  const jkt = 'jkt' in given ? given.jkt : null
  const code = jkt === null ? newToken() : null
  const at = Math.floor(Date.now() / 1000)
  const days = jkt === null ? FILE_DAYS : BOUND_DAYS
  const exp = at + days * 86_400
  const base = `${config.origin}${collectorApi}`
  const { token, keyId } = await signClaims(
    tx,
    config.secret,
    {
      iss: config.origin,
      sub: of.collectorId,
      jti: licenceId,
      iat: at,
      nbf: at,
      exp,
      partner: of.partnerId,
      partner_name: of.partnerName,
      customer: of.customerId,
      customer_name: of.customerName,
      collector: of.collectorId,
      collector_name: of.name,
      inventory: of.inventoryName,
      upload_url: `${base}/collections`,
      status_url: `${base}/self`,
      renew_url: `${base}/renew`,
      formats,
      limits,
      ...(code !== null && { enrol_url: `${base}/enrol`, enrolment_code: code }),
      ...(jkt !== null && { cnf: { jkt } }),
    },
    LICENCE_TYPE,
  )
  const expiresAt = new Date(exp * 1000)
  await insertLicence(tx, {
    partnerId: of.partnerId,
    customerId: of.customerId,
    collectorId: of.collectorId,
    licenceId,
    keyId,
    codeHash: code === null ? null : hashToken(code),
    jkt,
    issuedBy: 'issuedBy' in given ? given.issuedBy : null,
    expiresAt,
  })
  return { licenceId, licence: token, expiresAt, renewAfter: renewAfter(expiresAt) }
}

/** From when on a licence that ends then should be renewed. */
export function renewAfter(expiresAt: Date): Date {
  return new Date(expiresAt.getTime() - (BOUND_DAYS - RENEW_DAYS) * 86_400_000)
}
