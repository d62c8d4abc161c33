import { readFile } from 'node:fs/promises'
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { type Command, Refused, textOf, UsageError } from './command.ts'
import { say } from './output.ts'
import { readSettings } from './settings.ts'

const keysPath = '/.well-known/partnergate-keys.json'
const longest = 64 * 1024

export const licenceCommand: Command = {
  usage: 'verify FILE [options]',
  summary: 'Check a collector’s licence against the portal’s published keys, and say what is in it',
  details:
    'Asks the portal for nothing but its public keys, and with --keys FILE not even that: it says whether the licence is genuine and in\n' +
    'date, not whether it was revoked since. Ends with 1 when it is not good. An enrolment code is not shown.',
  options: {
    keys: {
      type: 'string',
      value: 'FILE|URL',
      help: `The published keys: a saved ${keysPath}, or the portal; without it the portal of login`,
    },
    json: { type: 'boolean', help: 'As JSON' },
  },
  async run({ args, given }) {
    const [what, file] = args
    if (what !== 'verify' || !file) throw new UsageError('Verify which file? partnergate licence verify FILE')
    const token = (await text(file)).trim()
    const { keys, issuer } = await keysFrom(textOf(given, 'keys') ?? (await readSettings()).origin)
    const { claims, keyId, wrong } = await checked(token, keys, issuer)
    const shown = { ...claims, ...('enrolment_code' in claims && { enrolment_code: '(not shown)' }) }
    if (given.json) say(JSON.stringify({ valid: wrong === null, ...(wrong && { wrong }), keyId, claims: shown }))
    else for (const line of linesOf(shown)) say(line)
    if (wrong) throw new Refused(wrong)
    if (!given.json) say(`Genuine and in date; signed by ${keyId}.`)
  },
}

type Checked = { claims: JWTPayload; keyId: string; wrong: string | null }

/** What a genuine licence says, and what is wrong with it; whoever did not sign it says nothing worth showing. */
async function checked(token: string, keys: JSONWebKeySet, issuer: string | undefined): Promise<Checked> {
  const options = { typ: 'collector-license+jwt', algorithms: ['EdDSA'], ...(issuer && { issuer }) }
  try {
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys), options)
    const keyId = protectedHeader.kid ?? ''
    return { claims: payload, keyId, wrong: retired(keys, keyId) }
  } catch (error) {
    // jose checks the signature before the dates.
    if (error instanceof errors.JWTExpired)
      return { claims: decodeJwt(token), keyId: '', wrong: `The licence expired on ${moment(error.payload.exp)}` }
    if (error instanceof errors.JWKSNoMatchingKey)
      throw new Refused('None of these keys signed this licence: it is another portal’s, or was altered')
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      throw new Refused(`This is no licence of this portal: ${error.message}`)
    throw error
  }
}

/** A key that was replaced is accepted on licences for a while only. */
function retired({ keys }: JSONWebKeySet, keyId: string): string | null {
  const key: Record<string, unknown> | undefined = keys.find(({ kid }) => kid === keyId)
  const until = key?.licences_until
  if (typeof until !== 'number' || until > Date.now() / 1000) return null
  return `The key that signed it is no longer accepted since ${moment(until)}`
}

async function keysFrom(place: string | undefined): Promise<{ keys: JSONWebKeySet; issuer: string | undefined }> {
  if (!place) throw new UsageError(`Against which keys? --keys FILE or URL; the portal has them at ${keysPath}`)
  const url = /^https?:\/\//i.test(place) ? new URL(place) : undefined
  const content = url ? await fetched(new URL(url.pathname === '/' ? keysPath : url.pathname, url)) : await text(place)
  try {
    const keys = JSON.parse(content) as JSONWebKeySet
    createLocalJWKSet(keys)
    return { keys, issuer: url?.origin }
  } catch {
    throw new Refused(`${place} holds no keys`)
  }
}

async function fetched(url: URL): Promise<string> {
  const answer = await fetch(url, { redirect: 'error' }).catch((error: Error) => {
    throw new Refused(`${url} cannot be read: ${error.message}`)
  })
  if (!answer.ok) throw new Refused(`${url} answers ${answer.status}`)
  return answer.text()
}

async function text(file: string): Promise<string> {
  const content = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(error.message)
  })
  if (content.length > longest) throw new Refused(`${file} is too large to be one`)
  return content
}

function linesOf(claims: JWTPayload): string[] {
  const dates = ['iat', 'nbf', 'exp']
  const value = (name: string, given: unknown) =>
    dates.includes(name) ? moment(given) : typeof given === 'string' ? given : JSON.stringify(given)
  const width = Math.max(...Object.keys(claims).map((name) => name.length))
  return Object.entries(claims).map(([name, given]) => `${name.padEnd(width)}  ${value(name, given)}`)
}

function moment(seconds: unknown): string {
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : String(seconds)
}
