import { Stack, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMembership } from '../api/me.ts'
import { usePartnerId } from '../app/place.ts'
import { GuidedStart } from '../team/GuidedStart.tsx'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ServiceOverview } from './ServiceOverview.tsx'
import { SponsoringOverview } from './SponsoringOverview.tsx'

/** Where a partner's people begin: the support service for who has a role in it, sponsoring for who sponsors; both for both. */
export default function PartnerOverviewPage() {
  const { t } = useTranslation('overview')
  const partnerId = usePartnerId()
  const membership = useMembership(partnerId)
  // A vendor agent who acts for the partner is no member, and sees both.
  const sponsors = membership?.sponsors ?? true
  const serves = membership ? membership.role !== null : true
  const both = sponsors && serves
  return (
    <>
      <PageHeader
        title={t('title')}
        text={both ? t('textBoth') : serves ? t('textService') : t('text')}
        actions={
          sponsors && <LinkButton href={`/partner/${partnerId}/sponsorships/new`}>{t('newSponsorship')}</LinkButton>
        }
      />
      <GuidedStart partnerId={partnerId} />
      <Stack gap="xl">
        {serves && (
          <section>
            {both && <Half title={t('service.title')} />}
            <ServiceOverview partnerId={partnerId} />
          </section>
        )}
        {sponsors && (
          <section>
            {both && <Half title={t('sponsoring')} />}
            <SponsoringOverview partnerId={partnerId} />
          </section>
        )}
      </Stack>
    </>
  )
}

function Half({ title }: { title: string }) {
  return (
    <Title order={2} size="h3" mb="md">
      {title}
    </Title>
  )
}
