import snmp from 'net-snmp'
import { z } from 'zod'

const key = z.string().min(8, 'a key has at least 8 characters')

export const authAlgorithms = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const
export const privAlgorithms = ['des', 'aes128', 'aes256', 'aes256-blumenthal'] as const

/** What a device is asked with. A v3 user without `auth` is noAuthNoPriv, without `priv` authNoPriv. */
export const credentialSchema = z.union([
  z.object({ version: z.literal('2c'), community: z.string().min(1) }),
  z
    .object({
      version: z.literal('3'),
      user: z.string().min(1),
      auth: z.object({ algorithm: z.enum(authAlgorithms), key }).optional(),
      priv: z.object({ algorithm: z.enum(privAlgorithms), key }).optional(),
    })
    .refine(({ auth, priv }) => auth || !priv, 'privacy needs authentication'),
])
export type Credential = z.infer<typeof credentialSchema>

/** Two ways of stretching a key to AES-256 are in use; Cisco's (Reeder's) is the more common one. */
const privacyOf = {
  des: snmp.PrivProtocols.des,
  aes128: snmp.PrivProtocols.aes,
  aes256: snmp.PrivProtocols.aes256r,
  'aes256-blumenthal': snmp.PrivProtocols.aes256b,
} as const

export function libraryUser({ user, auth, priv }: Extract<Credential, { version: '3' }>) {
  const { noAuthNoPriv, authNoPriv, authPriv } = snmp.SecurityLevel
  return {
    name: user,
    level: priv ? authPriv : auth ? authNoPriv : noAuthNoPriv,
    ...(auth && { authProtocol: snmp.AuthProtocols[auth.algorithm], authKey: auth.key }),
    ...(priv && { privProtocol: privacyOf[priv.algorithm], privKey: priv.key }),
  }
}
