import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

type Held = { context: BrowserContext; browser: Browser; origin: string; key: string; complaints: string[] }
type Lent = { context: BrowserContext; page: Page; complaints: string[] }

let spare: Held[] = []

/**
 * A browser context in which nothing is remembered: no cookies, no storage, no history. One that an earlier person of the same
 * portal has left is cleaned and given again: its renderer has the portal's scripts compiled, which a new one does for a second
 * of processor time. `prepare` is called once for a context, with what notes a complaint for whoever has it then. Closing it gives it back.
 */
export async function lendContext(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions,
  prepare: (context: BrowserContext, complain: (text: string) => void) => Promise<void>,
): Promise<Lent> {
  const key = JSON.stringify(options)
  const isOver = (held: Held) => held.browser !== browser || held.origin !== origin
  const over = spare.filter(isOver)
  spare = spare.filter((held) => !isOver(held))
  for (const held of over) await closing.get(held.context)?.()
  const at = spare.findIndex((held) => held.key === key)
  const held = spare.splice(at, at < 0 ? 0 : 1)[0] ?? (await open(browser, origin, options, key))
  if (at < 0) await prepare(held.context, (text) => held.complaints.push(text))
  held.complaints = []
  return { context: held.context, page: await held.context.newPage(), complaints: held.complaints }
}

/** How a context is closed for good. */
const closing = new WeakMap<BrowserContext, () => Promise<void>>()

async function open(browser: Browser, origin: string, options: BrowserContextOptions, key: string): Promise<Held> {
  const context = await browser.newContext(options)
  const held: Held = { context, browser, origin, key, complaints: [] }
  closing.set(context, context.close.bind(context))
  // A page of the portal's site that stays: while there is one, so does the renderer with what it has compiled.
  const anchor = await context.newPage()
  await anchor.goto('/icon.svg')
  const session = await context.newCDPSession(anchor)
  context.close = async () => {
    if (spare.includes(held)) return
    for (const page of context.pages()) if (page !== anchor) await page.close()
    await context.unrouteAll()
    await context.clearCookies()
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
    spare.push(held)
  }
  return held
}
