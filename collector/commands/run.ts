import { type Command, configOption, textGiven } from '../command.ts'
import { configFile, readConfig } from '../config/read.ts'
import { interruptible } from '../interrupt.ts'
import { answer, endProgress, progress } from '../output.ts'
import { type Event, serve } from '../schedule/service.ts'
import { version } from '../version.ts'

const doing = {
  portal: 'Asking the portal',
  discover: 'Asking addresses',
  collect: 'Reading devices',
  upload: 'Uploading',
}

export const runCommand: Command = {
  usage: '[options]',
  summary: 'Runs as a service: discovers, collects and uploads on schedule, and keeps its licence alive.',
  details:
    'SIGTERM and SIGINT stop it; a collection under way goes on the next time. The configuration is read anew before each step.\n' +
    'On a terminal it says in sentences what it does, elsewhere in JSON lines.',
  options: configOption,
  run: async ({ given }) => {
    const file = configFile(textGiven(given, 'config'))
    await interruptible((signal) =>
      serve({
        config: () => readConfig(file),
        version,
        signal,
        onEvent: tell,
        onProgress: (activity, far) => progress({ doing: doing[activity], ...far }),
      }),
    )
    return 0
  },
}

function tell({ event, activity, facts }: Event): void {
  const at = new Date().toISOString()
  if (event !== 'began') endProgress()
  answer({ at, event, activity, ...facts }, () => {
    const listed = Object.entries(facts).map(
      ([name, value]) => `${name} ${Array.isArray(value) ? value.length : value}`,
    )
    return `${at.slice(0, 19).replace('T', ' ')}  ${activity} ${event}${listed.length > 0 ? `: ${listed.join(', ')}` : ''}`
  })
}
