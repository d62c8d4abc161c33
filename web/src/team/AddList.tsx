import { Button, Code, FileButton, Group, Text, Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { textOfList } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { useVendor } from '../api/me.ts'
import { Form } from '../ui/Form.tsx'
import { useFormat } from '../ui/format.ts'
import { LanguageSelect } from '../ui/LanguageSelect.tsx'
import { linkTo } from '../ui/links.tsx'
import { useProblemForm } from '../ui/use-problem-form.ts'
import { RoleField } from './AddOne.tsx'
import { CustomerChoice, customersOf, type Reach } from './CustomerChoice.tsx'
import { useRegisterDenial } from './may.ts'
import type { Role } from './member.ts'

/** A pasted list, or a CSV file; what a row does not say itself counts for all. It is checked first, nobody is invited yet. */
export function AddList({ partnerId, fromFile = false }: { partnerId: string; fromFile?: boolean }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const navigate = useNavigate()
  const { languages, defaultLanguage } = useVendor()
  const [file, setFile] = useState('')
  const check = useWrite('post', '/api/v1/partners/{partnerId}/team-imports', { quiet: true })
  const form = useProblemForm({
    initialValues: {
      text: '',
      role: 'user' as Role,
      language: defaultLanguage,
      customers: { kind: 'none', ids: [] } as Reach,
    },
    validate: { text: (value) => (value.trim() ? null : t(fromFile ? 'form.fileMissing' : 'form.listMissing')) },
    submit: async ({ customers, ...rest }) => {
      const body = { ...rest, customers: customersOf(customers) }
      const { importId } = await check.mutateAsync({ params: { path: { partnerId } }, body })
      void navigate(linkTo(`/partner/${partnerId}/team/imports/${importId}`))
    },
  })
  const take = async (chosen: File | null) => {
    if (!chosen) return
    setFile(chosen.name)
    const text = chosen.size > MAX_BYTES ? '' : await textOfList(chosen)
    form.setFieldValue('text', text ?? '')
    if (chosen.size > MAX_BYTES) form.setFieldError('text', t('form.fileTooLarge'))
    if (text === null) form.setFieldError('text', t('form.fileIsWorkbook'))
  }
  const { role, customers, text } = form.values
  return (
    <Form form={form} submit={t('form.check')} denied={useRegisterDenial(partnerId)}>
      {fromFile ? (
        <div>
          <Text size="sm" mb="xs">
            {t('form.fileText')}
          </Text>
          <Code block mb="xs">
            {t('form.fileExample')}
          </Code>
          <Group gap="sm">
            <FileButton accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={(chosen) => void take(chosen)}>
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
                  {t('form.chooseFile')}
                </Button>
              )}
            </FileButton>
            <Text size="sm" c={form.errors.text ? 'red' : 'dimmed'} role="status">
              {form.errors.text ?? (file && t('form.chosen', { file, size: format.number(text.length) }))}
            </Text>
          </Group>
        </div>
      ) : (
        <Textarea
          label={t('form.list')}
          description={t('form.listText')}
          placeholder={t('form.listExample')}
          autosize
          minRows={6}
          maxRows={16}
          required
          {...form.field('text')}
        />
      )}
      <Text size="sm" fw={500}>
        {t('form.forAll')}
      </Text>
      <RoleField partnerId={partnerId} field={form.field('role')} role={role} />
      {role === 'user' && (
        <CustomerChoice
          partnerId={partnerId}
          value={customers}
          onChange={(next) => form.setFieldValue('customers', next)}
        />
      )}
      <LanguageSelect label={t('form.language')} languages={languages} {...form.field('language')} />
    </Form>
  )
}

/** More than the longest list that is taken, in any encoding. */
const MAX_BYTES = 2_000_000
