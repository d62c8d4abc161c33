import { Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { useReader } from '../customers/reader.ts'
import { Form } from '../ui/Form.tsx'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { tk } from '../ui/message-key.ts'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { DeniedText } from '../ui/Why.tsx'
import { CustomerChoice, customersOf, type Reach } from './CustomerChoice.tsx'
import { useGrantable, useRegisterDenial } from './may.ts'
import type { Role } from './member.ts'

const nobody = { email: '', firstName: '', lastName: '', note: '' }

/** Invites one colleague; afterwards the form is ready for the next, with role and customers as they were. */
export function AddOne({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('team')
  const { languages, defaultLanguage } = useVendor()
  const invite = useWrite('post', '/api/v1/partners/{partnerId}/team-invitations', {
    ok: t('invitations.sent'),
    quiet: true,
  })
  const form = useProblemForm({
    initialValues: {
      ...nobody,
      role: 'user' as Role,
      language: defaultLanguage,
      customers: { kind: 'none', ids: [] } as Reach,
    },
    validate: { email: (value) => (/.@./.test(value) ? null : t('form.emailWrong')) },
    submit: async ({ customers, ...rest }) => {
      await invite.mutateAsync({
        params: { path: { partnerId } },
        body: { ...rest, customers: customersOf(customers) },
      })
      form.setValues(nobody)
    },
  })
  const { role, customers } = form.values
  return (
    <Form form={form} submit={t('form.invite')} denied={useRegisterDenial(partnerId)}>
      <TextInput label={t('column.email')} type="email" required {...form.field('email')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('form.firstName')} {...form.field('firstName')} />
        <TextInput label={t('form.lastName')} {...form.field('lastName')} />
      </SimpleGrid>
      <RoleField partnerId={partnerId} field={form.field('role')} role={role} />
      {role === 'user' && (
        <CustomerChoice
          partnerId={partnerId}
          value={customers}
          onChange={(next) => form.setFieldValue('customers', next)}
        />
      )}
      <LanguageSelect label={t('form.language')} languages={languages} {...form.field('language')} />
      <Textarea
        label={t('form.note')}
        description={t('form.noteText')}
        autosize
        minRows={2}
        maxLength={500}
        {...form.field('note')}
      />
    </Form>
  )
}

/** The roles the reader may give, and what the chosen one is for. */
export function RoleField({ partnerId, field, role }: { partnerId: string; field: object; role: Role }) {
  const { t } = useTranslation('team')
  const { superAdmins } = useReader(partnerId)
  return (
    <div>
      <Select label={t('form.role')} data={useGrantable(partnerId)} {...field} />
      <Text size="sm" c="dimmed" mt={4}>
        {t(tk('roleText.', role))}
      </Text>
      {superAdmins && <DeniedText denied={superAdmins} />}
    </div>
  )
}
