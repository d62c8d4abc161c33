const benchmarks = {
  access: () => import('./access.ts'),
  import: () => import('./import.ts'),
  ingest: () => import('./ingest.ts'),
  inventory: () => import('./inventory.ts'),
  isolation: () => import('./isolation.ts'),
  associations: () => import('./associations.ts'),
  registration: () => import('./registration.ts'),
  session: () => import('./session.ts'),
  start: () => import('./start.ts'),
  snmp: () => import('./snmp.ts'),
  collect: () => import('./collect.ts'),
}

/** `npm run bench -- NAME [--quick]`: measures one hot path against a baseline of the same run. */
const [name = '', ...flags] = process.argv.slice(2)
const load = benchmarks[name as keyof typeof benchmarks]
if (!load) {
  console.error(`Name a benchmark: ${Object.keys(benchmarks).join(' | ')} [--quick]`)
  process.exit(2)
}
const { run } = await load()
await run({ quick: flags.includes('--quick'), flags })
