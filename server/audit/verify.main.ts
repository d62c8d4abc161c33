import { ConfigError, loadConfig } from '../platform/config.ts'
import { openKeptDatabase } from '../platform/db/running.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { createLog } from '../platform/log.ts'
import { type Finding, verifyAll } from './verify-chain.ts'

/*
 * npm run audit:verify: recomputes every chain and names each entry that was altered, removed, moved or cut off. Ends with 0
 * when all is as it was written, with 1 when something was found, with 2 when it could not look. Works beside a running
 * server or without one.
 */
try {
  process.exitCode = await verify()
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

async function verify(): Promise<number> {
  const config = loadConfig(process.env)
  const log = createLog('error')
  const database = await openKeptDatabase(config, log, { size: 2, name: 'partnergate audit' })
  try {
    const print = (finding: Finding) => process.stdout.write(`${describe(finding)}\n`)
    const result = await inTransaction(database.db, { kind: 'system' }, (tx) => verifyAll(tx, config.secret, print), {
      readOnly: true,
    })
    const { findings, entries, chains, vendorHead } = result
    // Kept elsewhere, this line tells later whether the vendor's own chain was cut off, too.
    if (vendorHead) process.stdout.write(`The vendor's chain ends with entry ${vendorHead.seq}, ${vendorHead.hash}\n`)
    process.stdout.write(
      `${JSON.stringify({ name: 'audit', ok: findings === 0, detail: { chains, entries, findings } })}\n`,
    )
    return findings === 0 ? 0 : 1
  } finally {
    await database.close()
  }
}

function describe({ kind, partnerId, seq, toSeq, action, actor, at }: Finding): string {
  const chain = partnerId ? `partner ${partnerId}` : 'vendor'
  const entries = seq === toSeq ? `entry ${seq}` : `entries ${seq} to ${toSeq}`
  const words = {
    altered: 'was altered',
    removed: seq === toSeq ? 'was removed' : 'were removed',
    moved: 'stands where another belongs',
    unlinked: 'does not follow from the entry before it',
    truncated: seq === toSeq ? 'was cut off the end' : 'were cut off the end',
    head: "is not what the chain's head says it should end with",
  }[kind]
  const said = action ? ` (${action}${actor ? ` by ${actor}` : ''}${at ? `, ${at.toISOString()}` : ''})` : ''
  return `${chain}: ${entries} ${words}${said}`
}
