import { Text, TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './DateField.module.css'
import { useFormat } from './format.ts'

/**
 * A day. Browsers have it typed in the order of day and month of their own language, whatever the page's is; so it stands
 * below as well, as the reader's language writes it, and an empty field says so in that language.
 */
export function DateField(props: TextInputProps) {
  const format = useFormat()
  const { t } = useTranslation('ui')
  const { value, onBlur } = props
  // A day half typed has no value, but is there to be seen.
  const [half, setHalf] = useState(false)
  // While the year is being typed there are years like 0002.
  const day = typeof value === 'string' && /^[1-9]\d{3}-/.test(value) ? format.date(value) : null
  return (
    <TextInput
      type="date"
      {...props}
      onBlur={(event) => {
        setHalf(event.currentTarget.validity.badInput)
        onBlur?.(event)
      }}
      inputContainer={(input) => (
        <>
          <div className={classes.field} data-empty={(!value && !half) || undefined}>
            {input}
            <span className={classes.empty} aria-hidden>
              {t('noDay')}
            </span>
          </div>
          {day && (
            <Text size="xs" c="dimmed" mt={4}>
              {day}
            </Text>
          )}
        </>
      )}
    />
  )
}
