import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

export type Violation = { id: string; help: string; nodes: { target: string; message: string }[] }

// A third of the size of what the package offers as its source, and so much sooner in a page.
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// It would write down the markup of every element it looks at, a sixth of its time; nobody reads that here.
const script = `${source}; axe.configure({ noHtml: true })`
// Looks for `!important` in style attributes, which our Content-Security-Policy refuses; a tenth of axe's time.
const without = { 'avoid-inline-spacing': { enabled: false } }
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What breaks WCAG 2.2 AA on the page as it is now, as far as axe can tell. Its script is brought into a page once; only what
 * was found leaves the page again. The frame around all pages, nearly half of what there is to look at, is looked at once for a page of
 * the browser in each of its widths, languages and colour schemes; what can be opened in it lies outside of it.
 */
export async function violationsOn(page: Page): Promise<Violation[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(script)
  const exclude = [
    'iframe[sandbox]',
    ...((await isFrameKnown(page)) ? ['.mantine-AppShell-header', '.mantine-AppShell-navbar'] : []),
  ]
  return page.evaluate(
    async ([out, values, rules]) => {
      const { axe: there } = window as unknown as { axe: typeof axe }
      // A message in its frame is no page of ours, and runs no script, axe's neither.
      const { violations } = await there.run(
        { exclude: out },
        { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'], iframes: false },
      )
      return violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map((node) => ({ target: node.target.join(' '), message: node.any[0]?.message ?? '' })),
      }))
    },
    [exclude, levels, without] as const,
  )
}

const framesSeen = new WeakMap<Page, Set<string>>()

/** Whether the frame around this page has been looked at as it is now; it counts as looked at from then on. */
async function isFrameKnown(page: Page): Promise<boolean> {
  const look = await page.evaluate(() => {
    const entries = document.querySelectorAll('.mantine-AppShell-navbar a, .mantine-AppShell-header button').length
    const root = document.documentElement.cloneNode(false) as HTMLElement
    const opened = document.querySelector('.mantine-AppShell-header [aria-expanded=true]') !== null
    return `${window.innerWidth} ${entries} ${opened} ${root.outerHTML}`
  })
  const seen = framesSeen.get(page) ?? new Set()
  framesSeen.set(page, seen)
  const known = seen.has(look)
  seen.add(look)
  return known
}
