import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useAccount } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { notify } from '../ui/notify.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { NewPasswordField } from './NewPasswordField.tsx'
import { PasswordField } from './PasswordField.tsx'

/** Another password; the other sessions end with the old one. */
export function PasswordForm() {
  const { t } = useTranslation('accounts')
  const account = useAccount()
  const change = useWrite('put', '/api/v1/account/password', { quiet: true })
  const form = useProblemForm({
    initialValues: { currentPassword: '', password: '' },
    validate: {
      currentPassword: (value) => (value ? null : t('password.presentMissing')),
      password: (value) => (value ? null : t('password.newMissing')),
    },
    submit: async (body) => {
      await change.mutateAsync({ body })
      form.reset()
      notify.ok(t('password.changed'))
    },
  })
  return (
    <Form form={form} submit={t('password.submit')}>
      <input type="hidden" autoComplete="username" value={account.email} readOnly />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <PasswordField
          label={t('field.presentPassword')}
          autoComplete="current-password"
          {...form.field('currentPassword')}
        />
        <NewPasswordField label={t('field.newPassword')} field={form.field('password')} value={form.values.password} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t('password.hint')}
      </Text>
    </Form>
  )
}
