import { Alert, SimpleGrid, TextInput } from '@mantine/core'
import { IconMailForward } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useAccount } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { PasswordField } from './PasswordField.tsx'

/** A new address: both are told, the new one confirms. */
export function EmailForm() {
  const { t } = useTranslation('accounts')
  const account = useAccount()
  const ask = useWrite('post', '/api/v1/account/email', { quiet: true })
  const [sentTo, setSentTo] = useState<string>()
  const form = useProblemForm({
    initialValues: { email: '', currentPassword: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : t('signIn.emailMissing')),
      currentPassword: (value) => (value ? null : t('password.presentMissing')),
    },
    submit: async (body) => {
      const answer = await ask.mutateAsync({ body: { ...body, email: body.email.trim() } })
      setSentTo(answer.email)
      form.reset()
    },
  })
  return (
    <Form form={form} submit={t('email.submit')}>
      {sentTo && (
        <Alert icon={<IconMailForward size={18} aria-hidden />} role="status">
          {t('email.sent', { email: sentTo, present: account.email })}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label={t('email.new')}
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          {...form.field('email')}
        />
        <PasswordField
          label={t('field.presentPassword')}
          autoComplete="current-password"
          {...form.field('currentPassword')}
        />
      </SimpleGrid>
    </Form>
  )
}
