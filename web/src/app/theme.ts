import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'
import { paletteOf } from './palette.ts'

const gray: MantineColorsTuple = [
  '#f7f8f9',
  '#f1f2f4',
  '#e6e8ec',
  '#d5d9e0',
  '#b6bcc7',
  '#8f97a5',
  '#6a7282',
  '#515967',
  '#373e4a',
  '#1d222b',
]
const dark: MantineColorsTuple = [
  '#d9dce2',
  '#bcc1cb',
  '#9aa2b0',
  '#7d8695',
  '#353b46',
  '#2a2f39',
  '#1f232b',
  '#16191f',
  '#101318',
  '#0b0d11',
]

type Sized = { size?: string | number }

/**
 * Mantine's theme for one installation: neutral surfaces, system type, and the vendor's colour as the only accent. `words`
 * name the library's buttons that are only a picture.
 */
export function themeOf(
  vendorColour: string,
  words: { close: string; clear: string; reveal: string; pick: string },
): MantineThemeOverride {
  const close = { closeButtonProps: { 'aria-label': words.close } }
  return createTheme({
    primaryColor: 'brand',
    primaryShade: { light: 6, dark: 6 },
    colors: {
      brand: paletteOf(vendorColour),
      gray,
      dark,
      red: paletteOf('#c9302c'),
      orange: paletteOf('#b8590b'),
      yellow: paletteOf('#946c00'),
      green: paletteOf('#1f7a4a'),
      teal: paletteOf('#0f766e'),
      blue: paletteOf('#2563c9'),
    },
    black: '#1a1e26',
    defaultRadius: 'md',
    radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
    fontFamily:
      'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif',
    fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
    fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
    lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.55', xl: '1.55' },
    headings: {
      fontWeight: '600',
      textWrap: 'balance',
      sizes: {
        h1: { fontSize: '1.375rem', lineHeight: '1.3' },
        h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
        h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
        h4: { fontSize: '0.875rem', lineHeight: '1.45' },
        h5: { fontSize: '0.8125rem', lineHeight: '1.45' },
      },
    },
    cursorType: 'pointer',
    respectReducedMotion: true,
    // Plain objects, not `Button.extend(…)`, or every component named here would be in the first download.
    components: {
      // One step denser than Mantine's own: a tool that is open all day.
      Button: {
        vars: (_theme: unknown, { size }: Sized) => ({
          root:
            size === undefined || size === 'sm' ? { '--button-height': '2rem', '--button-padding-x': '0.75rem' } : {},
        }),
      },
      Input: {
        vars: (_theme: unknown, { size }: Sized) => ({
          wrapper:
            size === undefined || size === 'sm' ? { '--input-height': '2rem', '--input-padding': '0.625rem' } : {},
        }),
      },
      Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 } },
      // Inside a sentence a link must show by more than its colour; lists and navigation ask for `hover`.
      Anchor: { defaultProps: { underline: 'always' } },
      ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
      Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } },
      Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 }, ...close } },
      ColorInput: { defaultProps: { eyeDropperButtonProps: { 'aria-label': words.pick } } },
      Drawer: { defaultProps: close },
      Notification: { defaultProps: close },
      PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': words.reveal } } },
      // Choosing what is chosen leaves it chosen; where nothing is an answer, the field can be cleared.
      Select: { defaultProps: { allowDeselect: false, clearButtonProps: { 'aria-label': words.clear } } },
      Tooltip: { defaultProps: { openDelay: 250, events: { hover: true, focus: true, touch: false } } },
    },
  })
}

/** The few of Mantine's own colours that miss WCAG AA on our surfaces or glare in the dark, and the surfaces themselves. */
export const cssVariables: CSSVariablesResolver = (theme) => ({
  variables: {},
  light: {
    ...tinted((name) => ({ '': `var(--mantine-color-${name}-1)`, '-color': `var(--mantine-color-${name}-8)` })),
    '--mantine-color-dimmed': '#5b6371',
    '--mantine-color-placeholder': '#6a7282',
    '--mantine-color-error': 'var(--mantine-color-red-7)',
    '--mantine-color-success': 'var(--mantine-color-green-7)',
    '--mantine-color-default-border': 'var(--mantine-color-gray-3)',
    '--mantine-color-gray-text': 'var(--mantine-color-gray-7)',
    '--surface-raised': '#ffffff',
    '--surface-sunken': 'var(--mantine-color-gray-0)',
    '--line': 'var(--mantine-color-gray-2)',
  },
  dark: {
    ...tinted((name) => {
      const [colour, ground] = [theme.colors[name]?.[6] ?? gray[6], dark[7]]
      return {
        '': mixed(colour, ground, 0.24),
        '-hover': mixed(colour, ground, 0.34),
        '-color': `var(--mantine-color-${name}-2)`,
      }
    }),
    // Also on a menu's entry under the pointer.
    '--mantine-color-dimmed': '#a0a8b6',
    '--mantine-color-placeholder': '#8b94a3',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-success': 'var(--mantine-color-green-4)',
    '--mantine-color-default-border': 'var(--mantine-color-dark-4)',
    '--mantine-color-gray-text': 'var(--mantine-color-dark-1)',
    '--surface-raised': 'var(--mantine-color-dark-6)',
    '--surface-sunken': 'var(--mantine-color-dark-8)',
    '--line': 'var(--mantine-color-dark-5)',
  },
})

const tints = ['brand', 'red', 'orange', 'yellow', 'green', 'teal', 'blue']

/** Mantine's variables of the variant `light` (alerts, quiet buttons, badges) for each of our colours. */
function tinted(shades: (name: string) => Record<string, string>): Record<string, string> {
  const entries = tints.flatMap((name) =>
    Object.entries(shades(name)).map(([part, value]) => [`--mantine-color-${name}-light${part}`, value]),
  )
  return Object.fromEntries(entries)
}

/** `share` of the first `#rrggbb` colour over the second. */
function mixed(over: string, under: string, share: number): string {
  const part = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16)
  return `#${[1, 3, 5]
    .map((at) => Math.round(part(over, at) * share + part(under, at) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`
}
