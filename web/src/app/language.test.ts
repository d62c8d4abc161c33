import { expect, test } from 'vitest'
import { firstOf } from './language.ts'

test('a reader gets the first of their languages there are texts for, of their region or without it', () => {
  const available = ['en', 'es', 'pt-BR']
  expect(firstOf(['es-MX', 'en'], available)).toBe('es')
  expect(firstOf(['pt-BR', 'en'], available)).toBe('pt-BR')
  expect(firstOf(['pt-PT', 'de', 'en-GB'], available)).toBe('en')
  expect(firstOf(['', 'de'], available)).toBeUndefined()
})
