import { Divider, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { meQuery, useVendor } from '../api/me.ts'
import { showLanguage } from '../app/language.ts'
import { homeOf } from '../app/navigation.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, linkTo, PageLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { Narrow } from './Narrow.tsx'
import { PasswordField } from './PasswordField.tsx'
import { safeReturnPath } from './return-path.ts'

/** E-mail address and password; afterwards back to where the reader wanted to go. */
export default function SignInPage() {
  const { t } = useTranslation('accounts')
  const vendor = useVendor()
  const signIn = useSignIn()
  const form = useProblemForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : t('signIn.emailMissing')),
      password: (value) => (value ? null : t('signIn.passwordMissing')),
    },
    submit: signIn,
  })
  return (
    <Narrow>
      <PageHeader title={t('signIn.title')} text={t('signIn.text', { vendor: vendor.name })} />
      <Form
        form={form}
        submit={t('signIn.submit')}
        submitProps={{ fullWidth: false }}
        secondary={
          <PageLink href="/forgot-password" size="sm">
            {t('signIn.forgot')}
          </PageLink>
        }
      >
        <TextInput
          label={t('field.email')}
          type="email"
          autoComplete="username"
          autoFocus
          required
          withAsterisk={false}
          {...form.field('email')}
        />
        <PasswordField label={t('field.password')} autoComplete="current-password" {...form.field('password')} />
      </Form>
      <Divider my="lg" />
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">
            {t('signIn.noAccount')}
          </Text>
          <LinkButton href="/register" variant="default" size="xs">
            {t('signIn.register')}
          </LinkButton>
        </Group>
        <Text size="xs" c="dimmed">
          {t('help', { contact: vendor.helpEmail })}
        </Text>
      </Stack>
    </Narrow>
  )
}

function useSignIn() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { return: wanted }: { return?: string } = useSearch({ strict: false })
  return async (values: { email: string; password: string }) => {
    await take(api.POST('/api/v1/account/sign-in', { body: { ...values, email: values.email.trim() } }))
    // What a stranger, or somebody else, saw before is not this person's.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
    const me = await client.fetchQuery({ ...meQuery, staleTime: 0 })
    if (me.account) await showLanguage(me.account.language)
    await navigate({ ...linkTo(safeReturnPath(wanted, window.location.origin) ?? homeOf(me)), replace: true })
  }
}
