import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

// Compared in lower case, without - and _. The last three are matched anywhere in a name: sessionToken, setupSecret.
const SECRET_NAMES = new Set(['authorization', 'cookie', 'setcookie', 'key', 'code', 'otp', 'pwd', 'proof'])
const SECRET_PARTS = [
  'password',
  'passphrase',
  'token',
  'secret',
  'apikey',
  'verificationkey',
  'privatekey',
  'credential',
]
const MAX_DEPTH = 6

/**
 * JSON lines on standard output (or `destination`). Values whose name says that they are secret are replaced, at any
 * depth; so are passwords inside URLs, and API keys. Free text is not searched: never write a secret into a message.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    errorKey: 'error',
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: Record<string, unknown>) => redact(entry, 0) as Record<string, unknown>,
    },
    serializers: { error: (value: unknown) => value },
    // The formatter above does not see what child() binds.
    redact: { paths: ['authorization', 'cookie', 'key', 'password', 'token', 'secret'], censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '')
  return SECRET_NAMES.has(plain) || SECRET_PARTS.some((part) => plain.includes(part))
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string')
    return value
      .replaceAll(/(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g, '$1:[redacted]@')
      .replaceAll(/(pgk_[0-9A-Za-z]{1,8})_[0-9A-Za-z]+/g, '$1_[redacted]')
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (depth >= MAX_DEPTH) return '[too deep]'
  if (isError(value)) return redactError(value, depth)
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecretName(name) ? '[redacted]' : redact(item, depth + 1)]),
  )
}

/** An error, or a copy of one: the job queue hands its errors over as plain objects, with the queue beside. */
function isError(value: object): value is Error {
  return (
    value instanceof Error ||
    ('message' in value && typeof value.message === 'string' && 'stack' in value && typeof value.stack === 'string')
  )
}

/**
 * What went wrong, by a name: an SQLSTATE (23505), Node's or a library's (ECONNREFUSED, ERR_SOCKET_CLOSED), or one of our own
 * problems (not_found). Typed codes are digits, keys are longer than any E… is, and neither has a low line.
 */
const ERROR_CODE = /^([0-9A-Z]{5}|E[A-Z0-9]{2,15}|[A-Z0-9]+(_[A-Z0-9]+)+|[a-z]+(_[a-z]+)*)$/

/** Database errors carry row values in `detail`, `where` and `parameters`: only the fields listed here are kept. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code, schema, table, constraint, queue } = error as Error & Record<string, unknown>
  return {
    type: error.name,
    message: redact(error.message, depth),
    ...(code === undefined ? {} : { errorCode: ERROR_CODE.test(String(code)) ? code : '[redacted]' }),
    ...(table === undefined ? {} : { schema, table, constraint }),
    ...(queue === undefined ? {} : { queue: redact(queue, depth + 1) }),
    stack: redact(error.stack, depth),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  }
}
