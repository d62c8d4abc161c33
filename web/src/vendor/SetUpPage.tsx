import { Box, ColorInput, Fieldset, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import type { ApiProblem } from '../api/problem.ts'
import { Form } from '../ui/Form.tsx'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, LoadingState } from '../ui/states.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { LinkInvalid } from './LinkInvalid.tsx'
import { PasswordHint, useNameValidation } from './person-fields.tsx'
import { useLinkToken } from './token.ts'

/** The first administrator and the vendor's name, by the link that the server printed. */
export default function SetUpPage() {
  const { t } = useTranslation('vendor')
  const token = useLinkToken()
  const vendor = useVendor()
  const [done, setDone] = useState<string | null>(null)
  const preview = useQuery<{ languages: string[] }, ApiProblem>({
    queryKey: ['set-up', token],
    queryFn: () => take(api.POST('/api/v1/set-up/preview', { body: { token: token ?? '' } })) as never,
    enabled: token !== null && !vendor.setUp,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (done || vendor.setUp)
    return (
      <>
        <PageHeader title={t('setup.title')} />
        <EmptyState
          title={t('setup.done')}
          text={done ? t('setup.doneText', { email: done }) : t('setup.already')}
          action={<LinkButton href="/sign-in">{t('setup.signIn')}</LinkButton>}
        />
      </>
    )
  return (
    <>
      <PageHeader title={t('setup.title')} text={t('setup.text')} />
      {token === null || preview.error ? (
        <LinkInvalid error={preview.error} text={t('setup.linkText')} />
      ) : preview.data ? (
        <SetUpForm token={token} languages={preview.data.languages} done={setDone} />
      ) : (
        <LoadingState />
      )}
    </>
  )
}

type FormProps = { token: string; languages: string[]; done: (email: string) => void }

function SetUpForm({ token, languages, done }: FormProps) {
  const { t, i18n } = useTranslation('vendor')
  const setUp = useWrite('post', '/api/v1/set-up', { ok: t('setup.done'), quiet: true })
  const language = i18n.resolvedLanguage ?? 'en'
  const form = useProblemForm({
    initialValues: {
      vendorName: '',
      helpEmail: '',
      colour: '#2f5fd0',
      firstName: '',
      lastName: '',
      email: '',
      password: '',
      language: languages.includes(language) ? language : (languages[0] ?? 'en'),
    },
    validate: {
      ...useNameValidation(),
      vendorName: (value) => (value.trim() ? null : t('setup.vendorNameMissing')),
      helpEmail: (value) => (/.@./.test(value) ? null : t('person.emailWrong')),
      email: (value) => (/.@./.test(value) ? null : t('person.emailWrong')),
    },
    submit: async (values) => {
      const { email } = await setUp.mutateAsync({ body: { ...values, token } })
      done(email)
    },
  })
  return (
    <Box maw={520}>
      <Form form={form} submit={t('setup.submit')}>
        <Fieldset legend={t('setup.vendor')}>
          <Stack gap="sm">
            <TextInput label={t('settings.name')} required maxLength={100} {...form.field('vendorName')} />
            <TextInput
              label={t('settings.helpEmail')}
              description={t('settings.helpEmailText')}
              required
              type="email"
              {...form.field('helpEmail')}
            />
            <ColorInput
              label={t('settings.colour')}
              description={t('settings.colourText')}
              format="hex"
              {...form.field('colour')}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend={t('setup.administrator')}>
          <Stack gap="sm">
            <TextInput label={t('person.firstName')} required autoComplete="given-name" {...form.field('firstName')} />
            <TextInput label={t('person.lastName')} required autoComplete="family-name" {...form.field('lastName')} />
            <TextInput label={t('person.email')} required type="email" autoComplete="email" {...form.field('email')} />
            <PasswordInput
              label={t('person.password')}
              description={<PasswordHint />}
              required
              autoComplete="new-password"
              {...form.field('password')}
            />
            <LanguageSelect label={t('person.language')} languages={languages} {...form.field('language')} />
          </Stack>
        </Fieldset>
      </Form>
    </Box>
  )
}
