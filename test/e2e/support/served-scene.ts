import type { Page } from 'playwright-core'
import type { Actor } from '../../support/world.ts'
import { checkAccessibility, checkWidth, launchChromium, shot, type Visit, visit } from './browser.ts'
import { serveWorld } from './served-world.ts'

export type ServedScene = Awaited<ReturnType<typeof openServedScene>>

type Options = { width?: number; scheme?: 'light' | 'dark'; locale?: 'en-GB' | 'es-ES' }

/** A portal in this process and one browser, into which people come with their passwords. */
export async function openServedScene() {
  const world = await serveWorld()
  const browser = await launchChromium()
  const { origin, ownerDb } = world
  return {
    world,
    origin,
    /** A stranger's browser. */
    visit: (options: Options = {}): Promise<Visit> => visit(browser, { origin, ...options }),
    /** Somebody's browser, signed in; with a locale they have chosen its language as well. */
    async openAs({ accountId, email, password }: Actor, options: Options = {}): Promise<Visit> {
      const language = (options.locale ?? 'en-GB').slice(0, 2)
      await ownerDb.updateTable('auth.user').set({ language }).where('id', '=', accountId).execute()
      const opened = await visit(browser, { origin, ...options })
      const data = { email, password }
      const answer = await opened.context.request.post('/api/v1/account/sign-in', { data, headers: { origin } })
      if (answer.status() !== 200) throw new Error(`${email} was not let in: ${await answer.text()}`)
      return opened
    },
    /** The browser stays for the next file. */
    close: () => world.close(),
  }
}

/** Looks at the page as a reader does: a picture where pictures are wanted, WCAG by axe, no scrolling sideways. */
export async function look(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await checkAccessibility(page)
  await checkWidth(page)
}
