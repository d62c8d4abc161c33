import { targetsOf } from '../collect.ts'
import { type Command, configOption, textGiven } from '../command.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { answer } from '../output.ts'
import { mannersOf } from '../reading/poller.ts'
import { eachAtMost } from '../snmp/pace.ts'

/** Enough to see whether it is the devices or all of it. */
const UNNAMED = 20
const AT_A_TIME = 10

export const doctorCommand: Command = {
  usage: '[ADDRESS…] [options]',
  summary: 'Says why devices do not answer: wrong key, wrong user, no agent, no way.',
  details: `Without addresses, asks the first ${UNNAMED} known devices. Exit status 1 when something is wrong.`,
  options: configOption,
  run: async ({ args, given }) => {
    const config = readConfig(configFile(textGiven(given, 'config')))
    const choose = chooseCredentials(config)
    const addresses = args.length > 0 ? args : [...targetsOf(config).keys()].slice(0, UNNAMED)
    const manners = mannersOf(config)
    let wrong = 0
    await eachAtMost(AT_A_TIME, addresses, async (address) => {
      const finding = await diagnose(address, config.snmp.port, manners, choose)
      if (!finding.ok) wrong += 1
      answer(finding, () => `${finding.ok ? '✓' : '✗'} ${address}: ${finding.says}`)
    })
    return wrong > 0 ? 1 : 0
  },
}
