import { List, Stack, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useFormat } from '../ui/format.ts'

/** The pasted list of contract numbers, read back while typing: how many, which are repeated, which cannot be numbers. */
export function NumbersField({ text, input }: { text: string; input: object }) {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  const [settled] = useDebouncedValue(text, 500)
  const checked = useQuery({
    queryKey: ['contract numbers', settled],
    queryFn: () =>
      take(api.POST('/api/v1/administrator-requests/check-numbers', { body: { contractNumbers: settled } })),
    enabled: settled.trim() !== '',
    placeholderData: (before) => before,
  })
  const found = settled.trim() ? checked.data : undefined
  return (
    <Stack gap="xs">
      <Textarea
        label={t('form.numbers')}
        description={t('form.numbersText')}
        required
        autosize
        minRows={4}
        maxRows={14}
        maxLength={50_000}
        {...input}
      />
      <div aria-live="polite">
        {found && (
          <List size="sm" spacing={2}>
            <List.Item>{t('numbers.read', { count: found.numbers.length })}</List.Item>
            {found.repeated.length > 0 && (
              <List.Item>{t('numbers.repeated', { list: format.list(found.repeated.slice(0, 20)) })}</List.Item>
            )}
            {found.malformed.length > 0 && (
              <List.Item>
                <Text span size="sm" c="red">
                  {t('numbers.malformed', { list: format.list(found.malformed.slice(0, 20)) })}
                </Text>
              </List.Item>
            )}
            {found.own && <List.Item>{t('numbers.own', { count: found.own.length })}</List.Item>}
          </List>
        )}
      </div>
    </Stack>
  )
}
