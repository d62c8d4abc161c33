import { expect, test } from 'vitest'
import { linksIn } from './links-in.ts'

test('addresses become links without the full stop behind them; nothing else does', () => {
  const pieces = linksIn('See http://localhost:3000/confirm#t=a-b_c.\nOr javascript:alert(1), (https://x.example/y).')
  expect(pieces.map(({ text, href }) => (href ? `[${text}]` : text)).join('')).toBe(
    'See [http://localhost:3000/confirm#t=a-b_c].\nOr javascript:alert(1), ([https://x.example/y]).',
  )
})
