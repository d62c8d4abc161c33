#!/usr/bin/env node
import { tooOld } from './node-version.ts'

// `partnergate-collector doctor | head` closes the pipe when it has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
const why = tooOld(process.versions.node)
if (why) {
  process.stderr.write(`${why}\n`)
  process.exitCode = 1
} else {
  // Not before: an older Node does not even understand all of it.
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2))
}
