import { type Command, configOption, type Given, Refused, textGiven, UsageError } from '../command.ts'
import { addCredential, readCredentials, removeCredential } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { answer, SecretPrompt } from '../output.ts'
import { authAlgorithms, type Credential, credentialSchema, privAlgorithms } from '../snmp/credential.ts'

const details = `  credentials add NAME                   a v2c community
  credentials add NAME --user USER       a v3 user, with --auth and --priv as the devices have it
  credentials list
  credentials remove NAME

Secrets are asked for without echo, or read from standard input, one a line (community; or authentication key, then privacy
key). They are never taken from the command line, where others could see them.`

export const credentialsCommand: Command = {
  usage: 'add NAME | list | remove NAME  [options]',
  summary: 'Keeps what devices are asked with, encrypted.',
  details,
  options: {
    ...configOption,
    user: { type: 'string', value: 'USER', help: 'SNMPv3 user name' },
    auth: { type: 'string', value: 'ALGORITHM', help: `${authAlgorithms.join(', ')}, or none [sha256]` },
    priv: { type: 'string', value: 'ALGORITHM', help: `${privAlgorithms.join(', ')}, or none [aes128]` },
  },
  run: async ({ args: [verb, name, ...more], given }) => {
    const { dataFolder } = readConfig(configFile(textGiven(given, 'config')))
    if (verb === 'list' && !name) return list(dataFolder)
    if (!name || more.length > 0) throw new UsageError('Say what to do, and with which: credentials add NAME')
    if (verb === 'add') return add(dataFolder, name, given)
    if (verb === 'remove') return remove(dataFolder, name)
    throw new UsageError(`There is no credentials ${verb}`)
  },
}

async function add(folder: string, name: string, given: Given): Promise<undefined> {
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new UsageError('A name has up to 64 letters, digits, dots, dashes, underscores')
  const user = textGiven(given, 'user')
  if (!user && (given.auth || given.priv)) throw new UsageError('--auth and --priv go with --user')
  const prompt = new SecretPrompt()
  try {
    const asked = user
      ? await askUser(prompt, user, given)
      : { version: '2c', community: await prompt.ask('Community') }
    const read = credentialSchema.safeParse(asked)
    if (!read.success) throw new Refused(`That is no credential: ${faults(asked)}`)
    addCredential(folder, name, read.data)
  } finally {
    prompt.close()
  }
  answer({ added: name }, () => `Kept as ${name}.`)
}

async function askUser(prompt: SecretPrompt, user: string, given: Given) {
  const auth = algorithmOf(textGiven(given, 'auth') ?? 'sha256', authAlgorithms, '--auth')
  const priv = auth && algorithmOf(textGiven(given, 'priv') ?? 'aes128', privAlgorithms, '--priv')
  return {
    version: '3',
    user,
    ...(auth && { auth: { algorithm: auth, key: await prompt.ask('Authentication key') } }),
    ...(priv && { priv: { algorithm: priv, key: await prompt.ask('Privacy key') } }),
  } as unknown as Credential
}

function algorithmOf<T extends string>(text: string, known: readonly T[], option: string): T | undefined {
  if (text === 'none') return undefined
  const found = known.find((one) => one === text)
  if (!found) throw new UsageError(`${option} takes one of ${known.join(', ')}, none`)
  return found
}

/** Which of the secrets is missing or too short; never what was typed. */
function faults(asked: unknown): string {
  const { version, community, auth, priv } = asked as Record<string, { key: string } & string>
  if (version === '2c') return community ? 'something in it' : 'the community is empty'
  const short = [
    auth && auth.key.length < 8 && 'the authentication key',
    priv && priv.key.length < 8 && 'the privacy key',
  ]
  return `${short.filter(Boolean).join(' and ')} must have at least 8 characters`
}

async function list(folder: string): Promise<undefined> {
  const kept = readCredentials(folder).map(({ name, credential }) =>
    credential.version === '2c'
      ? { name, version: '2c' }
      : {
          name,
          version: '3',
          user: credential.user,
          auth: credential.auth?.algorithm ?? 'none',
          priv: credential.priv?.algorithm ?? 'none',
        },
  )
  answer({ credentials: kept }, () =>
    kept.length === 0
      ? 'None yet: partnergate-collector credentials add NAME'
      : kept.map(({ name, version, ...rest }) => [name, `v${version}`, ...Object.values(rest)].join('  ')).join('\n'),
  )
}

async function remove(folder: string, name: string): Promise<undefined> {
  if (!removeCredential(folder, name)) throw new Refused(`There is no credential ${name}`)
  answer({ removed: name }, () => `Removed ${name}.`)
}
