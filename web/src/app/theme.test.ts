import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core'
import { expect, test } from 'vitest'
import { contrastOnWhite } from './palette.ts'
import { cssVariables, themeOf } from './theme.ts'

test('in the dark a dimmed text is readable on an entry under the pointer, too (WCAG AA)', () => {
  const theme = mergeMantineTheme(DEFAULT_THEME, themeOf('#1f6f78', { clear: '', close: '', reveal: '', pick: '' }))
  const dimmed = cssVariables(theme).dark['--mantine-color-dimmed'] ?? ''
  const ground = theme.colors.dark[4]
  // Both against white, the one against the other.
  expect(contrastOnWhite(ground) / contrastOnWhite(dimmed)).toBeGreaterThanOrEqual(4.5)
})
