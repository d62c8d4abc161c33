import { Tooltip, UnstyledButton } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import classes from './Identifier.module.css'

/** A number or key that people compare and pass on: monospace, copied by a click. `short` shows only its beginning. */
export function Identifier({ value, short }: { value: string; short?: boolean }) {
  const { t } = useTranslation('ui')
  const clipboard = useClipboard({ timeout: 1500 })
  return (
    <Tooltip label={clipboard.copied ? t('copied') : short ? `${value} · ${t('copy')}` : t('copy')}>
      <UnstyledButton
        className={classes.identifier}
        aria-label={`${value}, ${t('copy')}`}
        onClick={(event) => {
          // Inside a row that is itself clickable, copying must not open the row.
          event.stopPropagation()
          clipboard.copy(value)
        }}
      >
        {short ? `${value.slice(0, 8)}…` : value}
      </UnstyledButton>
    </Tooltip>
  )
}
