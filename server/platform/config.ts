import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { DEFAULT_ROLE_PREFIX } from './db/roles.ts'
import { parseDatabaseUrl } from './db/url.ts'

const flag = z.enum(['0', '1', 'true', 'false'], 'must be 0 or 1').transform((text) => text === '1' || text === 'true')
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)
const url = (...schemes: string[]) =>
  z.string().refine(
    (text) => {
      const parsed = URL.canParse(text) ? new URL(text) : undefined
      return parsed !== undefined && schemes.includes(parsed.protocol)
    },
    { message: `must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`, abort: true },
  )
const origin = url('http:', 'https:').refine(
  (text) => new URL(text).origin === text.replace(/\/$/, ''),
  'must be scheme, host and port only, such as https://partners.example.com',
)
const databaseUrl = z
  .string()
  .refine((text) => parseDatabaseUrl(text) !== null, 'must be a URL that starts with postgres://')
const address = /^(?:[^<>@\s][^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/

const environment = z.object({
  ROLE: z.enum(['web', 'worker', 'all'], 'must be web, worker or all').default('all'),
  PORT: integer(0, 65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_APP_URL: databaseUrl.optional(),
  DATABASE_POOL_SIZE: integer(2, 500).default(10),
  DATABASE_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a short lower-case name')
    .default(DEFAULT_ROLE_PREFIX),
  ORIGIN: origin.optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().regex(address, 'must be an address, or a name and <address>').optional(),
  SECRET: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits; make one with: openssl rand -hex 32')
    .transform((text) => text.toLowerCase())
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a level such as info')
    .optional(),
  DEMO: flag.default(false),
  TRUSTED_PROXIES: integer(0, 10).default(0),
  SHUTDOWN_SECONDS: integer(0, 600).default(20),
})

/** What does not go together, of values as they were given; what is wrong with one of them alone is not said again. */
function mistakesBetween(given: Record<string, string | undefined>): string[] {
  const { DATABASE_URL, DATABASE_APP_URL, SECRET, DATABASE_ROLE_PREFIX = DEFAULT_ROLE_PREFIX } = given
  const mistakes: string[] = []
  if (DATABASE_URL && !SECRET)
    mistakes.push(
      'SECRET is required with DATABASE_URL, the same for every process; make one with: openssl rand -hex 32',
    )
  if (DATABASE_APP_URL && !DATABASE_URL) mistakes.push('DATABASE_APP_URL needs DATABASE_URL beside it')
  const appUrl = DATABASE_APP_URL ? parseDatabaseUrl(DATABASE_APP_URL) : null
  const appRole = `${DATABASE_ROLE_PREFIX}_app`
  if (appUrl && appUrl.user !== appRole)
    mistakes.push(`DATABASE_APP_URL must sign in as ${appRole} (DATABASE_ROLE_PREFIX changes the first part)`)
  return mistakes
}

export type Config = {
  role: 'web' | 'worker' | 'all'
  /** 0 lets the system choose; the server logs which it got. */
  port: number
  host: string
  /** Absolute. Holds secrets and, without databaseUrl, the database. */
  dataDir: string
  /** Owner of the schema. Undefined: the server runs its own PostgreSQL. */
  databaseUrl: string | undefined
  databaseAppUrl: string | undefined
  databasePoolSize: number
  databaseRolePrefix: string
  /** Public origin without a trailing slash; cookies and links are made for it. */
  origin: string
  smtpUrl: string | undefined
  mailFrom: string
  /** 64 hexadecimal digits. Use through deriveKey only. */
  secret: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  demo: boolean
  /** How many proxies in front add to X-Forwarded-For. */
  trustedProxies: number
  shutdownSeconds: number
}

export class ConfigError extends Error {
  readonly mistakes: string[]
  constructor(mistakes: string[]) {
    super(`The configuration is not right:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`)
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/**
 * Reads the configuration from environment variables; an empty variable counts as absent. Without DATABASE_URL a
 * secret is generated at the first start and kept in DATA_DIR/secrets.json (mode 0600).
 * @throws ConfigError listing every mistake.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = environment.safeParse(given)
  const alone = result.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []
  const mistakes = [...alone, ...mistakesBetween(given)]
  if (!result.success || mistakes.length > 0) throw new ConfigError(mistakes)
  const values = result.data
  // The demonstration world has a folder of its own, and a terminal that people read.
  const dataDir = resolve(values.DATA_DIR ?? (values.DEMO ? './data/demo' : './data'))
  const origin = (values.ORIGIN ?? `http://localhost:${values.PORT}`).replace(/\/$/, '')
  return {
    role: values.ROLE,
    port: values.PORT,
    host: values.HOST,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    databaseAppUrl: values.DATABASE_APP_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    databaseRolePrefix: values.DATABASE_ROLE_PREFIX,
    origin,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? `Partnergate <no-reply@${new URL(origin).hostname}>`,
    secret: values.SECRET ?? keptSecret(dataDir),
    logLevel: values.LOG_LEVEL ?? (values.DEMO ? 'warn' : 'info'),
    demo: values.DEMO,
    trustedProxies: values.TRUSTED_PROXIES,
    shutdownSeconds: values.SHUTDOWN_SECONDS,
  }
}

const secrets = z.object({ secret: z.string().regex(/^[0-9a-f]{64}$/) })

function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secrets.json')
  try {
    // As root the database runs as another user, which has to pass through this folder; its files keep their own mode.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    return readSecret(file) ?? createSecret(file)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError([`DATA_DIR ${dataDir} cannot be used: ${(error as Error).message}`])
  }
}

function readSecret(file: string): string | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { secret } = secrets.parse(JSON.parse(text))
    chmodSync(file, 0o600)
    return secret
  } catch (error) {
    throw new ConfigError([
      `${file} cannot be read as secrets: ${(error as Error).message.split('\n')[0]}. ` +
        'Restore it from a backup: sealed data and the database password depend on it.',
    ])
  }
}

/** Written whole under another name and then linked, so that of two first starts at once one wins and both agree. */
function createSecret(file: string): string {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ secret: randomBytes(32).toString('hex') }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const secret = readSecret(file)
  if (secret === undefined) throw new Error(`${file} disappeared while it was written`)
  return secret
}
