import { Checkbox, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { endOfDay, lastDay } from '../contracts/days.ts'
import { ServiceBadge } from '../customers/CustomerBadges.tsx'
import type { Denial } from '../ui/ActButton.tsx'
import { DateField } from '../ui/DateField.tsx'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import classes from './associations.module.css'
import type { Cell, Customer } from './matrix.ts'
import type { PersonShown } from './PersonAssociations.tsx'
import type { Wish } from './pending.ts'
import { isGivenThen } from './wishes.ts'

type Props = {
  partnerId: string
  customer: Customer
  cell: Cell
  /** Since when and by whom, where it is given. */
  fact: PersonShown['items'][number] | undefined
  wish: Wish | undefined
  denied: Denial | undefined
  choose: (wish: Wish | undefined) => void
}

/** One customer: given or not, until when; one whose service is not in force can be taken away only. */
export function CustomerChoice({ partnerId, customer, cell, fact, wish, denied, choose }: Props) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const held = cell.mark === 'x' || cell.mark === 'e'
  const given = isGivenThen(cell, wish)
  const unavailable = customer.service !== 'in_force' && !held
  const end = wish?.endsAt === undefined ? (held ? (cell.endsAt ?? null) : null) : wish.endsAt
  const decide = (next: boolean) => {
    if (next) choose(held ? undefined : { act: 'give' })
    else choose(held ? { act: 'take' } : undefined)
  }
  const setEnd = (day: string) => choose({ act: 'give', endsAt: day ? endOfDay(day) : null })
  return (
    <li className={classes.choice} data-pending={wish?.act}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Checkbox
          mt={2}
          aria-label={customer.name}
          checked={given}
          disabled={Boolean(denied) || (unavailable && !given)}
          onChange={(event) => decide(event.currentTarget.checked)}
        />
        <div>
          <Group gap="xs">
            <PageLink size="sm" href={`/partner/${partnerId}/customers/${customer.customerId}`}>
              {customer.name}
            </PageLink>
            {customer.service !== 'in_force' && <ServiceBadge state={customer.service} named />}
          </Group>
          <Text size="xs" c="dimmed">
            {cell.mark === 'o' && cell.endsAt
              ? t('cell.ended', { day: format.date(lastDay(cell.endsAt)) })
              : fact
                ? `${t('seenBy.by', { name: fact.givenByName })} · ${format.date(fact.since)}`
                : unavailable
                  ? t(tk('person.unavailable.', customer.service))
                  : t('cell.notGiven')}
          </Text>
          {unavailable && !given && ((cell.mark === 'o' && cell.endsAt) || fact) && (
            <Text size="xs" c="dimmed">
              {t(tk('person.unavailable.', customer.service))}
            </Text>
          )}
        </div>
      </Group>
      {given && (
        <Group gap="xs" wrap="nowrap">
          <Text size="xs" c="dimmed" aria-hidden>
            {t('person.lastDay')}
          </Text>
          <DateField
            size="xs"
            aria-label={t('person.lastDayOf', { name: customer.name })}
            value={end ? lastDay(end) : ''}
            onChange={(event) => setEnd(event.currentTarget.value)}
            disabled={Boolean(denied)}
          />
        </Group>
      )}
    </li>
  )
}
