import { createInterface } from 'node:readline/promises'
import { createPartnergate, take } from '@partnergate/client'
import { type Command, type CurrentKey, UsageError } from './command.ts'
import { say, untilWhen } from './output.ts'
import { forgetSettings, readSettings, settingsFile, writeSettings } from './settings.ts'

export const loginCommand: Command = {
  usage: '[ORIGIN]',
  summary: 'Keep the portal’s address and a key for later commands',
  details:
    'The key is read from the standard input, never from the command line, where others could see it:\n' +
    '  partnergate login https://portal.example < key.txt\n' +
    'Both are kept in a file that only you can read, once the portal has said what the key is.',
  options: {},
  async run({ args }) {
    const origin = args[0] ?? (await readSettings()).origin
    if (!origin || !URL.canParse(origin)) throw new UsageError('Which portal? Give its address: https://portal.example')
    const { protocol, hostname, origin: portal } = new URL(origin)
    if (protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname))
      throw new UsageError('A key is sent over https only')
    const key = await readKey()
    const current = await take(createPartnergate({ origin: portal, key }).GET('/api/v1/key'))
    await writeSettings({ origin: portal, key })
    say(`${describe(current)}\nKept in ${settingsFile()}`)
  },
}

export const logoutCommand: Command = {
  usage: '',
  summary: 'Forget what login kept; the key itself is revoked on the portal',
  options: {},
  async run() {
    await forgetSettings()
    say('Forgotten.')
  },
}

export const whoamiCommand: Command = {
  usage: '[--json]',
  summary: 'What the key is: whose, its role now, its scopes, its end',
  options: { json: { type: 'boolean', help: 'As JSON' } },
  async run({ given, connect }) {
    const { key, origin } = await connect()
    say(given.json ? JSON.stringify({ origin, ...key }) : `${describe(key)}\nAt ${origin}`)
  },
}

/** From a terminal without showing it, otherwise the first line there is. */
async function readKey(): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) {
    for await (const line of createInterface({ input: stdin })) return line.trim()
    throw new UsageError('The key is read from the standard input, and nothing came')
  }
  stderr.write('Key: ')
  const lines = createInterface({ input: stdin, terminal: false })
  stdin.setRawMode(true)
  let typed = ''
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (character === '\u0003') throw new UsageError('Given up')
        if (character === '\r' || character === '\n') return typed.trim()
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character
      }
    }
    return typed.trim()
  } finally {
    stdin.setRawMode(false)
    lines.close()
    stderr.write('\n')
  }
}

function describe({ name, owner, staffRole, partner, scopes, expiresAt }: CurrentKey): string {
  const place = partner ? `${partner.name} (${partner.partnerId})` : 'the vendor'
  const reach = partner ? (partner.allCustomers ? 'all customers' : 'some customers') : 'every partner'
  return [
    `Key “${name}” of ${place}`,
    `Role ${partner?.role ?? staffRole}${partner?.sponsors ? ', sponsorship administrator' : ''}; reaches ${reach}`,
    ...(partner?.service ? [`Support service: ${partner.service.replace('_', ' ')}`] : []),
    `Scopes ${scopes.join(' ')}`,
    `Owner ${owner}; ${untilWhen(expiresAt)}`,
  ].join('\n')
}
