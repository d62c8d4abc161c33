import { expect, test } from 'vitest'
import { newApiKey } from './crypto/api-key.ts'
import { checkCode } from './crypto/check-code.ts'
import { newToken, newTypedCode } from './crypto/tokens.ts'
import { createLog } from './log.ts'

function capture() {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  return { log, last: () => lines.at(-1) ?? '' }
}

test('secret fields are replaced at any depth, whatever their spelling', () => {
  const { log, last } = capture()
  log.info(
    {
      request: { headers: { Authorization: 'S1', cookie: 'S2', 'set-cookie': ['S3'] } },
      people: [{ newPassword: 'S4' }],
    },
    'request',
  )
  expect(last()).not.toMatch(/S\d/)
  log.info({ verificationKey: 'S5', session_token: 'S6', key: 'S7', code: 'S8', apiKey: 'S9' }, 'fields')
  expect(last()).not.toMatch(/S\d/)
  log.child({ token: 'S10' }).info('child')
  expect(last()).not.toMatch(/S\d/)
})

test('an API key is replaced wherever it stands in a text, but for the part by which it is told from others', () => {
  const { log, last } = capture()
  const key = newApiKey()
  log.info({ path: `/x?k=${key}`, error: new Error(`refused ${key}`) }, 'request')
  expect(last()).not.toContain(key.slice(13, 30))
  expect(last()).toContain(`${key.slice(0, 12)}_[redacted]`)
})

test('an error’s code says what went wrong, in a copy of an error as well; a code that lets somebody in does not show', () => {
  const { log, last } = capture()
  const of = (error: unknown) => {
    log.error({ error }, 'job queue')
    return JSON.parse(last()).error
  }
  for (const code of ['23505', '57P01', 'ECONNREFUSED', 'ERR_SOCKET_CLOSED', 'CERT_HAS_EXPIRED', 'not_found']) {
    const error = Object.assign(new Error('no'), { code, detail: 'Key (email)=(S1) exists' })
    expect(of(error)).toMatchObject({ errorCode: code, message: 'no' })
    // As the job queue hands it over: a plain object.
    const copy = { ...error, message: error.message, stack: error.stack, queue: 'mail.deliver', worker: 'w1' }
    expect(of(copy)).toMatchObject({ errorCode: code, message: 'no', queue: 'mail.deliver' })
    expect(last()).not.toContain('S1')
  }
  expect(of({ message: 'no', stack: 'at', queue: { name: 'q', token: 'S1' } }).queue).toEqual({
    name: 'q',
    token: '[redacted]',
  })
  const typed = newTypedCode()
  const keys = checkCode({ dataLength: 24, group: 5 }) // as verification keys are
  const key = keys.make()
  for (const code of [typed, `${typed.slice(0, 4)} ${typed.slice(4)}`, keys.format(key), key, newToken()]) {
    expect(of(Object.assign(new Error('no'), { code })).errorCode).toBe('[redacted]')
    expect(of({ message: 'no', code }).code).toBe('[redacted]')
    expect(last()).not.toContain(code)
  }
  expect(of({ message: 'no', code: 'ECONNREFUSED' }).code).toBe('[redacted]')
})

test('what is not secret stays readable', () => {
  const { log, last } = capture()
  log.info({ partnerId: 'p1', path: '/api/v1/me' }, 'served')
  expect(JSON.parse(last())).toMatchObject({ level: 'info', partnerId: 'p1', path: '/api/v1/me', message: 'served' })
})

test('errors keep message, stack and cause, and lose passwords in URLs and database row values', () => {
  const { log, last } = capture()
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(S1) exists',
    table: 'user',
  })
  log.error({ error: new Error('cannot reach postgres://owner:S2@db/x', { cause }) }, 'failed')
  const entry = JSON.parse(last())
  expect(last()).not.toMatch(/S\d/)
  expect(entry.error.stack).toContain('log.test.ts')
  expect(entry.error.cause).toMatchObject({ errorCode: '23505', table: 'user' })
})
