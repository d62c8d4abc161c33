import { expect, test } from 'vitest'
import { parseNumbers } from './numbers.ts'
import { resemblanceOf } from './resemblance.ts'

test('a pasted list is read whatever separates it', () => {
  expect(parseNumbers('C-1001, C-1002;C-1003\n\tC 1001x  9')).toEqual({
    numbers: ['C-1001', 'C-1002', 'C-1003', '1001x'],
    repeated: [],
    malformed: ['C', '9'],
  })
})

test('two spellings of one number are one, what has no digit is no number', () => {
  expect(parseNumbers(['c-1001', 'C1001', 'hello'])).toEqual({
    numbers: ['c-1001'],
    repeated: ['C1001'],
    malformed: ['hello'],
  })
  expect(parseNumbers(' ,;\n').numbers).toEqual([])
})

test('company names are compared without legal form, accents and punctuation', () => {
  expect(resemblanceOf('Redes del Ébro, S.A.', 'REDES DEL EBRO SA')).toBe('same')
  expect(resemblanceOf('Nordlicht Systems GmbH', 'Nordlicht AG')).toBe('similar')
  expect(resemblanceOf('Nordlicht GmbH', 'Südwind GmbH')).toBe('different')
  expect(resemblanceOf('SA', 'SA')).toBe('different')
})
