import { Drawer, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { NavigationLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { HelpMenu, SchemeMenu } from './HeaderMenus.tsx'
import type { NavEntry } from './navigation.ts'
import classes from './Shell.module.css'

/** The public navigation on a telephone. */
export default function StrangerMenu(props: { title: string; entries: NavEntry[]; close: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <Drawer opened onClose={props.close} title={props.title} size={260} hiddenFrom="sm">
      <Stack component="nav" aria-label={t('navigation')} gap={2}>
        {props.entries.map(({ id, href, icon: Picture }) => (
          <NavigationLink
            key={id}
            href={href}
            exact
            label={t(tk('nav.', id))}
            leftSection={<Picture size={17} stroke={1.6} aria-hidden />}
            className={classes.entry}
            onClick={props.close}
          />
        ))}
      </Stack>
      <Group mt="md" gap={4}>
        <SchemeMenu />
        <HelpMenu />
      </Group>
    </Drawer>
  )
}
