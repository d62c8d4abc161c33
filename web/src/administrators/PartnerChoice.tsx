import { Paper, Select, Stack, Table, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import type { Evidence } from './request.ts'

type Props = { evidence: Evidence; choose: (partnerId: string) => void }

/** Which partner the person would administer: the likeliest by the numbers, or another one. */
export function PartnerChoice({ evidence, choose }: Props) {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text, 200)
  const found = useRead(
    '/api/v1/vendor/partners',
    { params: { query: { q, limit: 20 } } },
    { enabled: evidence.state === 'pending' && q.length > 1 },
  )
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('partner.title')}
        </Title>
        {evidence.candidates.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('partner.none')}
          </Text>
        )}
        {evidence.candidates.length > 0 && (
          <Table.ScrollContainer minWidth={520}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('partner.partner')}</Table.Th>
                  <Table.Th ta="end">{t('partner.matches')}</Table.Th>
                  <Table.Th>{t('partner.name')}</Table.Th>
                  <Table.Th>{t('partner.qualified')}</Table.Th>
                  <Table.Th ta="end">{t('partner.administrators')}</Table.Th>
                  <Table.Th ta="end">{t('partner.sameDomain')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {evidence.candidates.map((one) => (
                  <Table.Tr
                    key={one.partnerId}
                    fw={one.partnerId === evidence.judgedPartnerId ? 600 : undefined}
                    aria-current={one.partnerId === evidence.judgedPartnerId || undefined}
                  >
                    <Table.Td>
                      <PageLink size="sm" href={`/vendor/partners/${one.partnerId}`}>
                        {one.name}
                      </PageLink>
                    </Table.Td>
                    <Table.Td ta="end" className="tabular">
                      {format.number(one.matches)}
                    </Table.Td>
                    <Table.Td>{t(tk('resemblance.', one.resemblance))}</Table.Td>
                    <Table.Td>
                      <StateBadge tone={one.qualified ? 'good' : 'bad'}>
                        {t(tk('qualification.', one.qualification))}
                      </StateBadge>
                    </Table.Td>
                    <Table.Td ta="end" className="tabular">
                      {format.number(one.administrators)}
                    </Table.Td>
                    <Table.Td ta="end" className="tabular">
                      {format.number(one.sameEmailDomain)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {evidence.state === 'pending' && (
          <Select
            label={t('partner.judge')}
            description={t('partner.judgeText')}
            searchable
            value={evidence.judgedPartnerId}
            onChange={(partnerId) => partnerId && choose(partnerId)}
            searchValue={text}
            onSearchChange={setText}
            filter={({ options }) => options}
            maw={420}
            data={choices(evidence, found.data?.items ?? [])}
          />
        )}
      </Stack>
    </Paper>
  )
}

function choices(evidence: Evidence, found: { partnerId: string; name: string }[]) {
  const all = new Map([...evidence.candidates, ...found].map(({ partnerId, name }) => [partnerId, name]))
  return [...all].map(([value, label]) => ({ value, label }))
}
