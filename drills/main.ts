const drills = {
  migration: () => import('./migration.ts'),
  refusal: () => import('./refusal.ts'),
  registrations: () => import('./registrations.ts'),
  uploads: () => import('./uploads.ts'),
}

/** `npm run drill -- NAME [--quick]`: a failure on purpose; exits non-zero when something was lost. */
const [name = '', ...flags] = process.argv.slice(2)
const load = drills[name as keyof typeof drills]
if (!load) {
  console.error(`Name a drill: ${Object.keys(drills).join(' | ')} [--quick]`)
  process.exit(2)
}
const { run } = await load()
const result = await run({ quick: flags.includes('--quick') })
console.log(JSON.stringify(result))
process.exit(result.ok ? 0 : 1)
