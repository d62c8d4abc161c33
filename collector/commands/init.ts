import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, configOption, Refused, textGiven, UsageError } from '../command.ts'
import { configFile, readConfig } from '../config/read.ts'
import { starter } from '../config/starter.ts'
import { enrol } from '../licence/enrol.ts'
import { answer } from '../output.ts'
import { version } from '../version.ts'

const LONGEST = 64 * 1024

export const initCommand: Command = {
  usage: 'FILE [options]',
  summary: 'Enrols this machine with its licence file.',
  details:
    'Makes a key pair of its own, which never leaves the machine, and has the portal bind a licence to it; that licence is renewed\n' +
    'by itself from then on, and the file is of no more use. Without an answer, the same again does. Where there is no\n' +
    'configuration yet, writes one to begin with.',
  options: {
    ...configOption,
    data: { type: 'string', value: 'FOLDER', help: 'Where its data lies, in a configuration that this writes' },
  },
  run: async ({ args: [file, ...more], given }) => {
    if (!file || more.length > 0) throw new UsageError('Enrol with which licence file? init FILE')
    const config = configFile(textGiven(given, 'config'))
    const licence = read(file)
    const begun = begin(config, textGiven(given, 'data'))
    const { dataFolder } = readConfig(config)
    const { claims, identity } = await enrol(dataFolder, licence, version)
    const { collector_name: name, customer_name: customer, partner_name: partner, inventory } = claims
    const facts = { name, customer, partner, inventory, licenceExpiresAt: identity.held.expiresAt, dataFolder }
    answer({ ...facts, ...(begun && { configuration: config }) }, () =>
      [
        `This machine is the collector ${name} of ${customer} (${partner}); what it finds is the inventory ${inventory}.`,
        `Its licence lasts until ${identity.held.expiresAt.slice(0, 10)} and is renewed by itself. ${file} can be deleted.`,
        ...(begun ? [`${config} is new: say in it where the devices are.`] : []),
        'Then: partnergate-collector credentials add NAME, discover, and run, or the service.',
      ].join('\n'),
    )
    return 0
  },
}

function read(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text.length > LONGEST) throw new Refused(`${file} is too large to be a licence file.`)
    return text
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!code) throw error
    throw new Refused(`${file} cannot be read: ${code}`)
  }
}

/** Writes a configuration to begin with where there is none; answers whether. */
function begin(config: string, dataFolder: string | undefined): boolean {
  if (existsSync(config)) return false
  try {
    mkdirSync(dirname(config), { recursive: true })
    writeFileSync(config, starter(dataFolder), { flag: 'wx' })
    return true
  } catch (error) {
    throw new Refused(
      `There is no ${config}, and it cannot be written: ${(error as NodeJS.ErrnoException).code}. Write it as root, or elsewhere: --config FILE`,
    )
  }
}
