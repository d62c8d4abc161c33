import { ActionIcon, type MantineSize, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** Copies a text; says so for a moment. */
export function CopyButton({ value, size = 'sm', label }: { value: string; size?: MantineSize; label?: string }) {
  const { t } = useTranslation('ui')
  const clipboard = useClipboard({ timeout: 1500 })
  const name = clipboard.copied ? t('copied') : (label ?? t('copy'))
  return (
    <Tooltip label={name}>
      <ActionIcon size={size} aria-label={name} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}
