import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noScriptIn } from './no-script.ts'

test('without JavaScript a page says so in every language there is, a further one being only files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pg-locales-'))
  try {
    cpSync(join(import.meta.dirname, '../web/src/locales'), folder, { recursive: true })
    mkdirSync(join(folder, 'fr'))
    writeFileSync(
      join(folder, 'fr', 'shell.json'),
      JSON.stringify({ noScript: 'Ce portail a besoin de <JavaScript>.' }),
    )
    expect(noScriptIn(folder)).toBe(
      '<span lang="en">This portal needs JavaScript.</span> · <span lang="es">Este portal necesita JavaScript.</span> · ' +
        '<span lang="fr">Ce portail a besoin de &lt;JavaScript&gt;.</span>',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
