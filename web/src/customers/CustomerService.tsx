import { Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import type { Customer } from './customer.ts'

/** The support service of a customer in words (R22, R25), its contract lines, and how a partner user comes to see it. */
export function CustomerService({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const { service, lines, mine } = customer
  const end = service.state === 'grace' ? service.closesAt : service.endsAt
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('service.title')}
      </Title>
      <Stack gap={6}>
        <Text size="sm">{t(tk('service.explain.', service.state), { day: end ? format.date(lastDay(end)) : '' })}</Text>
        {service.state !== 'in_force' && (
          <Text size="sm" c="dimmed">
            {t('service.ask')}
          </Text>
        )}
        {lines !== null && (
          <Text size="sm">
            <strong className="tabular">{format.number(lines)}</strong> {t('service.lines', { count: lines })}
          </Text>
        )}
        {mine && <Mine mine={mine} />}
      </Stack>
    </Paper>
  )
}

function Mine({ mine }: { mine: NonNullable<Customer['mine']> }) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const day = mine.since && format.date(mine.since)
  return (
    <>
      <Title order={3} size="h5" mt="xs">
        {t('detail.seen')}
      </Title>
      <Text size="sm">
        {[
          t(tk('detail.mine.', mine.how)),
          mine.givenByName && day
            ? t('detail.mine.given', { name: mine.givenByName, day })
            : day && t('detail.mine.since', { day }),
          mine.until ? t('detail.mine.until', { day: format.date(lastDay(mine.until)) }) : t('detail.mine.open'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </>
  )
}
