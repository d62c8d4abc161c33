import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { Form } from '../ui/Form.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { CodeFields, useCodeValidation } from './CodeFields.tsx'
import { StepFrame } from './StepFrame.tsx'
import type { Registration } from './use-registration.ts'

/** Step 3: both proven before anything else is asked. A typing error is found here, without asking the server. */
export function NumberStep({ registration }: { registration: Registration }) {
  const { t } = useTranslation('registration')
  const check = useWrite('post', '/api/v1/registration/check', { quiet: true })
  const { answers, secrets } = registration
  const form = useProblemForm({
    initialValues: { registrationNumber: answers.registrationNumber, verificationKey: secrets.verificationKey },
    validate: useCodeValidation(),
    onValuesChange: ({ registrationNumber, verificationKey }) => {
      registration.answer({ registrationNumber })
      registration.keep({ verificationKey })
    },
    submit: async (values) => {
      const opened = await check.mutateAsync({ body: { ...values, email: answers.email } })
      registration.open(opened)
      registration.settleRefused()
      registration.go('details')
    },
  })
  return (
    <StepFrame title={t('steps.number')} text={t('number.text')}>
      <Form
        form={form}
        submit={t('next')}
        secondary={
          <Button variant="default" onClick={registration.back}>
            {t('back')}
          </Button>
        }
      >
        <CodeFields form={form} />
      </Form>
    </StepFrame>
  )
}
