import { collect, targetsOf } from '../collect.ts'
import { type Command, configOption, Refused, textGiven } from '../command.ts'
import { chooseCredentials } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { answer, endProgress, progress } from '../output.ts'
import { version } from '../version.ts'

/** As a shell has it for what SIGINT ended. */
const INTERRUPTED = 130

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
    const stopping = new AbortController()
    const stop = () => stopping.abort()
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const collected = await collect({
      config,
      choose: chooseCredentials(config),
      version,
      signal: stopping.signal,
      onProgress: (done, of) => progress({ doing: 'Reading devices', done, of }),
    })
    endProgress()
    process.off('SIGINT', stop).off('SIGTERM', stop)
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
