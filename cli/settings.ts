import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export type Settings = { origin: string; key: string }

/** Where `login` keeps them: a file that only its owner reads. */
export function settingsFile(): string {
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'partnergate', 'settings.json')
}

/** From the environment before the file, each by itself; what is nowhere is undefined. */
export async function readSettings(): Promise<Partial<Settings>> {
  const { PARTNERGATE_ORIGIN, PARTNERGATE_KEY } = process.env
  const kept = await readFile(settingsFile(), 'utf8').then(
    (text) => JSON.parse(text) as Partial<Settings>,
    () => ({}) as Partial<Settings>,
  )
  return {
    ...kept,
    ...(PARTNERGATE_ORIGIN && { origin: PARTNERGATE_ORIGIN }),
    ...(PARTNERGATE_KEY && { key: PARTNERGATE_KEY }),
  }
}

export async function writeSettings(settings: Settings): Promise<void> {
  const file = settingsFile()
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  // An older file keeps the mode it had.
  await chmod(file, 0o600)
}

export async function forgetSettings(): Promise<void> {
  await rm(settingsFile(), { force: true })
}
