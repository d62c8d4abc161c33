import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './app/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { meQuery } from './api/me.ts'
import { App } from './app/App.tsx'
import { hasRememberedLanguage, showLanguage, startLanguage } from './app/language.ts'
import { noticeNewBuild } from './app/new-build.ts'
import { shareNonce } from './app/nonce.ts'
import { createQueryClient } from './app/query-client.ts'
import { createAppRouter } from './app/router.tsx'

shareNonce()
noticeNewBuild()
const client = createQueryClient()
const [, me] = await Promise.all([startLanguage(), client.fetchQuery(meQuery).catch(() => undefined)])
// R33: an account's language wins over the browser's; the vendor's default over neither, only over nothing at all.
if (me?.account) await showLanguage(me.account.language)
else if (me && !hasRememberedLanguage() && !navigator.language) await showLanguage(me.vendor.defaultLanguage)

const router = createAppRouter(client)
// Drawn once and whole: React keeps what was suspended back for 300 ms. A slow network gets the loading state instead.
await Promise.race([router.load(), new Promise((resolve) => setTimeout(resolve, 500))])

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App client={client} router={router} />
  </StrictMode>,
)
