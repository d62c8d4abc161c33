import { type Command, configOption, Refused, textGiven } from '../command.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { discover } from '../discover/discover.ts'
import { INTERRUPTED, interruptible } from '../interrupt.ts'
import { answer, endProgress, progress } from '../output.ts'
import { lock } from '../spool/lock.ts'
import { spoolFolder } from '../spool/spool.ts'

export const discoverCommand: Command = {
  usage: '[options]',
  summary: 'Finds devices: in the ranges of the configuration, and from its seeds by LLDP and CDP.',
  details:
    'What was found before stays known; interrupted, it keeps what it found. What is under exclude: is never asked.',
  options: configOption,
  run: async ({ given }) => {
    const config = readConfig(configFile(textGiven(given, 'config')))
    const { ranges, seeds } = config.discovery
    if (ranges.length + seeds.length === 0)
      throw new Refused('Nowhere to look: name discovery.ranges or discovery.seeds in the configuration')
    const choose = chooseCredentials(config)
    const unlock = lock(spoolFolder(config.dataFolder))
    try {
      const onProgress = (done: number, found: number) => progress({ doing: 'Asking addresses', done, found })
      const { found, added, asked, interrupted } = await interruptible((signal) =>
        discover({ config, choose, onProgress, signal }),
      )
      endProgress()
      const said = `${asked} addresses asked, ${found.length} devices found, ${added} of them new.`
      answer({ asked, found: found.length, added, ...(interrupted && { interrupted }) }, () =>
        interrupted ? `Interrupted. ${said}` : said,
      )
      return interrupted ? INTERRUPTED : 0
    } finally {
      unlock()
    }
  },
}
