import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { ApiProblem } from '../api/problem.ts'
import { Form } from '../ui/Form.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { AdditionalFields, TermsBox, useAdditionalValidation } from './AdditionalFields.tsx'
import { Opened, ToBeVerified } from './Opened.tsx'
import { StepFrame } from './StepFrame.tsx'
import type { Opened as OpenedFacts, Registration } from './use-registration.ts'

/** Step 4, *Additional information*; sends everything. */
export function DetailsStep({ registration }: { registration: Registration }) {
  const { opened } = registration
  if (registration.answers.kind === 'partner_employee') return <EmployeeDetails registration={registration} />
  return opened && <CustomerDetails registration={registration} opened={opened} />
}

/** Sends the registration; a field of an earlier step that is refused leads back there. */
function useSend(registration: Registration) {
  const write = useWrite('post', '/api/v1/registration', { quiet: true })
  const { i18n } = useTranslation()
  return async (body: Record<string, unknown>) => {
    const { firstName, lastName, email } = registration.answers
    const { password } = registration.secrets
    const language = i18n.resolvedLanguage ?? i18n.language
    try {
      registration.sent(
        await write.mutateAsync({ body: { firstName, lastName, email, password, language, ...body } as never }),
      )
    } catch (error) {
      if (!(error instanceof ApiProblem) || !registration.leadBack(error.fields)) throw error
    }
  }
}

function CustomerDetails({ registration, opened }: { registration: Registration; opened: OpenedFacts }) {
  const { t } = useTranslation('registration')
  const send = useSend(registration)
  const { answers, secrets } = registration
  const form = useProblemForm({
    initialValues: {
      jobTitle: answers.jobTitle,
      phone: answers.phone,
      site: answers.site,
      country: answers.country,
      employedStatement: false,
      termsAccepted: false,
    },
    validate: useAdditionalValidation(),
    onValuesChange: ({ jobTitle, phone, site, country }) =>
      registration.answer({ jobTitle, phone, site, country: country ?? '' }),
    submit: (values) =>
      send({
        kind: 'customer_user',
        registrationNumber: answers.registrationNumber,
        verificationKey: secrets.verificationKey,
        ...values,
      }),
  })
  return (
    <StepFrame title={t('steps.details')} text={t('details.text')}>
      <Opened {...opened} />
      {opened.domainFits === false && <ToBeVerified email={answers.email} partnerName={opened.partnerName} />}
      <Form form={form} submit={t('submit')} secondary={<BackButton registration={registration} />}>
        <AdditionalFields field={form.field} companyName={opened.companyName} />
      </Form>
    </StepFrame>
  )
}

function EmployeeDetails({ registration }: { registration: Registration }) {
  const { t } = useTranslation('registration')
  const send = useSend(registration)
  const form = useProblemForm({
    initialValues: { companyName: registration.answers.companyName, termsAccepted: false },
    validate: {
      companyName: (value) => (value.trim().length > 1 ? null : t('details.needed')),
      termsAccepted: (value) => (value ? null : t('details.termsNeeded')),
    },
    onValuesChange: ({ companyName }) => registration.answer({ companyName }),
    submit: (values) => send({ kind: 'partner_employee', ...values }),
  })
  return (
    <StepFrame title={t('steps.details')} text={t('details.employeeText')}>
      <Form form={form} submit={t('submit')} secondary={<BackButton registration={registration} />}>
        <TextInput label={t('details.company')} autoComplete="organization" required {...form.field('companyName')} />
        <TermsBox field={form.field} />
      </Form>
    </StepFrame>
  )
}

function BackButton({ registration }: { registration: Registration }) {
  const { t } = useTranslation('registration')
  return (
    <Button variant="default" onClick={registration.back}>
      {t('back')}
    </Button>
  )
}
