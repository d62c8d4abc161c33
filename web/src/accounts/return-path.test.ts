import { expect, test } from 'vitest'
import { safeReturnPath } from './return-path.ts'

const origin = 'https://portal.example'

test.each(['/partner/1/people?state=active&q=a', '/access#top', '/vendor/audit'])('%s is a way back', (path) => {
  expect(safeReturnPath(path, origin)).toBe(path)
})

test.each([
  'https://evil.example/',
  '//evil.example/x',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  '/..//evil.example',
  'javascript:alert(1)',
  'evil.example',
  '/sign-in?return=/x',
  '',
  undefined,
  ['/a', '/b'],
])('%s is none', (given) => {
  expect(safeReturnPath(given, origin)).toBeUndefined()
})
