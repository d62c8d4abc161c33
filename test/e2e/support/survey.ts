import type { Page } from 'playwright-core'
import { violationsOn } from './accessibility.ts'
import { goOn, settled, type Visit } from './browser.ts'

type Look = { width: number; scheme: 'light' | 'dark' }
const wide: Look = { width: 1440, scheme: 'light' }
const narrow: Look = { width: 390, scheme: 'dark' }
/** SURVEY=all looks at both colour schemes in both widths, which takes twice as long. */
const looks: Look[] =
  process.env.SURVEY === 'all'
    ? [wide, { width: 1440, scheme: 'dark' }, { width: 390, scheme: 'light' }, narrow]
    : [wide, narrow]

/**
 * `whole` looks wide and narrow, light and dark; `brief` and `narrow` look only once: for a reader whose page differs little. The first page
 * is opened by its address, as most other tests open theirs; to the others the reader comes as by a link, which is sooner there.
 */
export type Depth = 'whole' | 'brief' | 'narrow'

/**
 * Opens a page and looks at it as a reader may have it: wide and narrow, light and dark. Answers everything that is wrong,
 * one finding a line; nothing wrong is an empty list.
 */
export async function survey(visit: Visit, path: string, depth: Depth): Promise<string[]> {
  const { page, complaints } = visit
  const findings: string[] = []
  complaints.length = 0
  const wanted = { whole: looks, brief: [wide], narrow: [narrow] }[depth]
  // The last page left the window narrow: the next begins so, or the last would be laid out once more for nobody.
  const inTurn = page.viewportSize()?.width === wanted.at(-1)?.width ? wanted.toReversed() : wanted
  await show(page, inTurn[0] ?? wide)
  try {
    await open(page, path)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
  } catch {
    return [`${path}: shows no heading, or never stops loading: ${await textOf(page)} ${complaints.join(' ')}`]
  }
  for (const look of inTurn) {
    const { width, scheme } = look
    await show(page, look)
    await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' })
    await settled(page)
    if (look === wanted[0]) findings.push(...(await structure(page)))
    findings.push(...(await accessibility(page)).map((one) => `${width} ${scheme}: ${one}`))
    const needed = await page.evaluate(() => document.documentElement.scrollWidth)
    if (needed > width) findings.push(`${width}: must be scrolled sideways, needs ${needed} px: ${await widest(page)}`)
  }
  findings.push(...complaints.map((one) => `complains: ${one}`))
  return findings.map((finding) => `${path}: ${finding}`)
}

async function show(page: Page, { width, scheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 })
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
}

async function open(page: Page, path: string): Promise<void> {
  // What stands behind # is read once, as a page is loaded.
  const loaded = page.url().startsWith('http') && !path.includes('#')
  await (loaded ? goOn(page, path) : page.goto(path))
}

async function structure(page: Page): Promise<string[]> {
  const { title, mains, headings, language, mouseOnly, unnamed } = await page.evaluate(() => ({
    title: document.title,
    mains: document.querySelectorAll('main').length,
    headings: document.querySelectorAll('h1').length,
    language: document.documentElement.lang,
    // What a mouse is invited to press, and nothing that the keyboard can reach does the same.
    mouseOnly: [...document.querySelectorAll<HTMLElement>('body *')]
      .filter(
        (element) =>
          element.checkVisibility() &&
          getComputedStyle(element).cursor === 'pointer' &&
          !element.closest('a[href], button, input, select, textarea, label, summary, [tabindex]') &&
          !element.querySelector('a[href], button, input, select, textarea, [tabindex]'),
      )
      .map((element) => element.outerHTML.slice(0, 120)),
    // An identifier names nothing to whoever hears it.
    unnamed: [...document.querySelectorAll('input[aria-label]')]
      .map((element) => element.getAttribute('aria-label') ?? '')
      .filter((label) => /[0-9a-f]{8}-[0-9a-f]{4}-/.test(label)),
  }))
  const findings: string[] = []
  if (!/^.+ · .+$/.test(title)) findings.push(`its title is “${title}”`)
  if (/\b[a-z]+:[a-z]+\.[a-zA-Z.]+\b/.test(title)) findings.push(`its title is a key: ${title}`)
  if (mains !== 1) findings.push(`has ${mains} main landmarks`)
  if (headings !== 1) findings.push(`has ${headings} headings of level 1`)
  if (!language) findings.push('names no language')
  if (mouseOnly.length > 0) findings.push(`is for the mouse alone in ${mouseOnly.length} places: ${mouseOnly[0]}`)
  if (unnamed.length > 0) findings.push(`names ${unnamed.length} things by an identifier: ${unnamed[0]}`)
  return findings
}

async function accessibility(page: Page): Promise<string[]> {
  return (await violationsOn(page)).map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ target, message }) => `${target} ${message}`)
    return `${id} (${nodes.length}×): ${help}\n      ${where.join('\n      ')}`
  })
}

/** The outermost elements that stick out, for whoever mends it. */
function widest(page: Page): Promise<string> {
  return page.evaluate(() => {
    const out = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth + 1,
    )
    return out
      .filter((element) => !out.includes(element.parentElement as Element))
      .slice(0, 3)
      .map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`)
      .join(', ')
  })
}

async function textOf(page: Page): Promise<string> {
  const text = await page.locator('body').textContent()
  return (text ?? '').replaceAll(/\s+/g, ' ').slice(0, 200)
}
