import { Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { dayOf, lastDay } from './days.ts'

type Service = NonNullable<components['schemas']['PartnerContract']['service']>
const tones: Record<Service['state'], Tone> = { in_force: 'good', grace: 'attention', closed: 'bad' }

/** Which customer's support service the contract carries, until when, and for whom of the partner (R22, R25). */
export function ServiceFacts({ service, qualifies }: { service: Service | null; qualifies: boolean }) {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  return (
    <>
      <Title order={3} fz="sm" mt="md" mb={4}>
        {t('service.title')}
      </Title>
      {service ? (
        <Stack gap={4}>
          <Group gap="xs">
            <Text size="sm">{service.customerName}</Text>
            <StateBadge tone={tones[service.state]}>{t(tk('service.', service.state))}</StateBadge>
          </Group>
          <Text size="sm" c="dimmed">
            {t(tk('service.until_', service.state), {
              end: format.date(lastDay(service.endsAt)),
              // The last day of reading; once it is closed, the first day without.
              closes: format.date((service.state === 'closed' ? dayOf : lastDay)(service.closesAt)),
            })}{' '}
            {service.state === 'in_force' && service.onlyHere && t('service.onlyHere')}
          </Text>
          {service.members !== null && <Text size="sm">{t('service.members', { count: service.members })}</Text>}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {t(qualifies ? 'service.noCustomer' : 'service.notQualifying')}
        </Text>
      )}
    </>
  )
}
