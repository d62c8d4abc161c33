import { Group, Skeleton, Stack } from '@mantine/core'
import { IconLockAccess } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { SponsoredAccess } from './SponsoredAccess.tsx'

/** What I have, from whom, until when and why. */
export default function MyAccessPage() {
  const { t } = useTranslation('access')
  const access = useRead('/api/v1/access')
  return (
    <>
      <PageHeader
        title={t('mine.title')}
        text={t('mine.text')}
        actions={
          <Group gap="xs">
            <LinkButton href="/access/requests" variant="default">
              {t('requests.title')}
            </LinkButton>
            <LinkButton href="/access/add">{t('mine.add')}</LinkButton>
          </Group>
        }
      />
      {access.isPending ? (
        <Skeleton height={320} />
      ) : access.error ? (
        <ErrorState error={access.error} retry={() => void access.refetch()} />
      ) : access.data.items.length === 0 ? (
        <EmptyState
          icon={IconLockAccess}
          title={t('mine.empty.title')}
          text={t('mine.empty.text')}
          action={<LinkButton href="/access/add">{t('mine.add')}</LinkButton>}
        />
      ) : (
        <Stack gap="lg">
          {access.data.items.map((item) => (
            <SponsoredAccess key={item.registrationId} access={item} />
          ))}
        </Stack>
      )}
    </>
  )
}
