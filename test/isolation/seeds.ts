/**
 * Worlds of one run, the same each time. ISOLATION_WORLDS says how many, ISOLATION_FIRST where they begin (`random`: others),
 * ISOLATION_WORLD replays one by its seed: a difference names its world, so that it can be had again.
 */
export function seedsOf(count = Number(process.env.ISOLATION_WORLDS ?? 200)): number[] {
  if (process.env.ISOLATION_WORLD) return process.env.ISOLATION_WORLD.split(',').map(Number)
  const wanted = process.env.ISOLATION_FIRST ?? '583188000'
  const first = wanted === 'random' ? Math.floor(Math.random() * 1_000_000) * 1_000 : Number(wanted)
  return Array.from({ length: count }, (_, n) => first + n)
}

/** Worlds in the database at once: enough neighbours to leak to, few enough rows to read without WHERE ten thousand times. */
export const worldsTogether = 10
