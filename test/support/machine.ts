import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Reply, World } from './world.ts'

export type Machine = Awaited<ReturnType<typeof newMachine>>

const digest = (content: string | Uint8Array) => createHash('sha256').update(content).digest('base64url')

/** A collector's own key, and requests with proofs made by it. */
export async function newMachine(
  { call, config, app }: Pick<World, 'call' | 'config' | 'app'>,
  alg: 'EdDSA' | 'ES256' = 'EdDSA',
) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const api = '/api/v1/collector'

  /** A proof for a request; `claims` and `header` replace what an honest one says. */
  function proof(
    about: { method: string; path: string; licence: string; body?: string | Uint8Array },
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

  /** Sends bytes as they are. */
  async function send(
    path: string,
    licence: string,
    content: Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) {
    const dpop = await proof({ method: 'PUT', path, licence, body: content })
    const response = await app.request(`${config.origin}${api}${path}`, {
      method: 'PUT',
      body: content,
      headers: { 'content-type': 'application/gzip', authorization: `DPoP ${licence}`, dpop, ...headers },
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers, text }
  }

  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    privateKey,
    proof,
    ask,
    send,
    enrol: (licence: string, said: object = {}) => ask('POST', '/enrol', licence, said),
    renew: (licence: string) => ask('POST', '/renew', licence, {}),
    self: (licence: string) => ask('GET', '/self', licence),
  }
}
