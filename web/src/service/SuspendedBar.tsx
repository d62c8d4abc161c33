import { Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { Why } from '../ui/Why.tsx'
import classes from './ServiceBar.module.css'
import { useSuspendedDenial } from './suspension.ts'

/** Above the pages of a partner that the vendor has suspended, for its people. */
export function SuspendedBar({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('shell')
  const own = useMe().memberships.find((one) => one.partnerId === partnerId)
  const denied = useSuspendedDenial()
  if (!own || !denied) return null
  return (
    <section className={classes.bar} aria-label={t('suspended.label')}>
      <IconLock size={17} aria-hidden className={classes.icon} />
      <Text size="sm" component="p" m={0}>
        {t('suspended.bar', { partner: own.partnerName })} <Why explain={denied.explain} />
      </Text>
    </section>
  )
}
