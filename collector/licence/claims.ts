import { z } from 'zod'
import { Refused } from '../command.ts'

const TYPE = 'collector-license+jwt'

const claimsSchema = z.object({
  iss: z.url({ protocol: /^https?$/ }),
  jti: z.uuid(),
  exp: z.number(),
  customer_name: z.string(),
  partner_name: z.string(),
  collector_name: z.string(),
  inventory: z.string(),
  upload_url: z.url(),
  status_url: z.url(),
  renew_url: z.url(),
  enrol_url: z.url().optional(),
})
export type Claims = z.infer<typeof claimsSchema>

/**
 * What a licence says. Whether it is genuine is the portal's to judge, which is asked with it next; `partnergate licence verify`
 * checks one offline. Its addresses are all the portal's own, and encrypted but on this very machine.
 * @throws {Refused} naming what is wrong with it
 */
export function readClaims(licence: string): Claims {
  const [header, payload] = licence.split('.').map(decoded) as [{ typ?: string } | undefined, unknown]
  const read = claimsSchema.safeParse(payload)
  if (header?.typ !== TYPE || !read.success) throw new Refused('This is no licence file of a collector.')
  const claims = read.data
  const { origin, protocol, hostname } = new URL(claims.iss)
  const addresses = [claims.upload_url, claims.status_url, claims.renew_url, claims.enrol_url ?? claims.iss]
  if (addresses.some((address) => new URL(address).origin !== origin))
    throw new Refused(`This licence names addresses that are not those of ${origin}.`)
  if (protocol !== 'https:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
    throw new Refused(`${origin} is not encrypted: a portal elsewhere has to be asked by https.`)
  return claims
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
