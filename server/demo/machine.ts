import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Client } from './client.ts'

export type Machine = ReturnType<typeof newMachine>

/** The program at the customer: requests with a licence and a proof by a key of its own, which here nobody keeps. */
export function newMachine(client: Client, origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = publicKey.export({ format: 'jwk' })
  const address = client.newAddress()

  /** Sends an object as JSON, bytes as gzip. */
  return async function ask(licence: string, method: string, path: string, content: object | Uint8Array<ArrayBuffer>) {
    const isBytes = content instanceof Uint8Array
    const body = isBytes ? content : Buffer.from(JSON.stringify(content))
    const claims = {
      htm: method,
      htu: `${origin}/api/v1/collector${path}`,
      ath: digest(licence),
      body_sha256: digest(body),
      jti: randomUUID(),
    }
    const dpop = await new SignJWT(claims)
      .setIssuedAt()
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'EdDSA', jwk })
      .sign(privateKey)
    const headers = { authorization: `DPoP ${licence}`, dpop, 'x-forwarded-for': address }
    const type = isBytes ? 'application/gzip' : 'application/json'
    return client.machine(method, `/collector${path}`, body, { ...headers, 'content-type': type })
  }
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url')
}
