import { Alert, Grid, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { Activity } from './Activity.tsx'
import { Attempts } from './Attempts.tsx'
import { HandOverDialog } from './HandOverDialog.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { SeatsAndPeople } from './SeatsAndPeople.tsx'
import { SponsorshipActions } from './SponsorshipActions.tsx'
import { SponsorshipChain } from './SponsorshipChain.tsx'
import { SponsorshipState } from './SponsorshipState.tsx'
import type { Sponsorship } from './sponsorship.ts'

/** One sponsorship: what it grants and by what chain; seats, people, activity. */
export default function SponsorshipPage() {
  const path = { partnerId: usePartnerId(), sponsorshipId: usePathParam('sponsorshipId') }
  const sponsorship = useRead('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}', { params: { path } })
  if (sponsorship.error) return <ErrorState error={sponsorship.error} retry={() => void sponsorship.refetch()} />
  return sponsorship.data ? <Shown sponsorship={sponsorship.data} partnerId={path.partnerId} /> : <LoadingState />
}

function Shown({ sponsorship, partnerId }: { sponsorship: Sponsorship; partnerId: string }) {
  const [open, setOpen] = useState<'revoke' | 'send' | null>(null)
  const props = { partnerId, sponsorship, onClose: () => setOpen(null) }
  return (
    <>
      <PageHeader
        title={sponsorship.customerName}
        aside={
          <>
            {sponsorship.registrationNumber && <Identifier value={sponsorship.registrationNumber} />}
            <SponsorshipState state={sponsorship.state} />
          </>
        }
        actions={<SponsorshipActions {...props} revoke={() => setOpen('revoke')} send={() => setOpen('send')} />}
      />
      <Notices sponsorship={sponsorship} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <SponsorshipChain sponsorship={sponsorship} partnerId={partnerId} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <SeatsAndPeople sponsorship={sponsorship} partnerId={partnerId} />
            <Attempts sponsorship={sponsorship} partnerId={partnerId} />
            <Activity objectId={sponsorship.sponsorshipId} partnerId={partnerId} />
          </Stack>
        </Grid.Col>
      </Grid>
      <RevokeDialog opened={open === 'revoke'} {...props} />
      {sponsorship.registrationNumber && <HandOverDialog opened={open === 'send'} {...props} />}
    </>
  )
}

function Notices({ sponsorship }: { sponsorship: Sponsorship }) {
  const { t } = useTranslation('sponsorship')
  const { endedReason, problems, revokeReason, state } = sponsorship
  return (
    <>
      {endedReason && (
        <Alert color="red" mb="md" title={t('detail.ended')}>
          {t(tk('ended.', endedReason))}
        </Alert>
      )}
      {state === 'revoked' && (
        <Alert color="red" mb="md" title={t('state.revoked')}>
          {revokeReason}
        </Alert>
      )}
      {problems.length > 0 && (
        <Alert color="orange" mb="md" title={t('detail.notIssuable')}>
          {problems.map(({ path, code }) => (
            <div key={path + code}>{t(tk('problem.', code))}</div>
          ))}
        </Alert>
      )}
    </>
  )
}
