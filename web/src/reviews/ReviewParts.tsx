import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { Answered } from './Answered.tsx'
import { type ReviewDetail, reviewTones } from './review.ts'

/** How far each partner is with its part of the vendor's review. */
export function ReviewParts({ parts }: { parts: ReviewDetail['parts'] }) {
  const { t } = useTranslation('reviews')
  const format = useFormat()
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={t('page.parts')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('column.partner')}</Table.Th>
            <Table.Th>{t('column.state')}</Table.Th>
            <Table.Th>{t('column.progress')}</Table.Th>
            <Table.Th ta="end">{t('column.forVendor')}</Table.Th>
            <Table.Th>{t('column.closed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map((part) => (
            <Table.Tr key={part.partnerId}>
              <Table.Td>
                <PageLink size="sm" href={`/vendor/partners/${part.partnerId}`}>
                  {part.partnerName}
                </PageLink>
              </Table.Td>
              <Table.Td>
                <StateBadge tone={reviewTones[part.state]}>{t(tk('state.', part.state))}</StateBadge>
              </Table.Td>
              <Table.Td>
                <Answered rows={part.rows} open={part.open} />
              </Table.Td>
              <Table.Td ta="end" className="tabular">
                {format.number(part.mine)}
              </Table.Td>
              <Table.Td>
                <Moment at={part.closedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
