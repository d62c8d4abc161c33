import snmp from 'net-snmp'

/**
 * Why a device did not say what it was asked: `silent` (no answer at all), `late` (its deadline passed), `user`, `key`,
 * `level` and `privacy` (it answered that the user is unknown, the digest wrong, the security level not supported, the request
 * not to be decrypted), `refused` (an error status), `address` (nowhere to send to), `malformed` (no SNMP).
 */
export type FailureReason =
  | 'silent'
  | 'late'
  | 'user'
  | 'key'
  | 'level'
  | 'privacy'
  | 'refused'
  | 'address'
  | 'malformed'

export class SnmpFailure extends Error {
  readonly reason: FailureReason
  /** Of an error status; `tooBig` (1) asks for less at a time. */
  readonly status: number | undefined

  constructor(reason: FailureReason, message: string, status?: number) {
    super(message)
    this.reason = reason
    this.status = status
  }
}

const reports: [RegExp, FailureReason][] = [
  [/unknown user name/i, 'user'],
  [/wrong digest|digest .* does not match/i, 'key'],
  [/unsupported security level/i, 'level'],
  [/decrypt/i, 'privacy'],
]

export function failureOf(error: Error): SnmpFailure {
  if (error instanceof SnmpFailure) return error
  if (error.name === 'RequestTimedOutError') return new SnmpFailure('silent', 'no answer')
  if (error instanceof snmp.RequestFailedError) {
    const { status } = error as { status?: number }
    return new SnmpFailure('refused', `refused: ${error.message}`, status)
  }
  const reported = reports.find(([pattern]) => pattern.test(error.message))
  if (reported) return new SnmpFailure(reported[1], error.message)
  const { code } = error as NodeJS.ErrnoException
  if (typeof code === 'string') return new SnmpFailure('address', `cannot send there: ${code}`)
  return new SnmpFailure('malformed', error.message)
}
