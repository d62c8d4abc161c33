import { Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import { LinkButton } from '../ui/links.tsx'
import { SecretOnce } from '../ui/SecretOnce.tsx'
import { useKeysPlace } from './key.ts'

type Props = { made: components['schemas']['NewApiKey']; name: string; oldUntil?: string | undefined }

/** A key, once and large, and how to use it. Leaving asks whether it was kept. */
export function KeyShown({ made, name, oldUntil }: Props) {
  const { t } = useTranslation('keys')
  const format = useFormat()
  const { pages } = useKeysPlace()
  return (
    <Stack gap="md">
      <SecretOnce
        values={[{ label: name, value: made.key, secret: true }]}
        actions={
          <LinkButton variant="default" href={`${pages}/${made.keyId}`}>
            {t('shown.toKey')}
          </LinkButton>
        }
      />
      <Text size="sm">{t('shown.until', { date: format.dateTime(made.expiresAt) })}</Text>
      {oldUntil && <Text size="sm">{t('shown.old', { date: oldUntil })}</Text>}
      <Text size="sm">{t('shown.use')}</Text>
      <Code block tabIndex={0}>
        {`PARTNERGATE_ORIGIN=${window.location.origin}\nPARTNERGATE_KEY=${made.hint}_…\n\ncurl -H "Authorization: Bearer $PARTNERGATE_KEY" $PARTNERGATE_ORIGIN/api/v1/key`}
      </Code>
    </Stack>
  )
}
