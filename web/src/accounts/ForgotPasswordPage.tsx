import { Alert, Text, TextInput } from '@mantine/core'
import { IconMailForward } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useMe } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { LinkButton, PageLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { Narrow } from './Narrow.tsx'

/** Asks for a link; says the same whether or not there is such an account. */
export default function ForgotPasswordPage() {
  const { t } = useTranslation('accounts')
  const { vendor, demo } = useMe()
  const [sentTo, setSentTo] = useState<string>()
  const form = useProblemForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.includes('@') ? null : t('signIn.emailMissing')) },
    submit: async ({ email }) => {
      const answer = await take(api.POST('/api/v1/account/password/forgot', { body: { email: email.trim() } }))
      setSentTo(answer.email)
    },
  })
  if (sentTo)
    return (
      <Narrow>
        <PageHeader title={t('forgot.sentTitle')} />
        <Alert icon={<IconMailForward size={18} aria-hidden />} role="status">
          {t('forgot.sent', { email: sentTo })}
        </Alert>
        <Text size="sm" c="dimmed" my="md">
          {t('forgot.notArrived', { contact: vendor.helpEmail })}
        </Text>
        {demo && (
          <LinkButton href="/outbox" mr="xs">
            {t('toOutbox')}
          </LinkButton>
        )}
        <LinkButton href="/sign-in" variant="default">
          {t('toSignIn')}
        </LinkButton>
      </Narrow>
    )
  return (
    <Narrow>
      <PageHeader title={t('forgot.title')} text={t('forgot.text')} />
      <Form
        form={form}
        submit={t('forgot.submit')}
        secondary={
          <PageLink href="/sign-in" size="sm">
            {t('toSignIn')}
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
      </Form>
    </Narrow>
  )
}
