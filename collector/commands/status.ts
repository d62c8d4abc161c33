import { targetsOf } from '../collect.ts'
import { type Command, configOption, textGiven } from '../command.ts'
import { readCredentials } from '../config/credentials.ts'
import { configFile, readConfig } from '../config/read.ts'
import { readKnown } from '../discover/known.ts'
import { readClaims } from '../licence/claims.ts'
import { readIdentity } from '../licence/identity.ts'
import { answer } from '../output.ts'
import { activities, readPast } from '../schedule/past.ts'
import { finishedCollections, idleMs, openCollections, refusedCollections, spoolFolder } from '../spool/spool.ts'
import { version } from '../version.ts'

export const statusCommand: Command = {
  usage: '[options]',
  summary: 'What is enrolled, configured, known and waiting in the spool.',
  options: configOption,
  run: async ({ given }) => {
    const file = configFile(textGiven(given, 'config'))
    const config = readConfig(file)
    const spool = spoolFolder(config.dataFolder)
    const collections = finishedCollections(spool).map(({ manifest, bytes }) => {
      const { collection, endedAt, devices, unreached } = manifest
      return { collection, endedAt, devices, unreached, bytes }
    })
    const unfinished = openCollections(spool).map((folder) => ({
      folder,
      idleSeconds: Math.round(idleMs(folder) / 1000),
    }))
    const facts = {
      version,
      config: file,
      dataFolder: config.dataFolder,
      enrolled: enrolment(config.dataFolder),
      credentials: readCredentials(config.dataFolder).length,
      discovered: readKnown(config.dataFolder).length,
      targets: targetsOf(config).size,
      collections,
      unfinished,
      refused: refusedCollections(spool),
      service: service(config.dataFolder),
    }
    answer(facts, () =>
      [
        `partnergate-collector ${version}, configured by ${file}`,
        facts.enrolled
          ? `the collector ${facts.enrolled.name} of ${facts.enrolled.customer}, licensed until ${facts.enrolled.licenceExpiresAt.slice(0, 10)}`
          : 'Not enrolled yet: partnergate-collector init FILE',
        `${facts.credentials} credentials, ${facts.discovered} devices discovered, ${facts.targets} to be read`,
        ...collections.map(
          ({ collection, endedAt, devices, unreached, bytes }) =>
            `in the spool: ${collection}, ended ${endedAt}, ${devices} devices, ${unreached} not reached, ${Math.ceil(bytes / 1000)} kB`,
        ),
        ...(collections.length === 0 ? ['The spool is empty.'] : []),
        ...facts.refused.map((folder) => `the portal would not have: ${folder}`),
        ...facts.service.map(
          ({ activity, lastDone, failures, why }) =>
            `run: ${activity} ${lastDone ? `last done ${lastDone}` : 'never done'}${failures > 0 ? `, failed since: ${failures}` : ''}${why ? `. ${why}` : ''}`,
        ),
        ...unfinished.map(({ folder, idleSeconds }) => `unfinished: ${folder}, last written ${idleSeconds} s ago`),
      ].join('\n'),
    )
    return 0
  },
}

/** Without asking the portal; null before `init`. */
function enrolment(folder: string) {
  const identity = readIdentity(folder)
  if (!identity) return null
  const { licence, expiresAt: licenceExpiresAt, renewAfter } = identity.held
  const { collector_name: name, customer_name: customer, iss: portal } = readClaims(licence)
  return { name, customer, portal, licenceExpiresAt, renewAfter }
}

/** How what `run` does went the last times, moments in ISO 8601, and why it failed last, where nothing has succeeded since; without what it never tried. */
function service(folder: string) {
  const { activities: past } = readPast(folder)
  return activities.flatMap((activity) => {
    const { succeededAt, failures, why } = past[activity]
    if (succeededAt === undefined && failures === 0) return []
    const lastDone = succeededAt === undefined ? null : new Date(succeededAt).toISOString()
    return [{ activity, lastDone, failures, ...(why !== undefined && { why }) }]
  })
}
