import type { MantineColorsTuple } from '@mantine/core'

type Oklch = { l: number; c: number; h: number }
type LinearRgb = [number, number, number]

/** Lightness of the ten shades; the sixth is moved until white text on it can be read. */
const lightness = [0.975, 0.945, 0.9, 0.845, 0.775, 0.68, 0.55, 0.49, 0.42, 0.34]
/** The palest and darkest shades carry less colour, or they would glare. */
const chromaShare = [0.12, 0.24, 0.42, 0.62, 0.82, 0.95, 1, 0.95, 0.85, 0.7]
const filledShade = 6
/** WCAG 2.2 asks for 4.5; the margin keeps text legible on a tinted surface, too. */
const wantedContrast = 5.2

/**
 * Ten shades of one colour for Mantine, so that white text on shade 6 and above meets WCAG AA whatever colour was chosen.
 * @param colour `#rrggbb`; anything else gives the neutral blue of the product.
 */
export function paletteOf(colour: string): MantineColorsTuple {
  const base = toOklch(parseHex(colour) ?? (parseHex('#2f5fd0') as LinearRgb))
  // A nearly black colour is lifted, or its hover and its button in the dark could not be told from the surface.
  let filled = Math.min(Math.max(base.l, 0.34), 0.6)
  while (filled > 0.2 && contrastWithWhite(fromOklch({ ...base, l: filled })) < wantedContrast) filled -= 0.005
  return lightness.map((l, shade) => {
    const shift = shade < filledShade ? 0 : filled - (lightness[filledShade] as number)
    const target = shade < filledShade ? Math.max(l, filled + 0.06 * (filledShade - shade)) : Math.max(l + shift, 0.16)
    return toHex(fromOklch({ l: Math.min(target, 0.985), c: base.c * (chromaShare[shade] as number), h: base.h }))
  }) as unknown as MantineColorsTuple
}

/** WCAG contrast ratio of a `#rrggbb` colour with white, 1 to 21. */
export function contrastOnWhite(colour: string): number {
  return contrastWithWhite(parseHex(colour) as LinearRgb)
}

function contrastWithWhite([r, g, b]: LinearRgb): number {
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}

function parseHex(text: string): LinearRgb | undefined {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim())
  if (!match) return undefined
  return match.slice(1).map((part) => {
    const value = Number.parseInt(part, 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as LinearRgb
}

function toHex(rgb: LinearRgb): string {
  const parts = rgb.map((value) => {
    const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
    return Math.round(Math.min(Math.max(encoded, 0), 1) * 255)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${parts.join('')}`
}

// OKLab after Björn Ottosson, "A perceptual color space for image processing" (2020).
function toOklch([r, g, b]: LinearRgb): Oklch {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, c: Math.hypot(a, bb), h: Math.atan2(bb, a) }
}

/** Reduces chroma until the colour exists on a screen, rather than clipping it to another hue. */
function fromOklch({ l, c, h }: Oklch): LinearRgb {
  for (let chroma = c; ; chroma -= 0.004) {
    const rgb = oklabToRgb(l, Math.max(chroma, 0) * Math.cos(h), Math.max(chroma, 0) * Math.sin(h))
    if (chroma <= 0 || rgb.every((value) => value >= -0.0005 && value <= 1.0005)) return rgb
  }
}

function oklabToRgb(lightnessValue: number, a: number, b: number): LinearRgb {
  const l = (lightnessValue + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightnessValue - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightnessValue - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}
