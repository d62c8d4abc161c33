import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileMailLayout } from '../../tools/build-mail-layout.ts'

it('the committed mail layout is what its MJML compiles to (npm run mail:layout)', async () => {
  const committed = readFileSync(new URL('../../server/platform/mail/layout.html', import.meta.url), 'utf8')
  expect(committed).toBe(await compileMailLayout())
})
