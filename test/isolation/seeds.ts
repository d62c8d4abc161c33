/** Worlds of one run. ISOLATION_WORLDS says how many, ISOLATION_WORLD replays one by its seed. */
export function seedsOf(count = Number(process.env.ISOLATION_WORLDS ?? 200)): number[] {
  if (process.env.ISOLATION_WORLD) return process.env.ISOLATION_WORLD.split(',').map(Number)
  // Others on every run: a difference names its world, so that it can be had again.
  const first = Math.floor(Math.random() * 1_000_000) * 1_000
  return Array.from({ length: count }, (_, n) => first + n)
}

/** Worlds in the database at once: enough neighbours to leak to, few enough rows to read without WHERE ten thousand times. */
export const worldsTogether = 20
