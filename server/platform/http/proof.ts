import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWK, jwtVerify } from 'jose'
import { z } from 'zod'
import { type Problem, problems } from './problem.ts'

/** How far a proof's clock may be from ours, in seconds, either way. */
export const PROOF_SECONDS = 300

/** Who signed a request, as far as one can tell from it: the thumbprint of a public key (RFC 7638). */
export type Proof = {
  jkt: string
  proofId: string
  /** As long as it would be accepted, its id must be remembered. */
  until: Date
  /** Base64url of the body's SHA-256; null where it speaks of none. */
  bodyDigest: string | null
}

const claimsShape = z.object({
  htm: z.string(),
  htu: z.string(),
  iat: z.number().int(),
  jti: z.string().min(16).max(128),
  ath: z.string(),
  body_sha256: z.string().optional(),
})

/**
 * Reads a proof of possession (DPoP, RFC 9449) of a request: signed by the key in its own header, for this method and address,
 * this token (`ath`), made just now. Beyond the RFC `body_sha256` binds the body. Whether it was shown before is for the
 * database to decide.
 * @throws proof_required, proof_invalid (its `detail` says what is wrong), proof_stale
 */
export async function readProof(
  shown: string | undefined,
  about: { method: string; url: string; token: string },
): Promise<Proof> {
  if (!shown) throw problems.proof_required()
  const { header, payload } = await verified(shown)
  const parsed = claimsShape.safeParse(payload)
  if (!parsed.success) throw invalid(`the claim ${parsed.error.issues[0]?.path.join('.')} is missing or malformed`)
  const { htm, htu, iat, jti, ath, body_sha256: bodyDigest } = parsed.data
  if (htm !== about.method) throw invalid(`htm is ${htm}, the request ${about.method}`)
  if (withoutQuery(htu) !== about.url) throw invalid(`htu is not ${about.url}`)
  if (ath !== digest(about.token)) throw invalid('ath is not the hash of this licence')
  const now = Math.floor(Date.now() / 1000)
  if (Math.abs(now - iat) > PROOF_SECONDS) throw problems.proof_stale({ params: { seconds: now - iat } })
  return {
    jkt: await calculateJwkThumbprint(header.jwk as JWK),
    proofId: jti,
    until: new Date((iat + PROOF_SECONDS + 1) * 1000),
    bodyDigest: bodyDigest ?? null,
  }
}

/** @throws proof_invalid when a body was sent that the proof does not speak of */
export function checkBody({ bodyDigest }: Proof, body: Uint8Array): void {
  if (bodyDigest === null && body.length === 0) return
  if (bodyDigest !== digest(body)) throw invalid('body_sha256 is not the hash of this body')
}

async function verified(shown: string) {
  try {
    const { protectedHeader, payload } = await jwtVerify(shown, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256', 'EdDSA'],
    })
    return { header: protectedHeader, payload }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
      throw invalid(error.message)
    // What the runtime says of a key that is none.
    if (error instanceof DOMException) throw invalid('the key in its header is none')
    throw error
  }
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url')
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '')
}

function invalid(detail: string): Problem {
  return problems.proof_invalid({ detail })
}
