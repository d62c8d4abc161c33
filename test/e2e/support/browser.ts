import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page, Request, Response } from 'playwright-core'
import { violationsOn } from './accessibility.ts'
import { lendContext } from './contexts.ts'

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
  const { context, page, complaints } = await lendContext(
    browser,
    origin,
    {
      baseURL: origin,
      viewport: { width, height: width < 600 ? 844 : 900 },
      colorScheme: scheme,
      locale,
      reducedMotion: 'reduce',
      hasTouch: width < 600,
      acceptDownloads: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    },
    watch,
  )
  // A page that was closed while it loaded leaves requests of which nothing more is heard.
  requests.get(context)?.clear()
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

/** Has a context note what it is loading and what its pages complain about, and its pages come to rest as they are opened. */
async function watch(context: BrowserContext, complain: (text: string) => void): Promise<void> {
  // On a busy machine a page may take long, and is all the same right.
  context.setDefaultTimeout(60_000)
  const underWay = new Set<Request>()
  requests.set(context, underWay)
  context.on('request', (request) => underWay.add(request))
  context.on('requestfinished', (request) => underWay.delete(request))
  context.on('requestfailed', (request) => underWay.delete(request))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`)
    })
  })
  context.on('console', (message) => {
    // A refusal of the API is an answer, not a fault of the page; the browser reports it all the same.
    const isRefusal = /status of 4\d\d/.test(message.text()) && message.location().url.includes('/api/')
    if (message.type() === 'error' && !isRefusal) complain(message.text())
  })
  context.on('weberror', (error) => complain(error.error().stack ?? String(error.error())))
  // Whoever opens a page looks at it once it is there: what waits for a text then finds it at the first look.
  context.on('page', (page) => {
    for (const move of ['goto', 'reload'] as const) {
      const moves = page[move].bind(page) as (...given: unknown[]) => Promise<Response | null>
      Object.assign(page, {
        [move]: async (...given: unknown[]) => {
          const response = await moves(...given)
          await settled(page)
          return response
        },
      })
    }
  })
}

/** What every context is loading at the moment. */
const requests = new WeakMap<BrowserContext, Set<Request>>()

/** Throws when the page as it is now breaks WCAG 2.2 AA as far as axe can tell, naming each element. */
export async function checkAccessibility(page: Page): Promise<void> {
  // Colours are measured as they are: let skeletons and transitions end first.
  await settled(page)
  const violations = await violationsOn(page)
  if (violations.length === 0) return
  const lines = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.slice(0, 5).map(({ target, message }) => `  ${target}  ${message}`),
  ])
  throw new Error(`${page.url()} is not accessible:\n${lines.join('\n')}`)
}

/** Throws when the page must be scrolled sideways (WCAG 1.4.10 asks for none at 320 px; tables scroll in their own frame). */
export async function checkWidth(page: Page): Promise<void> {
  const [wanted, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth] as const)
  if (wanted > there) throw new Error(`${page.url()} needs ${wanted} px, the window has ${there}`)
}

/**
 * Waits until the page is as a reader sees it at rest: no request under way, no skeleton, no busy region, nothing that moves
 * or fades. Twice in a row, each time after the page had nothing else to do: what one thing brings about counts as well.
 */
export async function settled(page: Page, withinMilliseconds = 60_000): Promise<void> {
  const deadline = Date.now() + withinMilliseconds
  for (let calm = 0, restless = ''; calm < 2; ) {
    restless = await unrest(page)
    calm = restless ? 0 : calm + 1
    if (calm > 0) continue
    if (Date.now() > deadline) throw new Error(`${page.url()} never comes to rest: ${restless}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What is still going on in the page; empty when nothing is. */
async function unrest(page: Page): Promise<string> {
  const loading = () => [...(requests.get(page.context()) ?? [])].map((request) => request.url()).join(', ')
  if (loading()) return `loading ${loading()}`
  const inside = await page.evaluate(stirring).catch((error: Error) => {
    // A navigation has taken the page away meanwhile.
    if (/context was destroyed|navigat/i.test(error.message)) return 'navigating'
    throw error
  })
  return inside || (loading() && `loading ${loading()}`)
}

/** Runs in the page. */
async function stirring(): Promise<string> {
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }))
  await new Promise((resolve) => requestAnimationFrame(resolve))
  if (document.readyState !== 'complete' || !document.querySelector('h1, [role=alert]')) return 'nothing to see yet'
  const busy = document.querySelector('.mantine-Skeleton-root, [aria-busy="true"], .mantine-Loader-root')
  if (busy) return `busy: ${busy.outerHTML.slice(0, 200)}`
  const moving = document.getAnimations().find((one) => one.playState === 'running' || one.pending)
  return moving
    ? `moving: ${(moving as CSSTransition).transitionProperty ?? (moving as CSSAnimation).animationName}`
    : ''
}

/**
 * To another page without loading the portal anew; the pages listen to the browser's history. An address that only leads on
 * may have brought the reader to this very page before: then there is nothing to leave.
 */
export async function goOn(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    if (location.pathname === to) return
    document.querySelector('h1')?.setAttribute('data-left', '')
    history.pushState(null, '', to)
  }, path)
  await page.locator('h1[data-left]').waitFor({ state: 'detached' })
  await settled(page)
}

/** With SHOTS=1 a picture of the whole page in `test-results/<name>.png`, for whoever works on its looks. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!process.env.SHOTS) return
  mkdirSync(results, { recursive: true })
  await settled(page)
  await page.screenshot({ path: join(results, `${name}.png`), fullPage: true })
}

/** A picture of what can be seen now, for whoever looks into a failure; never fails itself. */
export async function snapshot(page: Page, name: string): Promise<void> {
  mkdirSync(results, { recursive: true })
  await page.screenshot({ path: join(results, `${name}.png`) }).catch(() => {})
}
