#!/usr/bin/env node
import { interruptedStatus, run } from './run.ts'

// `partnergate list … | head` closes the pipe when it has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await run(process.argv.slice(2))
// What was being waited for is not waited for any more.
if (process.exitCode === interruptedStatus) process.exit()
