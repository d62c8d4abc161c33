import { Stack, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePartnerId } from '../app/place.ts'
import { useReader } from '../customers/reader.ts'
import { GuidedStart } from '../team/GuidedStart.tsx'
import { ActLink } from '../ui/ActButton.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ServiceOverview } from './ServiceOverview.tsx'
import { SponsoringOverview } from './SponsoringOverview.tsx'

/** Where a partner's people begin: the support service for who has a role in it, sponsoring for who sponsors; both for both. */
export default function PartnerOverviewPage() {
  const { t } = useTranslation('overview')
  const partnerId = usePartnerId()
  const { role, sponsors, administers, sponsoring } = useReader(partnerId)
  const serves = role !== null
  const both = sponsors && serves
  return (
    <>
      <PageHeader
        title={t('title')}
        text={both ? t('textBoth') : serves ? t('textService') : t('text')}
        actions={
          (!sponsoring || administers) && (
            <ActLink denied={sponsoring} href={`/partner/${partnerId}/sponsorships/new`}>
              {t('newSponsorship')}
            </ActLink>
          )
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
