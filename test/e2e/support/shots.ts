// Pictures of pages, wide and narrow, light and dark: node test/e2e/support/shots.ts ORIGIN PATH…
// With MAIL and PASSWORD in the environment it signs in first. Also checks accessibility and the console.
import { checkAccessibility, checkWidth, launchChromium, shot, visit } from './browser.ts'

const [origin, ...paths] = process.argv.slice(2)
if (!origin || paths.length === 0) throw new Error('usage: node test/e2e/support/shots.ts ORIGIN PATH…')
process.env.SHOTS = '1'
const { MAIL, PASSWORD, LOCALE = 'en-GB' } = process.env

const browser = await launchChromium()
try {
  for (const width of [1440, 390]) {
    for (const scheme of ['light', 'dark'] as const) {
      const { page, context, end } = await visit(browser, { origin, width, scheme, locale: LOCALE })
      if (MAIL) {
        const data = { email: MAIL, password: PASSWORD }
        const answer = await context.request.post('/api/v1/account/sign-in', { data, headers: { origin } })
        if (!answer.ok()) throw new Error(`could not sign in: ${await answer.text()}`)
      }
      for (const path of paths) {
        await page.goto(path)
        await shot(page, `${path.replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '') || 'home'}-${width}-${scheme}`)
        for (const check of [checkAccessibility, checkWidth]) {
          await check(page).catch((error: Error) => console.log(error.message))
        }
      }
      await end().catch((error: Error) => console.log(error.message))
    }
  }
} finally {
  await browser.close()
}
