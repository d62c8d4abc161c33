import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const present = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!present)('systemd understands the unit (needs systemd-analyze)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unit-'))
  const unit = readFileSync(join(import.meta.dirname, 'partnergate-collector.service'), 'utf8')
  // Here nothing is installed: what it starts has to be there.
  writeFileSync(
    join(folder, 'partnergate-collector.service'),
    unit.replace('/usr/local/bin/partnergate-collector', '/bin/true'),
  )
  const { status, stderr } = spawnSync(
    'systemd-analyze',
    ['verify', '--man=no', join(folder, 'partnergate-collector.service')],
    {
      encoding: 'utf8',
    },
  )
  rmSync(folder, { recursive: true, force: true })
  expect(stderr.split('\n').filter((line) => line.includes('partnergate-collector'))).toEqual([])
  expect(status).toBe(0)
})
