import { parseArgs } from 'node:util'
import { type Command, type Given, parsable, Refused, UsageError } from './command.ts'
import { collectCommand } from './commands/collect.ts'
import { credentialsCommand } from './commands/credentials.ts'
import { discoverCommand } from './commands/discover.ts'
import { doctorCommand } from './commands/doctor.ts'
import { initCommand } from './commands/init.ts'
import { runCommand } from './commands/run.ts'
import { statusCommand } from './commands/status.ts'
import { uploadCommand } from './commands/upload.ts'
import { NotNow } from './licence/portal.ts'
import { say } from './output.ts'
import { version } from './version.ts'

const commands: Record<string, Command> = {
  init: initCommand,
  credentials: credentialsCommand,
  discover: discoverCommand,
  collect: collectCommand,
  upload: uploadCommand,
  run: runCommand,
  status: statusCommand,
  doctor: doctorCommand,
}
const help = { type: 'boolean', short: 'h', help: 'Show this' } as const

/** Runs one command. Answers the exit status: 0 done; 1 not done, or something is wrong; 2 not understood; 130 interrupted. */
export async function run(argv: string[]): Promise<number> {
  const [name = 'help', ...rest] = argv
  if (name === '--version') {
    say(version)
    return 0
  }
  const command = commands[name]
  if (!command) {
    const asked = ['help', '--help', '-h'].includes(name)
    if (asked) say(overview())
    else process.stderr.write(`There is no command ${name}.\n\n${overview()}\n`)
    return asked ? 0 : 2
  }
  try {
    const { values, positionals } = parsed(command, rest)
    if (values.help) {
      say(helpOf(name, command))
      return 0
    }
    return (await command.run({ args: positionals, given: values })) ?? 0
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nSee: partnergate-collector ${name} --help\n`)
      return 2
    }
    if (!(error instanceof Refused || error instanceof NotNow)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
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

function overview(): string {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length))
  return [
    'partnergate-collector COMMAND [options]',
    '',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'partnergate-collector COMMAND --help says more. Exit status: 0 done; 1 not done, or something is wrong; 2 not understood.',
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
    `partnergate-collector ${name} ${usage}`.trim(),
    '',
    summary,
    ...(details ? ['', details] : []),
    '',
    ...lines.map(([left = '', text]) => `  ${left.padEnd(width)}  ${text}`),
  ].join('\n')
}
