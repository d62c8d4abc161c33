import { deriveKey, open, seal } from '../platform/crypto/tokens.ts'

/** What of an SNMP credential nobody reads back. */
export type NetworkSecrets = {
  community?: string | undefined
  authPassword?: string | undefined
  privPassword?: string | undefined
}
type Place = { collectorId: string; number: number }

/** Bound to the registration and the number of the credential: copied into another row it opens nothing. */
const contextOf = ({ collectorId, number }: Place) => `${collectorId}/${number}`

export function sealSecrets(secret: string, place: Place, secrets: NetworkSecrets): Buffer {
  return seal(deriveKey(secret, 'network credential'), JSON.stringify(secrets), contextOf(place))
}

export function openSecrets(secret: string, place: Place, sealed: Uint8Array): NetworkSecrets {
  return JSON.parse(open(deriveKey(secret, 'network credential'), sealed, contextOf(place))) as NetworkSecrets
}
