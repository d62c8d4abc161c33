import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'

export { launchChromium } from './chromium.ts'

const results = join(import.meta.dirname, '../../../test-results')

export type Visit = {
  page: Page
  context: BrowserContext
  /** What a page must never produce: script errors, refused styles or scripts, failed loads that no API answered. */
  complaints: string[]
  /** Closes the visit; throws what the page complained about. */
  end: () => Promise<void>
}

type VisitOptions = {
  /** Where the portal is; paths given to `page.goto` are relative to it. */
  origin: string
  width?: 1440 | 390 | number
  scheme?: 'light' | 'dark'
  locale?: string
}

/** A person at a browser of their own: no cookies, nothing remembered. */
export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const { origin, width = 1440, scheme = 'light', locale = 'en-GB' } = options
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: scheme,
    locale,
    reducedMotion: 'reduce',
    hasTouch: width < 600,
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const complaints: string[] = []
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`)
    })
  })
  context.on('console', (message) => {
    // A refusal of the API is an answer, not a fault of the page; the browser reports it all the same.
    const isRefusal = /status of 4\d\d/.test(message.text()) && message.location().url.includes('/api/')
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(error.error().stack ?? String(error.error())))
  const page = await context.newPage()
  return {
    page,
    context,
    complaints,
    end: async () => {
      await context.close()
      if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join('\n')}`)
    },
  }
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Throws when the page as it is now breaks WCAG 2.2 AA as far as axe can tell, naming each element. */
export async function checkAccessibility(page: Page): Promise<void> {
  // Colours are measured as they are: let skeletons and transitions end first.
  await settled(page)
  // A message in its frame is no page of ours, and runs no script, axe's neither.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe[sandbox]').withTags(rules).analyze()
  if (violations.length === 0) return
  const lines = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.slice(0, 5).map((node) => `  ${node.target.join(' ')}  ${node.any[0]?.message ?? ''}`),
  ])
  throw new Error(`${page.url()} is not accessible:\n${lines.join('\n')}`)
}

/** Throws when the page must be scrolled sideways (WCAG 1.4.10 asks for none at 320 px; tables scroll in their own frame). */
export async function checkWidth(page: Page): Promise<void> {
  const [wanted, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth] as const)
  if (wanted > there) throw new Error(`${page.url()} needs ${wanted} px, the window has ${there}`)
}

/** Waits until nothing is loading: no requests under way, no skeleton, no busy region. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(
    () => !document.querySelector('.mantine-Skeleton-root, [aria-busy="true"], .mantine-Loader-root'),
  )
}

/** A picture of the whole page in `test-results/<name>.png`. */
export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(results, { recursive: true })
  await settled(page)
  await page.screenshot({ path: join(results, `${name}.png`), fullPage: true })
}

/** A picture of what can be seen now, for whoever looks into a failure; never fails itself. */
export async function snapshot(page: Page, name: string): Promise<void> {
  mkdirSync(results, { recursive: true })
  await page.screenshot({ path: join(results, `${name}.png`) }).catch(() => {})
}
