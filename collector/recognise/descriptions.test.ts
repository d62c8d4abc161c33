import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { profileOf } from './profiles.ts'
import { recognise } from './recognise.ts'

// How vendors write their sysDescr, with what is to be read from it; sysObjectIDs are below 1.3.6.1.4.1.

const cases = readFileSync(join(import.meta.dirname, 'descriptions.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))

describe('a device that says nothing but its sysDescr', () => {
  test.each(cases)('%s %s', (objectId = '', written = '', ...expected) => {
    const descr = written.replaceAll('\\r', '\r').replaceAll('\\n', '\n')
    const system = { objectId: `1.3.6.1.4.1.${objectId}`, descr }
    const said = recognise({ system, profile: profileOf(system), scalars: new Map(), tables: new Map(), entities: [] })
    const serials = said.components.map(({ serial }) => serial)
    const { vendor, family, model, version } = said
    expect([vendor, family, model, version, serials.join()].map((text) => text ?? '')).toEqual(expected)
  })
})
