import { collect, targetsOf } from '../collect.ts'
import { type Command, configOption, Refused, textGiven } from '../command.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { INTERRUPTED, interruptible } from '../interrupt.ts'
import { answer, endProgress, progress } from '../output.ts'
import { version } from '../version.ts'

export const collectCommand: Command = {
  usage: '[options]',
  summary: 'Reads every known device and leaves the collection in the spool.',
  details:
    'Interrupted (Ctrl-C, SIGTERM, a crash), the next one goes on where it was, while the devices to be read are the same.',
  options: configOption,
  run: async ({ given }) => {
    const config = readConfig(configFile(textGiven(given, 'config')))
    if (targetsOf(config).size === 0)
      throw new Refused(
        'No devices are known: run `partnergate-collector discover`, or name some under devices: in the configuration',
      )
    const choose = chooseCredentials(config)
    const onProgress = (done: number, of: number) => progress({ doing: 'Reading devices', done, of })
    const collected = await interruptible((signal) => collect({ config, choose, version, signal, onProgress }))
    endProgress()
    if (!collected) {
      answer({ interrupted: true }, () => 'Interrupted; the next `collect` goes on here.')
      return INTERRUPTED
    }
    const { manifest, folder, resumed, removed } = collected
    const { collection, devices, unreached, chunks } = manifest
    answer({ collection, folder, devices, unreached, chunks: chunks.length, resumed, removed }, () =>
      [
        `${devices} devices read, ${unreached} not reached. The collection is in ${folder}.`,
        ...(removed.length > 0
          ? [`To keep the spool within its bounds, ${removed.length} older collections were deleted.`]
          : []),
      ].join('\n'),
    )
    return 0
  },
}
