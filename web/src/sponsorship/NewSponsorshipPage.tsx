import { Box, Button, Select, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useReader } from '../customers/reader.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { Form } from '../ui/Form.tsx'
import { linkTo, PageLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StepProgress } from '../ui/StepProgress.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { EntitlementChoice } from './EntitlementChoice.tsx'
import { NotSponsorable } from './NotSponsorable.tsx'
import { Review } from './Review.tsx'
import { bodyOf, firstTerms, type Options } from './sponsorship.ts'
import { TermsFields, useContractDenial, useTermsChecks } from './TermsFields.tsx'

/** Draft a sponsorship in four steps; the draft is then issued on its own page. */
export default function NewSponsorshipPage() {
  const { t } = useTranslation('sponsorship')
  const partnerId = usePartnerId()
  const given = (useSearch({ strict: false }) as { customerId?: string }).customerId
  const [customerId, setCustomerId] = useState<string | null>(given ?? null)
  const [step, setStep] = useState(given ? 1 : 0)
  const steps = [t('customer'), t('new.grant'), t('new.terms'), t('new.review')]
  return (
    <>
      <PageHeader title={t('new.title')} text={t('new.text')} />
      <Box mb="lg">
        <StepProgress steps={steps} current={step} />
      </Box>
      <Box maw={640}>
        {step === 0 || !customerId ? (
          <CustomerStep
            partnerId={partnerId}
            chosen={customerId}
            choose={setCustomerId}
            next={() => customerId && setStep(1)}
          />
        ) : (
          <WithOptions key={customerId} {...{ partnerId, customerId, step, setStep }} />
        )}
      </Box>
    </>
  )
}

type CustomerStepProps = {
  partnerId: string
  chosen: string | null
  choose: (customerId: string | null) => void
  next: () => void
}

function CustomerStep({ partnerId, chosen, choose, next }: CustomerStepProps) {
  const { t } = useTranslation('sponsorship')
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 200)
  const found = useRead('/api/v1/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { state: 'active', limit: 50, ...(q && { q }) } },
  })
  const [tried, setTried] = useState(false)
  const { sponsoring } = useReader(partnerId)
  return (
    <Stack>
      <Select
        label={t('customer')}
        description={
          <>
            {t('new.customerText')}{' '}
            <PageLink size="xs" href={`/partner/${partnerId}/customers/new`}>
              {t('new.addCustomer')}
            </PageLink>
          </>
        }
        searchable
        required
        value={chosen}
        onChange={choose}
        searchValue={text}
        onSearchChange={setText}
        filter={({ options }) => options}
        nothingFoundMessage={t('new.noCustomer')}
        data={found.data?.items.map(({ customerId, name }) => ({ value: customerId, label: name })) ?? []}
        error={tried && !chosen ? t('new.customerMissing') : undefined}
      />
      <ActButton
        style={{ alignSelf: 'flex-start' }}
        denied={sponsoring}
        onClick={() => {
          setTried(true)
          next()
        }}
      >
        {t('new.next')}
      </ActButton>
    </Stack>
  )
}

type StepProps = { partnerId: string; customerId: string; step: number; setStep: (step: number) => void }

function WithOptions(props: StepProps) {
  const { partnerId, customerId } = props
  const path = { partnerId, customerId }
  const options = useRead('/api/v1/partners/{partnerId}/customers/{customerId}/sponsoring-options', {
    params: { path },
  })
  const customer = useRead('/api/v1/partners/{partnerId}/customers/{customerId}', { params: { path } })
  const error = options.error ?? customer.error
  if (error) return <ErrorState error={error} retry={() => void options.refetch()} />
  if (!options.data || !customer.data) return <LoadingState />
  return <Steps {...props} options={options.data} customerName={customer.data.name} />
}

function Steps({
  partnerId,
  customerId,
  step,
  setStep,
  options,
  customerName,
}: StepProps & { options: Options; customerName: string }) {
  const { t } = useTranslation('sponsorship')
  const navigate = useNavigate()
  const checks = useTermsChecks(options)
  const create = useWrite('post', '/api/v1/partners/{partnerId}/sponsorships', { quiet: true })
  const form = useProblemForm({
    initialValues: firstTerms(options, 10),
    validate: {
      ...(step >= 1 && { entitlements: checks.entitlements }),
      ...(step >= 2 && { contractId: checks.contractId, seats: checks.seats, lastDay: checks.lastDay }),
    },
    submit: async (values) => {
      if (step < 3) return setStep(step + 1)
      const body = { customerId, ...bodyOf(values, options) }
      const { sponsorshipId } = await create.mutateAsync({ params: { path: { partnerId } }, body })
      form.resetDirty(values)
      setTimeout(() => void navigate(linkTo(`/partner/${partnerId}/sponsorships/${sponsorshipId}/issue`)))
      return undefined
    },
  })
  return (
    <Form
      form={form}
      denied={useContractDenial(options)}
      submit={step < 3 ? t('new.next') : t('new.save')}
      secondary={
        <Button variant="default" onClick={() => setStep(step - 1)}>
          {t('new.back')}
        </Button>
      }
    >
      {step === 1 && (
        <>
          <NotSponsorable partnerId={partnerId} customerId={customerId} reasons={options.notSponsorable} />
          <EntitlementChoice
            options={options.entitlements}
            value={form.getValues().entitlements}
            onChange={(value) => form.setFieldValue('entitlements', value)}
            error={form.errors.entitlements as string | undefined}
          />
        </>
      )}
      {step === 2 && <TermsFields form={form} options={options} />}
      {step === 3 && <Review terms={form.getValues()} options={options} customerName={customerName} />}
    </Form>
  )
}
