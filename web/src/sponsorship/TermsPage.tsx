import { Box } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useRead, useWrite } from '../api/hooks.ts'
import { ApiProblem } from '../api/problem.ts'
import { usePartnerId, usePathParam } from '../app/place.ts'
import { Form } from '../ui/Form.tsx'
import type { Impact } from '../ui/ImpactItems.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { EntitlementChoice } from './EntitlementChoice.tsx'
import { useEffectImpact } from './effect-impact.ts'
import { bodyOf, type Options, type Sponsorship, type Terms, termsOf } from './sponsorship.ts'
import { TermsFields, useContractDenial, useTermsChecks } from './TermsFields.tsx'

/** Changes a draft at once; an issued sponsorship after showing whom it affects, with a reason. */
export default function TermsPage() {
  const path = { partnerId: usePartnerId(), sponsorshipId: usePathParam('sponsorshipId') }
  const sponsorship = useRead('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}', { params: { path } })
  const customerId = sponsorship.data?.customerId ?? ''
  const options = useRead(
    '/api/v1/partners/{partnerId}/customers/{customerId}/sponsoring-options',
    { params: { path: { partnerId: path.partnerId, customerId } } },
    { enabled: customerId !== '' },
  )
  const error = sponsorship.error ?? options.error
  if (error) return <ErrorState error={error} retry={() => void sponsorship.refetch()} />
  if (!sponsorship.data || !options.data) return <LoadingState />
  return <TermsForm sponsorship={sponsorship.data} options={options.data} path={path} />
}

type Path = { partnerId: string; sponsorshipId: string }
type Props = { sponsorship: Sponsorship; options: Options; path: Path }

function TermsForm({ sponsorship, options, path }: Props) {
  const { t } = useTranslation('sponsorship')
  const navigate = useNavigate()
  const impactOf = useEffectImpact(options.entitlements)
  const isDraft = sponsorship.state === 'draft'
  const back = `/partner/${path.partnerId}/sponsorships/${path.sponsorshipId}`
  const [asked, setAsked] = useState<{ terms: Terms; impact: Impact[] } | null>(null)
  const edit = useWrite('patch', '/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}', {
    ok: t('change.done'),
    quiet: true,
  })
  const change = useWrite('post', '/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/change', {
    ok: t('change.done'),
    quiet: true,
  })
  const leave = (terms: Terms) => {
    form.resetDirty(terms)
    setTimeout(() => void navigate(linkTo(back)))
  }
  const form = useProblemForm<Terms>({
    initialValues: termsOf(sponsorship),
    validate: useTermsChecks(options),
    submit: async (terms) => {
      const body = bodyOf(terms, options)
      if (isDraft) {
        await edit.mutateAsync({ params: { path }, body })
        return leave(terms)
      }
      const call = api.POST('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/preview', {
        params: { path },
        body: { change: body },
      })
      const effect = await take(call)
      if (effect.problems.length > 0) throw new ApiProblem(400, { code: 'invalid_request', fields: effect.problems })
      setAsked({ terms, impact: impactOf(effect) })
      return undefined
    },
  })
  return (
    <>
      <PageHeader title={isDraft ? t('change.draft') : t('change.title')} text={sponsorship.customerName} />
      <Box maw={640}>
        <Form
          form={form}
          submit={isDraft ? t('change.save') : t('change.preview')}
          guarded
          denied={useContractDenial(options)}
          secondary={
            <LinkButton href={back} variant="default">
              {t('ui:cancel')}
            </LinkButton>
          }
        >
          <EntitlementChoice
            options={options.entitlements}
            value={form.getValues().entitlements}
            onChange={(value) => form.setFieldValue('entitlements', value)}
            error={form.errors.entitlements as string | undefined}
          />
          <TermsFields form={form} options={options} seatsUsed={isDraft ? 0 : sponsorship.seatsUsed} />
        </Form>
      </Box>
      <ReasonDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('change.title')}
        text={t('change.text')}
        impact={asked?.impact}
        confirm={t('change.save')}
        danger={asked?.impact.some(({ count }) => count > 0) ?? false}
        act={async (reason) => {
          if (!asked) return
          await change.mutateAsync({ params: { path }, body: { change: bodyOf(asked.terms, options), reason } })
          leave(asked.terms)
        }}
      />
    </>
  )
}
