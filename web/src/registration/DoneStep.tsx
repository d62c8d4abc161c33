import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconUserSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../ui/links.tsx'
import type { Confirmed } from './use-registration.ts'

/** What a confirmation led to, and that signing in comes next. */
export function Outcome({ confirmed }: { confirmed: Confirmed }) {
  const { t } = useTranslation('registration')
  const { state, email, companyName, partnerName } = confirmed
  const checked = state === 'to_be_verified'
  const ended = state === 'without_access'
  const partner = partnerName ?? companyName
  return (
    <Stack gap="md">
      <Alert
        color={checked || ended ? 'orange' : 'green'}
        icon={checked ? <IconUserSearch size={18} aria-hidden /> : <IconCircleCheck size={18} aria-hidden />}
        title={checked ? t('done.toBeVerified') : ended ? t('done.withoutAccess') : t('done.title')}
        role="status"
      >
        <Stack gap={6}>
          {state === 'active' && <Text size="sm">{t('done.active', { company: companyName })}</Text>}
          {state === 'registered' && <Text size="sm">{t('done.registered', { company: companyName })}</Text>}
          {checked && <Text size="sm">{t('done.toBeVerifiedText', { partner })}</Text>}
          {ended && <Text size="sm">{t('done.withoutAccessText', { partner, company: companyName })}</Text>}
          <Text size="sm">{t('done.signIn', { email })}</Text>
        </Stack>
      </Alert>
      <Group>
        <LinkButton href="/sign-in">{t('done.signInNow')}</LinkButton>
      </Group>
    </Stack>
  )
}
