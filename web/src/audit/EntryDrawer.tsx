import { Code, Drawer, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { closingOf, ruleReason } from '../reviews/rule-reason.ts'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { Moment } from '../ui/Moment.tsx'
import { ErrorState } from '../ui/states.tsx'
import type { Entry } from './AuditList.tsx'
import { comparisonOf, textOf } from './comparison.ts'
import { actorText, rightText } from './right.ts'
import { sentenceOf } from './sentence.ts'

type Detail = components['schemas']['AuditEntryDetail']
type Props = { entry: Entry | undefined; close: () => void; ofVendor?: boolean }

/** One entry with everything recorded: before and after, from where, and its place in the chain. */
export function EntryDrawer({ entry, close, ofVendor }: Props) {
  const { t } = useTranslation('audit')
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={close}
      position="right"
      size="lg"
      title={entry ? t('detail.title', { seq: entry.seq }) : ''}
    >
      {entry && (ofVendor ? <OfVendor entry={entry} /> : <OfPartner entry={entry} />)}
    </Drawer>
  )
}

function OfVendor({ entry }: { entry: Entry }) {
  const path = { chain: entry.partnerId ?? 'vendor', seq: entry.seq }
  const read = useRead('/api/v1/vendor/audit/{chain}/{seq}', { params: { path } })
  return <Read {...read} />
}

function OfPartner({ entry }: { entry: Entry }) {
  const path = { partnerId: entry.partnerId ?? '', seq: entry.seq }
  const read = useRead('/api/v1/partners/{partnerId}/audit/{seq}', { params: { path } })
  return <Read {...read} />
}

function Read({ data, error, refetch }: { data: Detail | undefined; error: unknown; refetch: () => unknown }) {
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={320} />
  return <Facts entry={data} />
}

function Facts({ entry }: { entry: Detail }) {
  const { t } = useTranslation('audit')
  const facts: [string, ReactNode][] = [
    [t('when'), <Moment key="at" at={entry.at} show="dateTime" />],
    [t('actor'), actorText(entry.actor, t)],
    [t('detail.key'), entry.key && t('detail.keyOf', { id: entry.key.keyId.slice(-8), owner: entry.key.owner })],
    [t('detail.account'), !entry.key && entry.accountId && <Identifier value={entry.accountId} short />],
    [t('detail.actingFor'), entry.actingFor],
    [t('detail.object'), entry.objectLabel],
    [t('detail.objectId'), <Identifier key="object" value={entry.objectId} />],
    [t('partner'), entry.partnerName],
    [t('why'), rightText(entry.why, t)],
    [t('detail.address'), entry.address],
    [t('detail.request'), entry.requestId && <Identifier value={entry.requestId} />],
  ]
  return (
    <Stack gap="lg">
      <Text fw={600}>{sentenceOf(entry, t)}</Text>
      <Table withRowBorders={false} verticalSpacing={4} layout="fixed">
        <Table.Tbody>
          {facts
            .filter(([, value]) => value)
            .map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={150} c="dimmed" fw={400} style={{ verticalAlign: 'top' }}>
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      <Recorded detail={entry.detail} />
      <Stack gap={4}>
        <Title order={3} size="h5">
          {t('detail.chain')}
        </Title>
        <Text size="xs" c="dimmed">
          {t('detail.hash')}
        </Text>
        <Code block>{entry.hash}</Code>
        <Text size="xs" c="dimmed">
          {t('detail.previousHash')}
        </Text>
        <Code block>{entry.previousHash || t('detail.empty')}</Code>
      </Stack>
    </Stack>
  )
}

function Recorded({ detail }: { detail: Record<string, unknown> }) {
  const { t } = useTranslation(['audit', 'reviews'])
  const format = useFormat()
  const { changes, rest } = comparisonOf(detail)
  const said = ({ name, value }: { name: string; value: unknown }) => {
    const closing = name === 'reason' ? closingOf(value) : undefined
    return closing ? ruleReason(closing, t, format) : textOf(value)
  }
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('detail.details')}
      </Title>
      {changes.length === 0 && rest.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('detail.none')}
        </Text>
      )}
      {changes.length > 0 && (
        <Rows
          head={[t('detail.fact'), t('detail.before'), t('detail.after')]}
          rows={changes.map((change) => [change.name, textOf(change.before), textOf(change.after)])}
        />
      )}
      {rest.length > 0 && (
        <Rows head={[t('detail.fact'), t('detail.value')]} rows={rest.map((fact) => [fact.name, said(fact)])} />
      )}
    </Stack>
  )
}

function Rows({ head, rows }: { head: string[]; rows: string[][] }) {
  return (
    <Table layout="fixed" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          {head.map((name) => (
            <Table.Th key={name}>{name}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([name, ...values]) => (
          <Table.Tr key={name}>
            <Table.Td>
              <Text span size="sm" ff="monospace">
                {name}
              </Text>
            </Table.Td>
            {values.map((value, index) => (
              <Table.Td key={head[index + 1]} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
                {value}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
