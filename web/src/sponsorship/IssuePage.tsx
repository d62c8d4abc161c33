import { Alert, Box, Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { LinkButton } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { KeyShown } from './KeyShown.tsx'
import { NotSponsorable } from './NotSponsorable.tsx'
import { SponsorshipChain } from './SponsorshipChain.tsx'
import type { Sponsorship } from './sponsorship.ts'

/** Issues a draft; afterwards the same page shows number and key, this once. */
export default function IssuePage() {
  const { t } = useTranslation('sponsorship')
  const path = { partnerId: usePartnerId(), sponsorshipId: usePathParam('sponsorshipId') }
  const sponsorship = useRead('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}', { params: { path } })
  const issue = useWrite('post', '/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/issue')
  if (sponsorship.error) return <ErrorState error={sponsorship.error} retry={() => void sponsorship.refetch()} />
  if (!sponsorship.data) return <LoadingState />
  return (
    <>
      <PageHeader
        title={issue.data ? t('issue.done') : t('issue.title')}
        text={issue.data ? t('issue.doneText', { customer: sponsorship.data.customerName }) : t('issue.text')}
      />
      <Box maw={720}>
        {issue.data ? (
          <KeyShown partnerId={path.partnerId} sponsorship={sponsorship.data} issued={issue.data} />
        ) : (
          <Before
            partnerId={path.partnerId}
            sponsorship={sponsorship.data}
            busy={issue.isPending}
            issue={() => issue.mutate({ params: { path }, body: {} })}
          />
        )}
      </Box>
    </>
  )
}

type BeforeProps = { partnerId: string; sponsorship: Sponsorship; busy: boolean; issue: () => void }

function Before({ partnerId, sponsorship, busy, issue }: BeforeProps) {
  const { t } = useTranslation('sponsorship')
  const here = `/partner/${partnerId}/sponsorships/${sponsorship.sponsorshipId}`
  if (sponsorship.state !== 'draft')
    return (
      <Alert color="blue" title={t('issue.already')}>
        <LinkButton mt="xs" variant="default" href={here}>
          {t('issue.toSponsorship')}
        </LinkButton>
      </Alert>
    )
  const ofCustomer = sponsorship.problems.filter(({ path }) => path === 'customerId').map(({ code }) => code)
  const others = sponsorship.problems.filter(({ path }) => path !== 'customerId')
  return (
    <Stack>
      <NotSponsorable partnerId={partnerId} customerId={sponsorship.customerId} reasons={ofCustomer} />
      {others.length > 0 && (
        <Alert color="orange" title={t('detail.notIssuable')}>
          {others.map(({ path, code }) => (
            <div key={path + code}>{t(tk('problem.', code))}</div>
          ))}
        </Alert>
      )}
      <SponsorshipChain sponsorship={sponsorship} partnerId={partnerId} />
      <Group justify="space-between">
        <LinkButton href={`${here}/edit`} variant="default">
          {t('change.draft')}
        </LinkButton>
        <Button onClick={issue} loading={busy} disabled={sponsorship.problems.length > 0}>
          {t('issue.now')}
        </Button>
      </Group>
    </Stack>
  )
}
