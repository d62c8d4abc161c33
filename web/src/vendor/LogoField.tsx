import { Alert, FileButton, Group, Paper, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { ActButton } from '../ui/ActButton.tsx'
import { useAdministratorDenial } from './may.ts'

const maxBytes = 200 * 1024

/** Uploads or removes the logo. It takes effect at once, apart from the form beside it. */
export function LogoField({ hasLogo }: { hasLogo: boolean }) {
  const { t } = useTranslation('vendor')
  const denied = useAdministratorDenial('change_settings')
  const [wrong, setWrong] = useState<string | null>(null)
  const upload = useWrite('put', '/api/v1/vendor/settings/logo', { ok: t('logo.saved') })
  const remove = useWrite('delete', '/api/v1/vendor/settings/logo', { ok: t('logo.removed') })
  const send = async (file: File | null) => {
    setWrong(null)
    if (!file) return
    if (file.size > maxBytes) return setWrong(t('logo.tooLarge'))
    const bytes = new Uint8Array(await file.arrayBuffer())
    const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    upload.mutate({ body: { data } })
  }
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb={4}>
        {t('logo.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('logo.text')}
      </Text>
      {wrong && (
        <Alert color="red" mb="sm" role="alert">
          {wrong}
        </Alert>
      )}
      <Group gap="xs">
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => void send(file)}>
          {({ onClick }) => (
            <ActButton variant="default" denied={denied} loading={upload.isPending} onClick={onClick}>
              {hasLogo ? t('logo.replace') : t('logo.upload')}
            </ActButton>
          )}
        </FileButton>
        {hasLogo && (
          <ActButton variant="default" denied={denied} loading={remove.isPending} onClick={() => remove.mutate({})}>
            {t('logo.remove')}
          </ActButton>
        )}
      </Group>
    </Paper>
  )
}
