import { Alert, Box, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { KeyShown } from './KeyShown.tsx'

/** Replaces the key: people already registered keep what they have; the old key stops. */
export default function ReplaceKeyPage() {
  const { t } = useTranslation('sponsorship')
  const path = { partnerId: usePartnerId(), sponsorshipId: usePathParam('sponsorshipId') }
  const sponsorship = useRead('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}', { params: { path } })
  const replace = useWrite('post', '/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/replace-key', {
    quiet: true,
  })
  const form = useProblemForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim().length >= 3 ? null : t('ui:reason.missing')) },
    submit: ({ reason }) => replace.mutateAsync({ params: { path }, body: { reason } }),
  })
  if (sponsorship.error) return <ErrorState error={sponsorship.error} retry={() => void sponsorship.refetch()} />
  if (!sponsorship.data) return <LoadingState />
  return (
    <>
      <PageHeader title={replace.data ? t('replace.done') : t('replace.act')} text={sponsorship.data.customerName} />
      <Box maw={720}>
        {replace.data ? (
          <KeyShown partnerId={path.partnerId} sponsorship={sponsorship.data} issued={replace.data} />
        ) : (
          <Form
            form={form}
            submit={t('replace.act')}
            secondary={
              <LinkButton variant="default" href={`/partner/${path.partnerId}/sponsorships/${path.sponsorshipId}`}>
                {t('ui:cancel')}
              </LinkButton>
            }
          >
            <Alert color="blue">{t('replace.text', { count: sponsorship.data.seatsUsed })}</Alert>
            <Textarea
              label={t('ui:reason.label')}
              description={t('ui:reason.text')}
              required
              autosize
              minRows={2}
              maxLength={1000}
              {...form.field('reason')}
            />
          </Form>
        )}
      </Box>
    </>
  )
}
