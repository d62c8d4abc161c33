import { targetsOf } from '../collect.ts'
import { type Command, configOption, Refused, textGiven } from '../command.ts'
import { cidrOf, liesIn } from '../config/cidr.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { diagnose, type Finding } from '../doctor/diagnose.ts'
import { ownStatus } from '../licence/enrol.ts'
import { readIdentity } from '../licence/identity.ts'
import { NotNow } from '../licence/portal.ts'
import { answer } from '../output.ts'
import { mannersOf } from '../reading/poller.ts'
import { eachAtMost } from '../snmp/pace.ts'

/** Enough to see whether it is the devices or all of it. */
const UNNAMED = 20
const AT_A_TIME = 10

export const doctorCommand: Command = {
  usage: '[ADDRESS…] [options]',
  summary: 'Says why devices do not answer: wrong key, wrong user, no agent, no way.',
  details: `Without addresses, asks the portal, and the first ${UNNAMED} known devices. Exit status 1 when something is wrong.`,
  options: configOption,
  run: async ({ args, given }) => {
    const config = readConfig(configFile(textGiven(given, 'config')))
    const excluded = config.exclude.flatMap((network) => cidrOf(network) ?? [])
    const addresses = args.length > 0 ? args : [...targetsOf(config).keys()].slice(0, UNNAMED)
    const manners = mannersOf(config)
    let wrong = args.length === 0 && !(await portalIsWell(config.dataFolder)) ? 1 : 0
    const choose = chooseCredentials(config)
    await eachAtMost(AT_A_TIME, addresses, async (address) => {
      const finding = liesIn(address, excluded)
        ? notAsked(address)
        : await diagnose(address, config.snmp.port, manners, choose)
      if (!finding.ok) wrong += 1
      answer(finding, () => `${finding.ok ? '✓' : '✗'} ${address}: ${finding.says}`)
    })
    return wrong > 0 ? 1 : 0
  },
}

function notAsked(address: string): Finding {
  const says = 'It is under exclude: in the configuration, so it is not asked.'
  return { address, ok: false, code: 'excluded', credential: null, says }
}

/** Says how this collector stands with the portal. */
async function portalIsWell(folder: string): Promise<boolean> {
  if (!readIdentity(folder)) return true // Nothing was begun with a portal: devices can be read without one.
  try {
    const { mayUpload, customerName, service } = await ownStatus(folder)
    const says = mayUpload
      ? `takes uploads for ${customerName}`
      : `takes no uploads for ${customerName} now: its service is ${service}`
    answer({ portal: true, ok: mayUpload, says }, () => `${mayUpload ? '✓' : '✗'} the portal ${says}`)
    return mayUpload
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NotNow)) throw error
    answer({ portal: true, ok: false, says: error.message }, () => `✗ ${error.message}`)
    return false
  }
}
