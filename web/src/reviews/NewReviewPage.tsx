import { Box } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StepProgress } from '../ui/StepProgress.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { PlanFields } from './PlanFields.tsx'
import { inDays, type Plan, type PlanPreview, scopeBody, usePlanValidation } from './plan.ts'
import { useMayStart, useReviewPlace } from './review.ts'
import { StartReview } from './StartReview.tsx'

/** A new review in two steps: what it is about and its terms; then what that would be, before anything begins. */
export default function NewReviewPage() {
  const { t } = useTranslation('reviews')
  const { audiences, denied } = useMayStart()
  const [first] = audiences
  if (!first)
    return (
      <>
        <PageHeader title={t('new.title')} />
        <EmptyState title={t('new.denied')} text={denied && <DeniedText denied={denied} />} />
      </>
    )
  return <Steps audiences={audiences} first={first} />
}

function Steps({ audiences, first }: { audiences: Plan['audience'][]; first: Plan['audience'] }) {
  const { t } = useTranslation('reviews')
  const place = useReviewPlace()
  const navigate = useNavigate()
  const [preview, setPreview] = useState<PlanPreview | null>(null)
  const form = useProblemForm<Plan>({
    initialValues: {
      audience: first,
      title: '',
      note: '',
      subjects: ['memberships', 'associations'],
      roles: [],
      partnerIds: [],
      customerIds: [],
      rule: 'keep',
      dueOn: inDays(14),
      reminderDays: ['7', '1'],
    },
    validate: usePlanValidation(),
    submit: async (values) => {
      const body = scopeBody(values, place.partnerId === null)
      setPreview(await take(api.POST(place.api('/preview'), { params: { path: place.path }, body })))
    },
  })
  return (
    <>
      <PageHeader title={t('new.title')} text={t('new.text')} />
      <StepProgress steps={[t('new.step.plan'), t('new.step.start')]} current={preview ? 1 : 0} />
      <Box maw={640} mt="lg">
        {preview ? (
          <StartReview
            plan={form.values}
            preview={preview}
            back={() => setPreview(null)}
            started={(reviewId) => void navigate(linkTo(`${place.base}/${reviewId}`))}
          />
        ) : (
          <Form
            form={form}
            submit={t('new.preview')}
            secondary={
              <LinkButton href={place.base} variant="default">
                {t('ui:cancel')}
              </LinkButton>
            }
          >
            <PlanFields form={form} audiences={audiences} />
          </Form>
        )}
      </Box>
    </>
  )
}
