import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServedScene, type ServedScene } from './support/served-scene.ts'

let scene: ServedScene
let administrator: Awaited<ReturnType<ServedScene['world']['administrator']>>
let at: string
beforeAll(async () => {
  scene = await openServedScene()
  const { partnerId } = await scene.world.partner({ name: 'Orbit Networks' })
  administrator = await scene.world.administrator(partnerId)
  at = `/partner/${partnerId}`
})
afterAll(() => scene?.close())

/** A browser with the overview open, and how many documents it loaded since. */
async function opened() {
  const { page, complaints, ...visit } = await scene.openAs(administrator)
  await page.goto(at)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const loaded = { documents: 0 }
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loaded.documents++
  })
  /** A part of the build is gone, as after another was published twice; until the browser has loaded `documents` anew. */
  const gone = (part: string, documents: number) =>
    page.route(part, (route) =>
      loaded.documents < documents ? route.fulfill({ status: 404, body: '{}' }) : route.continue(),
    )
  const end = async () => {
    // What was taken away is all that the browser may complain about.
    const taken = /status of 404|Failed to fetch dynamically imported module/
    complaints.splice(0, complaints.length, ...complaints.filter((one) => !taken.test(one)))
    await visit.end()
  }
  return { page, end, loaded, gone }
}

describe('another build is served than the one a browser has open', { timeout: 120_000 }, () => {
  test.each([
    ['a page', '**/assets/SponsorshipsPage-*.js'],
    ['the texts of a page', '**/assets/sponsorship-*.js'],
  ])('%s that is gone is fetched with the new one, by loading once', async (_, part) => {
    const { page, end, loaded, gone } = await opened()
    await gone(part, 1)
    await page.getByRole('link', { name: 'Sponsorships' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Sponsorships', exact: true }).waitFor()
    expect(page.url()).toContain(`${at}/sponsorships`)
    expect(loaded.documents).toBe(1)
    await end()
  })

  test('what stays away is told as an error, after one attempt', async () => {
    const { page, end, loaded, gone } = await opened()
    await gone('**/assets/SponsorshipsPage-*.js', Number.POSITIVE_INFINITY)
    await page.getByRole('link', { name: 'Sponsorships' }).first().click()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.waitForTimeout(500)
    expect(loaded.documents).toBeLessThanOrEqual(2)
    await end()
  })

  test('a build whose first script is gone already is left for the new one', async () => {
    const { page, end, loaded, gone } = await opened()
    await gone('**/assets/index-*.js', 2)
    await page.goto(`${at}/sponsorships`)
    await page.getByRole('heading', { level: 1, name: 'Sponsorships', exact: true }).waitFor()
    expect(loaded.documents).toBe(2)
    await end()
  })
})
