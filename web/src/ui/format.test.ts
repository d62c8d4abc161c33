import { afterEach, expect, test, vi } from 'vitest'
import { momentText } from './format.ts'

afterEach(() => vi.unstubAllGlobals())

const moment = '2026-11-03T15:04:00Z'
const read = (...languages: string[]) => {
  vi.stubGlobal('navigator', { languages })
  return momentText(moment, 'en')
}

test('a moment is written in the reader’s own variant of the language', () => {
  expect(read('de-DE', 'en-GB', 'en-US')).toMatch(/^3 Nov 2026/)
  expect(read('en-US')).toMatch(/^Nov 3, 2026/)
})

test('what is no language tag is passed over, as Chromium names one where the system has no language', () => {
  expect(read('en-US@posix')).toMatch(/Nov.* 2026/)
  expect(read('en-US@posix', 'en-GB')).toMatch(/^3 Nov 2026/)
})
