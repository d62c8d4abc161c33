import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrastOnWhite, paletteOf } from './palette.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('the vendor’s colour', () => {
  it('carries readable white text (WCAG AA) from its filled shade on, whatever was chosen', () => {
    fc.assert(
      fc.property(colour, (chosen) => {
        const palette = paletteOf(chosen)
        for (const shade of palette.slice(6)) expect(contrastOnWhite(shade)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })
  it('grows darker from shade to shade, so that hover and tint differ', () => {
    fc.assert(
      fc.property(colour, (chosen) => {
        const contrasts = paletteOf(chosen).map(contrastOnWhite)
        for (const [index, value] of contrasts.slice(1).entries()) expect(value).toBeGreaterThan(contrasts[index] ?? 0)
      }),
    )
  })
  it('stays what the vendor chose when it is dark enough', () => {
    expect(paletteOf('#1d4ed8')[6]).toBe('#1d4ed8')
  })
  it('falls back to the product’s blue when it is no colour', () => {
    expect(paletteOf('not a colour')).toEqual(paletteOf('#2f5fd0'))
  })
})
