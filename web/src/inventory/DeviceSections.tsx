import { Paper, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { dayOf, lastDay } from '../contracts/days.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import type { DeviceDetail } from './inventory.ts'

/** A part of what is shown of a device, under its title. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

/** contract → line → device: what the state rests on. */
export function CoverageChain({ device, partnerId }: { device: DeviceDetail; partnerId: string }) {
  const { t } = useTranslation('inventory')
  return (
    <Section title={t('coverage.label')}>
      <Text size="sm" mb={device.lines.length > 0 ? 'xs' : 0}>
        {t(tk('coverage.text_', device.coverage))}
      </Text>
      {device.lines.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table verticalSpacing={4} aria-label={t('coverage.label')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('fact.contract')}</Table.Th>
                <Table.Th>{t('blocked.type')}</Table.Th>
                <Table.Th>{t('device.from')}</Table.Th>
                <Table.Th>{t('blocked.ends')}</Table.Th>
                <Table.Th>{t('device.inForce')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {device.lines.map((line) => (
                <Table.Tr key={line.lineId}>
                  <Table.Td>
                    <PageLink size="sm" href={`/partner/${partnerId}/contracts/${line.contractId}`}>
                      {line.contractNumber}
                    </PageLink>
                    {line.productId && device.productId && line.productId !== device.productId && (
                      <Text size="xs" c="dimmed">
                        {t('device.lineNames', { product: line.productId })}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    {line.contractTypeName}
                    {line.serviceLevel && (
                      <Text size="xs" c="dimmed">
                        {line.serviceLevel}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={dayOf(line.startsAt)} />
                  </Table.Td>
                  <Table.Td>
                    <Moment at={lastDay(line.endsAt)} />
                  </Table.Td>
                  <Table.Td>{line.inForce ? t('blocked.yes') : t('blocked.no')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  )
}
