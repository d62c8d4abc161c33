/** WCAG 2.2, 1.4.3: what text of ordinary size needs. */
export const readableContrast = 4.5

/** WCAG contrast ratio, 1 to 21, of a `#rrggbb` colour with white. */
export function contrastWithWhite(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}
