import { Group, Paper, Radio, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { endOfDay, lastDay } from '../contracts/days.ts'
import { useServiceDenial } from '../service/in-force.ts'
import type { Denial } from '../ui/ActButton.tsx'
import { DateField } from '../ui/DateField.tsx'
import { Moment } from '../ui/Moment.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { DeniedText } from '../ui/Why.tsx'
import type { PersonShown } from './PersonAssociations.tsx'
import type { AllWish } from './pending.ts'

type Props = {
  all: PersonShown['all']
  wish: AllWish | undefined
  denied: Denial | undefined
  choose: (wish: AllWish | undefined) => void
}

/** Every customer, those added later too, or only some; with a last day if there is to be one. */
export function AllChoice({ all, wish, denied, choose }: Props) {
  const { t } = useTranslation('associations')
  const giving = useServiceDenial()
  const holds = all !== null && !all.ended
  const on = wish ? wish.on : holds
  const until = wish?.endsAt === undefined ? (holds ? all.until : null) : wish.endsAt
  const decide = (next: boolean) => {
    if (next === holds) choose(undefined)
    else choose(next ? { on: true, endsAt: null } : { on: false })
  }
  const end = (day: string) => choose({ on: true, endsAt: day ? endOfDay(day) : null })
  return (
    <Paper withBorder p="md">
      <Radio.Group
        label={t('person.reach')}
        value={on ? 'all' : 'some'}
        onChange={(value) => decide(value === 'all')}
        readOnly={Boolean(denied)}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="some" label={t('person.some')} description={t('person.someText')} disabled={Boolean(denied)} />
          <Radio
            value="all"
            label={t('person.all')}
            description={t('person.allText')}
            disabled={Boolean(denied ?? (holds ? undefined : giving))}
          />
          {giving && !holds && !denied && <DeniedText denied={giving} />}
        </Stack>
      </Radio.Group>
      {on && (
        <DateField
          mt="sm"
          maw={240}
          label={t('person.lastDay')}
          description={t('person.lastDayText')}
          value={until ? lastDay(until) : ''}
          onChange={(event) => end(event.currentTarget.value)}
          disabled={Boolean(denied)}
        />
      )}
      {all && (
        <Group gap="xs" mt="sm">
          {all.ended && <StateBadge tone="bad">{t('ended')}</StateBadge>}
          <Text size="sm" c="dimmed">
            {all.givenByName && `${t('seenBy.by', { name: all.givenByName })} · `}
            <Moment at={all.since} />
          </Text>
        </Group>
      )}
    </Paper>
  )
}
