import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkCode } from '../../server/platform/crypto/check-code.ts'
import { checkCode as checkCodeInPages } from '../../web/src/ui/check-code.ts'

const typed = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZiou- ') })

it('pages and server read check codes alike', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), typed, (dataLength, text) => {
      const here = checkCode({ dataLength, group: 5 })
      const there = checkCodeInPages({ dataLength, group: 5 })
      expect(there.parse(text)).toEqual(here.parse(text))
      expect(there.parse(here.make()).ok).toBe(true)
      expect(here.parse(there.make()).ok).toBe(true)
    }),
  )
})

it('both files stay the same text', () => {
  const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
  expect(text('../../web/src/ui/check-code.ts')).toBe(text('../../server/platform/crypto/check-code.ts'))
})
