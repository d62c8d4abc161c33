import { Alert, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'

type Fault = { code: string; params: Record<string, string | number> }

/** Why a whole file was not taken, where in it, and what helps. */
export function FaultText({ fault, title }: { fault: Fault; title?: string }) {
  const { t } = useTranslation('imports')
  const { row, byte } = fault.params
  return (
    <Alert color="red" role="alert" title={title ?? t('fault.title')}>
      <Text size="sm">
        {row !== undefined && `${byte === undefined ? t('fault.where', { row }) : t('fault.whereByte', fault.params)} `}
        {t(tk('fault.', fault.code), fault.params)}
      </Text>
    </Alert>
  )
}
