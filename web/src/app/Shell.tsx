import { ActionIcon, AppShell, Burger, Group, Kbd, Stack, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActingBar } from '../acting/ActingBar.tsx'
import { useActingDenial } from '../acting/denial.ts'
import { useMe } from '../api/me.ts'
import { ServiceBar } from '../service/ServiceBar.tsx'
import { SuspendedBar } from '../service/SuspendedBar.tsx'
import { useSuspendedDenial } from '../service/suspension.ts'
import { DeniedHere } from '../ui/denied-here.ts'
import { NavigationLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { Breadcrumbs } from './Breadcrumbs.tsx'
import { ContextSwitch } from './ContextSwitch.tsx'
import { FootLine, HelpMenu, LanguageMenu, SchemeMenu } from './HeaderMenus.tsx'
import { belongsTo, navigationOf } from './navigation.ts'
import { useContextHere, usePageHere } from './place.ts'
import classes from './Shell.module.css'
import { VendorMark } from './VendorMark.tsx'

const paletteKeys = navigator.platform.startsWith('Mac') ? '⌘ K' : 'Ctrl K'
const Palette = lazy(() => import('./Palette.tsx'))

/** The frame of everything behind the sign-in. */
export default function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell')
  const me = useMe()
  const [menu, { toggle, close }] = useDisclosure(false)
  const [searches, setSearches] = useState(0)
  const wide = usePageHere()?.wide
  const acting = useActingDenial()
  const suspended = useSuspendedDenial()
  const search = () => setSearches((count) => count + 1)
  useHotkeys([['mod+K', search]], [], true)
  return (
    <AppShell
      header={{ height: me.demo ? 80 : 52 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      transitionDuration={0}
    >
      <a className={classes.skip} href="#main">
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header}>
        {me.demo && <div className={classes.demo}>{t('demo')}</div>}
        <Group h={52} px="sm" gap="xs" wrap="nowrap">
          <Burger
            opened={menu}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={t('menu')}
            aria-expanded={menu}
          />
          <VendorMark />
          <span className={classes.slash} aria-hidden>
            /
          </span>
          <ContextSwitch />
          <Group ml="auto" gap={4} wrap="nowrap">
            <UnstyledButton className={classes.search} onClick={search} visibleFrom="sm">
              <IconSearch size={15} aria-hidden />
              <span>{t('palette.open')}</span>
              <Kbd size="xs">{paletteKeys}</Kbd>
            </UnstyledButton>
            <ActionIcon size="lg" hiddenFrom="sm" aria-label={t('palette.open')} onClick={search}>
              <IconSearch size={18} aria-hidden />
            </ActionIcon>
            <Group gap={4} visibleFrom="sm" wrap="nowrap">
              <HelpMenu />
              <LanguageMenu />
              <SchemeMenu />
            </Group>
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} component="div">
        <Navigation onLeave={close} />
        <Group hiddenFrom="sm" p="sm" gap="xs" className={classes.menuFoot}>
          <HelpMenu />
          <LanguageMenu />
          <SchemeMenu />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main component="div" className={classes.main}>
        <PartnerBars />
        <main id="main" tabIndex={-1} className={classes.page} data-wide={wide || undefined}>
          <Breadcrumbs />
          <DeniedHere value={acting ?? suspended}>{children}</DeniedHere>
        </main>
        <footer className={classes.footer}>
          <FootLine version={me.version} />
        </footer>
      </AppShell.Main>
      {searches > 0 && (
        <Suspense>
          <Palette request={searches} />
        </Suspense>
      )}
    </AppShell>
  )
}

/** What holds on all of a partner's pages: that somebody looks for the vendor, and where the support service has ended. */
function PartnerBars() {
  const me = useMe()
  const context = useContextHere()
  if (context.kind !== 'partner' || !belongsTo(context, me)) return null
  return (
    <>
      <ActingBar partnerId={context.partnerId} />
      <SuspendedBar partnerId={context.partnerId} />
      <ServiceBar partnerId={context.partnerId} />
    </>
  )
}

/** The navigation of the present context, as far as the reader's roles and the existing pages go. */
function Navigation({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation('shell')
  const me = useMe()
  const context = useContextHere()
  const entries = navigationOf(context, me)
  const root = entries[0]
  return (
    <nav aria-label={t('navigation')} className={classes.nav}>
      <Stack gap={1}>
        {entries.map(({ id, icon: Picture, href }) => (
          <NavigationLink
            key={id}
            href={href}
            // The first page's address begins every other's.
            exact={href === root?.href}
            label={
              <Text size="sm" inherit component="span">
                {t(tk('nav.', id))}
              </Text>
            }
            leftSection={<Picture size={17} stroke={1.6} aria-hidden />}
            className={classes.entry}
            onClick={onLeave}
          />
        ))}
      </Stack>
    </nav>
  )
}
