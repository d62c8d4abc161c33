import { chownSync, rmSync, writeFileSync } from 'node:fs'
import { type Cluster, run } from './cluster-place.ts'

export const CLUSTER_OWNER = 'partnergate_owner'

export const INITDB_OPTIONS = [
  `--username=${CLUSTER_OWNER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  // The same order and case rules on every machine, whatever its C library.
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--no-instructions',
]

/** Makes the cluster in the empty folder `draft`, which is its user's. @throws Error with initdb's words. */
export async function runInitdb({ binaries, user, password }: Cluster, draft: string): Promise<void> {
  const passwordFile = `${draft}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  try {
    await run(binaries.initdb, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...INITDB_OPTIONS], user)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}
