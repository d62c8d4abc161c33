import type { Browser } from 'playwright-core'
import { openMailbox } from '../../support/mailbox.ts'
import { freePort, ServerProcess } from '../../support/server-process.ts'
import { createWorld } from '../../support/world.ts'
import { launchChromium, type Visit, visit } from './browser.ts'
import { ensureBuilt } from './built.ts'

export type Portal = Awaited<ReturnType<typeof openPortal>>
type VisitOptions = Omit<Parameters<typeof visit>[1], 'origin'>

/**
 * The portal as it is installed: a server process of its own with its background jobs, an empty database, a mail server
 * and one browser. `world` arranges records past the pages.
 */
export async function openPortal() {
  await ensureBuilt()
  const port = await freePort()
  const mailbox = await openMailbox()
  const world = await createWorld({ ORIGIN: `http://localhost:${port}`, SMTP_URL: mailbox.url })
  const { DATABASE_URL, DATABASE_ROLE_PREFIX, SECRET, SMTP_URL } = world.database.env as Record<string, string>
  const env = { DATABASE_URL, DATABASE_ROLE_PREFIX, SECRET, SMTP_URL } as Record<string, string>
  const server = new ServerProcess(port, env)
  const close = async () => {
    await server.end('SIGTERM')
    await mailbox.close()
    await world.close()
  }
  let browser: Browser
  try {
    await server.start()
    browser = await launchChromium()
  } catch (error) {
    await close()
    throw error
  }

  /** A stranger at a browser of their own. */
  const stranger = (options: VisitOptions = {}): Promise<Visit> => visit(browser, { origin: server.origin, ...options })

  return {
    world,
    mailbox,
    server,
    browser,
    origin: server.origin,
    stranger,
    /** Somebody who has signed in before, at a browser of their own. */
    async signedIn(actor: { cookie: string }, options: VisitOptions = {}): Promise<Visit> {
      const visited = await stranger(options)
      await signInByCookie(visited, server.origin, actor.cookie)
      return visited
    },
    /** What stands behind # in the latest confirmation link mailed to an address: its one-time token. */
    async mailedToken(email: string): Promise<string> {
      const isConfirmation = (link: string) => link.includes('/confirm#t=')
      const { links } = await mailbox.waitFor(email, (mail) => mail.links.some(isConfirmation))
      return links.find(isConfirmation)?.split('#t=')[1] ?? ''
    },
    /** The installation is past its set-up, as it is for everybody but the first administrator. */
    async markSetUp(name = 'Example Vendor') {
      await world.ownerDb
        .updateTable('vendor_settings')
        .set({ set_up_at: new Date(), name, help_email: 'help@vendor.example' })
        .execute()
    },
    close,
  }
}

async function signInByCookie({ context }: Visit, origin: string, cookie: string): Promise<void> {
  const at = cookie.indexOf('=')
  const [name, value] = [cookie.slice(0, at), cookie.slice(at + 1)]
  // A __Host- cookie is Secure, and localhost counts as secure to a browser, though not to the protocol that sets it here.
  const url = origin.replace('http:', 'https:')
  await context.addCookies([{ name, value, url, httpOnly: true, secure: true, sameSite: 'Lax' }])
}
