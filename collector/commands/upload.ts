import { type Command, configOption, textGiven } from '../command.ts'
import { configFile, readConfig } from '../config/read.ts'
import { INTERRUPTED, interruptible } from '../interrupt.ts'
import { renewWhenDue } from '../licence/enrol.ts'
import { answer, endProgress, progress } from '../output.ts'
import { upload } from '../upload/upload.ts'
import { version } from '../version.ts'

export const uploadCommand: Command = {
  usage: '[options]',
  summary: 'Uploads what waits in the spool.',
  details:
    'Interrupted, the next one sends only what the portal does not have yet. Renews the licence where it is time, so that it lives\n' +
    'where a timer calls this, instead of `run`.',
  options: configOption,
  run: async ({ given }) => {
    const { dataFolder } = readConfig(configFile(textGiven(given, 'config')))
    await renewWhenDue(dataFolder, version)
    const onProgress = (done: number, of: number) => progress({ doing: 'Uploading', done, of })
    const result = await interruptible((signal) => upload({ dataFolder, signal, onProgress }))
    endProgress()
    const { uploaded, refused, interrupted } = result
    answer(result, () =>
      [
        `${uploaded.length} collections uploaded.`,
        ...refused.map(({ collection, why }) => `${collection} was set aside: ${why}`),
        ...(interrupted ? ['Interrupted; the next `upload` goes on here.'] : []),
      ].join('\n'),
    )
    if (interrupted) return INTERRUPTED
    return refused.length > 0 ? 1 : 0
  },
}
