import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'

/**
 * Checks a detached JWS over a text against published keys; asks nobody. Answers the id of the key that signed.
 * @throws Error when no published key made this signature over exactly this text, or it signs another type of document.
 */
export async function verifyDetached(
  text: string,
  signature: string,
  keys: JSONWebKeySet,
  type: string,
): Promise<string> {
  const [header, nothing, bytes] = signature.split('.')
  if (nothing !== '') throw new Error('the signature is not a detached JWS')
  const payload = Buffer.from(text, 'utf8').toString('base64url')
  const { protectedHeader } = await compactVerify(`${header}.${payload}.${bytes}`, createLocalJWKSet(keys), {
    algorithms: ['EdDSA'],
  })
  if (protectedHeader.typ !== type)
    throw new Error(`the signature is one of a ${protectedHeader.typ}, not of a ${type}`)
  return protectedHeader.kid ?? ''
}
