import { expect, test } from 'vitest'
import { serialOf } from './placeholders.ts'

test.each([
  'FFFFFFFFFFFF',
  '000000000000',
  '0',
  'xxxx-xxxx',
  '<private>',
  '[redacted]',
  '(none)',
  'redacted',
  '1234ABC',
  'abc123',
  'N/A',
  'n/a',
  'NA',
  'None',
  'Not Available',
  'not specified',
  'No Serial Number',
  'To Be Filled By O.E.M.',
  'Default string',
  'System Serial Number',
  'S/N',
  '0123456789',
  '01234567',
  '9876543210',
  '987654321',
  '..........',
  '   ',
  '--',
  'unknown',
  'UNDEFINED',
  '????????',
])('%s is no serial', (said) => {
  expect(serialOf(said)).toBeNull()
})

test.each([
  'FCW1929B68S',
  '1234567890',
  '015351000009999',
  'SN123456789',
  'PSZ00000000',
  'AB12CD345E',
  'Fxxxx8MB3DB',
  '17JP2240CR05',
  '29V1G7',
])('%s is one', (said) => {
  expect(serialOf(` ${said} `)).toBe(said)
})
