/** What npm only warns of while it installs: why this Node (`process.versions.node`) cannot run the collector; undefined: it can. */
export function tooOld(version: string): string | undefined {
  return Number.parseInt(version, 10) >= 22
    ? undefined
    : `The collector needs Node 22 or later; this is Node ${version}, ${process.execPath}.`
}
