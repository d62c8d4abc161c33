import { Box, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { FootLine, LanguageMenu, SchemeMenu } from './HeaderMenus.tsx'
import { homeOf, navigationOf } from './navigation.ts'
import classes from './Shell.module.css'
import { VendorMark } from './VendorMark.tsx'

const StrangerMenu = lazy(() => import('./StrangerMenu.tsx'))

const inHeader = ['rules', 'questions', 'help']

/** The frame of the pages anybody may read: one line above, one below. */
export function StrangerLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell')
  const me = useMe()
  const [menu, { toggle, close }] = useDisclosure(false)
  const entries = navigationOf({ kind: 'stranger' }, me).filter(({ id }) => !me.account || inHeader.includes(id))
  return (
    <div className={classes.stranger}>
      <a className={classes.skip} href="#main">
        {t('skip')}
      </a>
      {me.demo && <div className={classes.demo}>{t('demo')}</div>}
      <header className={classes.strangerHeader}>
        <Burger opened={menu} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} aria-expanded={menu} />
        <VendorMark />
        <Group component="nav" aria-label={t('navigation')} visibleFrom="sm" gap="lg" ml="lg" wrap="nowrap">
          {entries
            .filter(({ id }) => inHeader.includes(id))
            .map(({ id, href }) => (
              <PageLink key={id} href={href} size="sm" c="dimmed" underline="hover">
                {t(tk('nav.', id))}
              </PageLink>
            ))}
        </Group>
        <Group ml="auto" gap={4} wrap="nowrap">
          <LanguageMenu />
          <Box visibleFrom="sm">
            <SchemeMenu />
          </Box>
          {me.account ? (
            <>
              <LinkButton href={homeOf(me)} size="xs" variant="default" visibleFrom="xs">
                {t('toPortal')}
              </LinkButton>
              <AccountMenu />
            </>
          ) : (
            <>
              <LinkButton href="/sign-in" size="xs" variant="default" ml={4}>
                {t('nav.signIn')}
              </LinkButton>
              <LinkButton href="/register" size="xs" visibleFrom="xs">
                {t('nav.register')}
              </LinkButton>
            </>
          )}
        </Group>
      </header>
      {menu && (
        <Suspense>
          <StrangerMenu title={me.vendor.name} entries={entries} close={close} />
        </Suspense>
      )}
      <main id="main" tabIndex={-1} className={classes.strangerMain}>
        {children}
      </main>
      <footer className={classes.footer}>
        <FootLine version={me.version} />
      </footer>
    </div>
  )
}
