import { Alert, Stack } from '@mantine/core'
import { IconLinkOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Narrow } from './Narrow.tsx'

/** A mailed link that was used, is too old, or was copied only in part; and the way to another. */
export function DeadLink({ again }: { again: { href: string; label: string } }) {
  const { t } = useTranslation('accounts')
  const vendor = useVendor()
  return (
    <Narrow>
      <PageHeader title={t('deadLink.title')} />
      <Stack align="flex-start">
        <Alert color="orange" icon={<IconLinkOff size={18} aria-hidden />} role="alert">
          {t('deadLink.text', { contact: vendor.helpEmail })}
        </Alert>
        <LinkButton href={again.href}>{again.label}</LinkButton>
      </Stack>
    </Narrow>
  )
}
