import { Menu, Text } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Denial } from '../ActButton.tsx'
import classes from './DataList.module.css'

/** In a menu, what the reader may not do: greyed, with the reason beneath it; choosing it opens the chain. */
export function DeniedItem({
  label,
  icon: Picture,
  denied,
}: {
  label: string
  icon?: Icon | undefined
  denied: Denial
}) {
  const { t } = useTranslation('ui')
  return (
    <Menu.Item leftSection={Picture && <Picture size={15} aria-hidden />} aria-disabled onClick={denied.explain}>
      <Text size="sm" c="dimmed" inherit>
        {label}
      </Text>
      <Text size="xs" c="dimmed" maw={240}>
        {denied.missing} {denied.grantedBy && t('grantedBy', { who: denied.grantedBy })}{' '}
        {denied.explain && <span className={classes.why}>{t('why')}</span>}
      </Text>
    </Menu.Item>
  )
}
