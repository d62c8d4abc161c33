import { Paper, SimpleGrid, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import type { CollectionDetail } from './inventory.ts'

const kinds = ['devices', 'new', 'changed', 'unchanged', 'gone', 'unreached', 'duplicates', 'errorRecords'] as const
const coverage = [
  ['covered', 'covered'],
  ['expiring', 'expiring'],
  ['expired', 'expired'],
  ['notCovered', 'not_covered'],
  ['otherPartner', 'other_partner'],
  ['unrecognised', 'unrecognised'],
] as const

/** What a collection holds and changed, and how its devices are covered at this moment. */
export function CollectionCounts({ row, partnerId }: { row: CollectionDetail; partnerId: string }) {
  const { t } = useTranslation('inventory')
  const format = useFormat()
  const { counts, coverageNow } = row
  if (!counts) return null
  const covered = coverageNow ?? counts.coverage
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="counts-title">
      <Title order={2} size="h4" mb="sm" id="counts-title">
        {row.state === 'checked' ? t('counts.would') : t('counts.title')}
      </Title>
      <SimpleGrid cols={{ base: 3, md: 8 }} component="dl" m={0}>
        {kinds.map((kind) => (
          <Count key={kind} label={t(tk('counts.', kind))} value={format.number(counts[kind])} />
        ))}
      </SimpleGrid>
      {covered && (
        <SimpleGrid cols={{ base: 3, md: 7 }} mt="md" component="dl" mb={0}>
          {coverage.map(([name, state]) => (
            <Count
              key={name}
              label={t(tk('coverage.', state))}
              value={format.number(covered[name])}
              {...(row.state === 'done' && {
                href: `/partner/${partnerId}/inventory?inventoryId=${row.inventoryId}&coverage=${state}`,
              })}
            />
          ))}
        </SimpleGrid>
      )}
    </Paper>
  )
}

function Count({ label, value, href }: { label: string; value: string; href?: string }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} fw={600} className="tabular">
        {href ? <PageLink href={href}>{value}</PageLink> : value}
      </Text>
    </div>
  )
}
