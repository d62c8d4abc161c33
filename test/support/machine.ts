import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Reply, World } from './world.ts'

export type Machine = Awaited<ReturnType<typeof newMachine>>

const digest = (content: string) => createHash('sha256').update(content).digest('base64url')

/** A collector's own key, and requests with proofs made by it. */
export async function newMachine({ call, config }: Pick<World, 'call' | 'config'>, alg: 'EdDSA' | 'ES256' = 'EdDSA') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const api = '/api/v1/collector'

  /** A proof for a request; `claims` and `header` replace what an honest one says. */
  function proof(
    about: { method: string; path: string; licence: string; body?: string },
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): Promise<string> {
    const { method, path, licence, body } = about
    return new SignJWT({
      htm: method,
      htu: `${config.origin}${api}${path}`,
      iat: Math.floor(Date.now() / 1000),
      jti: randomUUID(),
      ath: digest(licence),
      ...(body !== undefined && { body_sha256: digest(body) }),
      ...claims,
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk: jwk as JWK, ...header })
      .sign(privateKey)
  }

  /** Asks with a licence; `dpop` instead of a proof of its own. */
  async function ask(method: string, path: string, licence: string, body?: object, dpop?: string): Promise<Reply> {
    const text = body && JSON.stringify(body)
    const shown = dpop ?? (await proof({ method, path, licence, ...(text && { body: text }) }))
    return call(null, method, api + path, text, { authorization: `DPoP ${licence}`, dpop: shown, origin: '' })
  }

  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    privateKey,
    proof,
    ask,
    enrol: (licence: string, said: object = {}) => ask('POST', '/enrol', licence, said),
    renew: (licence: string) => ask('POST', '/renew', licence, {}),
    self: (licence: string) => ask('GET', '/self', licence),
  }
}
