import { expect, test } from 'vitest'
import { tooOld } from './node-version.ts'

test.each(['22.0.0', '24.11.1', process.versions.node])('Node %s runs the collector', (version) => {
  expect(tooOld(version)).toBeUndefined()
})

test.each(['20.20.2', '18.19.0', '9.0.0'])('Node %s is named, with where it is', (version) => {
  expect(tooOld(version)).toBe(`The collector needs Node 22 or later; this is Node ${version}, ${process.execPath}.`)
})
