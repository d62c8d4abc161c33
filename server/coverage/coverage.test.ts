import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { serialKey, vendorKey } from './serial.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('a vendor’s key is the same in the database', async () => {
  const names = [
    'Cisco',
    'Cisco Systems, Inc.',
    'cisco Systems Inc.',
    'Juniper Networks',
    'Networks',
    'HPE Aruba Networking',
    ' Palo  Alto Networks, Inc',
    'Ångström AB',
    'Extreme-Networks Corp. Ltd',
    'Co',
    '',
    'AG Co Ltd systems',
  ]
  const { rows } = await sql<{
    key: string
  }>`select app.vendor_key(n) as key from unnest(${names}::text[]) with ordinality x (n, no) order by no`.execute(
    database.ownerDb,
  )
  expect(rows.map(({ key }) => key)).toEqual(names.map(vendorKey))
  expect(names.slice(0, 3).map(vendorKey)).toEqual(['cisco', 'cisco', 'cisco'])
})

test.each([
  'FFFFFFFFFFFF',
  '000000',
  '<private>',
  'redacted',
  '1234ABC',
  'N/A',
  '',
  '  ',
  'none',
  'To be filled by O.E.M.',
  '0123456789',
  '1234567890',
  '12345678',
  '9876543210',
  '87654321',
  'SN123456789',
  '..',
  'Not Specified',
  'XXXXXXXX',
])('%s is no serial number', (serial) => {
  expect(serialKey(serial)).toBe('')
})

test.each([
  ['foc2345x0ab', 'FOC2345X0AB'],
  [' SSI1912014B ', 'SSI1912014B'],
  ['US/12-345', 'US/12-345'],
  ['20061231', '20061231'],
  ['234567891', '234567891'],
  ['SN123456788', 'SN123456788'],
])('%s is one', (serial, key) => {
  expect(serialKey(serial)).toBe(key)
})
