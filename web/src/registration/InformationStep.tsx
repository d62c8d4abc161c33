import { Alert, PasswordInput, TextInput } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { usePreferences } from '../app/use-preferences.ts'
import { Form } from '../ui/Form.tsx'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { fieldText } from '../ui/problem-text.ts'
import { useProblemForm } from '../ui/use-problem-form.ts'
import classes from './registration.module.css'
import { StepFrame } from './StepFrame.tsx'
import type { Registration } from './use-registration.ts'

const minCharacters = 15

/** Step 1, *Your information*, with the language preference (R10, R33). */
export function InformationStep({ registration }: { registration: Registration }) {
  const { t } = useTranslation(['registration', 'ui'])
  const { languages, language, chooseLanguage } = usePreferences()
  const { answers, secrets } = registration
  const check = useWrite('post', '/api/v1/registration/person', { quiet: true })
  const form = useProblemForm({
    initialValues: {
      firstName: answers.firstName,
      lastName: answers.lastName,
      email: answers.email,
      password: secrets.password,
    },
    validate: {
      firstName: (value) => (value.trim() ? null : t('information.firstNameMissing')),
      lastName: (value) => (value.trim() ? null : t('information.lastNameMissing')),
      email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('information.emailWrong')),
      password: (value) =>
        [...value].length >= minCharacters ? null : t('information.passwordShort', { min: minCharacters }),
    },
    onValuesChange: ({ password: _, ...values }) => registration.answer(values),
    submit: async (values) => {
      const email = values.email.trim()
      await check.mutateAsync({ body: { ...values, email, language } })
      registration.answer({ ...values, email })
      registration.keep({ password: values.password })
      registration.settleRefused()
      registration.go('choice')
    },
  })
  useRefused(registration, form.setErrors)
  return (
    <StepFrame title={t('steps.information')} text={t('information.text')} focus={registration.moved}>
      {registration.resumed && (
        <Alert color="blue" icon={<IconHistory size={18} aria-hidden />} title={t('resumed.title')}>
          {t('resumed.text')}
        </Alert>
      )}
      <Form form={form} submit={t('next')}>
        <div className={classes.two}>
          <TextInput
            label={t('information.firstName')}
            autoComplete="given-name"
            required
            {...form.field('firstName')}
          />
          <TextInput
            label={t('information.lastName')}
            autoComplete="family-name"
            required
            {...form.field('lastName')}
          />
        </div>
        <TextInput
          label={t('information.email')}
          description={t('information.emailHint')}
          type="email"
          autoComplete="email"
          required
          {...form.field('email')}
        />
        <PasswordInput
          label={t('information.password')}
          description={t('information.passwordHint', { min: minCharacters })}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('ui:reveal') }}
          {...form.field('password')}
        />
        <LanguageSelect
          label={t('information.language')}
          description={t('information.languageHint')}
          languages={languages}
          value={language}
          onChange={(next) => next && void chooseLanguage(next)}
          maw="16rem"
        />
      </Form>
    </StepFrame>
  )
}

/** What the server said about this step's fields when all was sent. */
function useRefused(registration: Registration, setErrors: (errors: Record<string, string>) => void): void {
  const { t } = useTranslation('problems')
  const shown = useRef<unknown>(null)
  const { refused } = registration
  useEffect(() => {
    if (refused.length === 0 || shown.current === refused) return
    shown.current = refused
    setErrors(Object.fromEntries(refused.map((field) => [field.path, fieldText(field, t)])))
  }, [refused, setErrors, t])
}
