import { Text, TextInput, type TextInputProps } from '@mantine/core'
import { useFormat } from './format.ts'

/**
 * A day. Browsers have it typed in the order of day and month of their own language, whatever the page's is; so it stands
 * below as well, as the reader's language writes it.
 */
export function DateField(props: TextInputProps) {
  const format = useFormat()
  const { value } = props
  // While the year is being typed there are years like 0002.
  const day = typeof value === 'string' && /^[1-9]\d{3}-/.test(value) ? format.date(value) : null
  return (
    <TextInput
      type="date"
      {...props}
      inputContainer={(input) => (
        <>
          {input}
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
