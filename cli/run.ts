import { parseArgs } from 'node:util'
import { ApiProblem, createPartnergate, take } from '@partnergate/client'
import { type Command, type Connection, type Given, parsable, Refused, UsageError } from './command.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { Interrupted } from './interrupt.ts'
import { licenceCommand } from './licence.ts'
import { listCommand } from './list.ts'
import { loginCommand, logoutCommand, whoamiCommand } from './login.ts'
import { say, sayProblem } from './output.ts'
import { readSettings } from './settings.ts'

const commands: Record<string, Command> = {
  login: loginCommand,
  logout: logoutCommand,
  whoami: whoamiCommand,
  list: listCommand,
  import: importCommand,
  export: exportCommand,
  explain: explainCommand,
  licence: licenceCommand,
}
// 128 and the signal's number, as a shell says it.
export const interruptedStatus = 130
const help = { type: 'boolean', short: 'h', help: 'Show this' } as const

/**
 * Runs one command. Answers the exit status: 0 done; 1 refused, or the answer is no; 2 not understood; 3 no key, or one that
 * opens nothing; 4 the portal cannot be reached or cannot do it at the moment; 130 ended by Ctrl-C.
 */
export async function run(argv: string[]): Promise<number> {
  const [name, ...rest] = argv
  const command = name === undefined ? undefined : commands[name]
  if (!command) {
    const asked = name === undefined || ['help', '--help', '-h'].includes(name)
    const about = name === 'help' ? commands[rest[0] ?? ''] : undefined
    if (about) say(helpOf(rest[0] ?? '', about))
    else if (asked) say(overview())
    else process.stderr.write(`There is no command ${name}.\n\n${overview()}\n`)
    return asked ? 0 : 2
  }
  try {
    const { values, positionals } = parsed(command, rest)
    if (values.help) {
      say(helpOf(name ?? '', command))
      return 0
    }
    await command.run({ args: positionals, given: values, connect })
    return 0
  } catch (error) {
    return statusOf(error, name ?? '')
  }
}

function parsed(command: Command, args: string[]): { values: Given; positionals: string[] } {
  try {
    const options = parsable({ ...command.options, help })
    return parseArgs({ args, options, allowPositionals: true, strict: true }) as {
      values: Given
      positionals: string[]
    }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** The portal, and what it says about the key: which is how a wrong one is noticed first. */
async function connect(): Promise<Connection> {
  const { origin, key } = await readSettings()
  if (!origin || !key)
    throw new ApiProblem(401, {
      title: 'No portal or no key: run `partnergate login`, or set PARTNERGATE_ORIGIN and PARTNERGATE_KEY',
      code: 'no_key',
    })
  const api = createPartnergate({ origin, key })
  return { api, origin, key: await take(api.GET('/api/v1/key')) }
}

function statusOf(error: unknown, name: string): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nSee: partnergate ${name} --help\n`)
    return 2
  }
  if (error instanceof Refused) {
    process.stderr.write(`${error.message}\n`)
    return 1
  }
  if (error instanceof Interrupted) {
    process.stderr.write(`${error.message}\n`)
    return interruptedStatus
  }
  if (!(error instanceof ApiProblem)) throw error
  sayProblem(error)
  if (error.status === 401) return 3
  // A filter that the portal does not know is misspelt, like an option that we do not.
  if (error.fields.some(({ path, code }) => code === 'unknown_field' && path.startsWith('query.'))) return 2
  return error.status === 0 || error.status >= 500 || error.status === 429 ? 4 : 1
}

function overview(): string {
  const names = Object.keys(commands)
  const width = Math.max(...names.map((name) => name.length))
  return [
    'partnergate COMMAND [options]: Partnergate with an API key.',
    '',
    ...names.map((name) => `  ${name.padEnd(width)}  ${commands[name]?.summary}`),
    '',
    'partnergate COMMAND --help says more about each. A key is made on the portal’s page “API keys”.',
    'PARTNERGATE_ORIGIN and PARTNERGATE_KEY come before what login kept.',
    'Exit status: 0 done; 1 refused, or the answer is no; 2 not understood; 3 no key, or one that opens nothing; 4 not reached; 130 ended by Ctrl-C.',
  ].join('\n')
}

function helpOf(name: string, { usage, summary, details, options }: Command): string {
  const lines = Object.entries({ ...options, help }).map(
    ([option, { short, value, help: text }]: [string, Command['options'][string]]) => [
      `${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`,
      text,
    ],
  )
  const width = Math.max(...lines.map(([left = '']) => left.length))
  return [
    `partnergate ${name} ${usage}`.trim(),
    '',
    summary,
    ...(details ? ['', details] : []),
    '',
    ...lines.map(([left = '', text]) => `  ${left.padEnd(width)}  ${text}`),
  ].join('\n')
}
