import { Button, Group, Menu, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endOfDay } from '../contracts/days.ts'
import { ActButton, type Denial } from '../ui/ActButton.tsx'
import { DateField } from '../ui/DateField.tsx'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import classes from './associations.module.css'
import type { Rectangle } from './selection.ts'
import type { Refusal } from './wishes.ts'

type Props = {
  area: Rectangle
  refused: Refusal[]
  denied: Denial | undefined
  /** Why nobody can be given anything, though it can be taken away, or end sooner. */
  giving: Denial | undefined
  act: (kind: 'give' | 'take', endsAt?: string | null) => void
}

/** What can be done with the selection, and why part of it could not. */
export function SelectionBar({ area, refused, denied, giving, act }: Props) {
  const { t } = useTranslation('associations')
  const format = useFormat()
  const [day, setDay] = useState('')
  const [tried, setTried] = useState(false)
  const past = day !== '' && Date.parse(endOfDay(day)) <= Date.now()
  // The column of every customer alone; beside others it is left out.
  const every = area.right === -1
  const columns = { ...area, left: Math.max(0, area.left) }
  const reasons = [...new Set(refused)]
  return (
    <div className={classes.selection}>
      <Group gap="xs" align="flex-start">
        <Text size="sm" className="tabular" miw={190} pt={6}>
          {t(every ? 'selection.all' : 'selection.size', {
            people: format.number(area.bottom - area.top + 1),
            customers: format.number(columns.right - columns.left + 1),
          })}
        </Text>
        <ActButton size="sm" variant="default" denied={denied ?? giving} onClick={() => act('give')}>
          {t('selection.give')}
        </ActButton>
        {!denied && (
          <>
            <Button size="sm" variant="default" onClick={() => act('take')}>
              {t('selection.take')}
            </Button>
            <DateField
              size="sm"
              aria-label={t('selection.lastDay')}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
              error={past ? t('selection.past') : tried && !day ? t('selection.noDay') : null}
            />
            <Button
              size="sm"
              variant="default"
              onClick={() => {
                setTried(true)
                if (day && !past) act('give', endOfDay(day))
              }}
            >
              {t('selection.giveUntil')}
            </Button>
            <Menu>
              <Menu.Target>
                <Button size="sm" variant="subtle" rightSection={<IconChevronDown size={14} aria-hidden />}>
                  {t('selection.more')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => act('give', null)}>{t('selection.noEnd')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </Group>
      <div role="status">
        {reasons.map((reason) => (
          <Text key={reason} size="sm" c="orange">
            {t(tk('refused.', reason), { count: refused.filter((one) => one === reason).length })}
          </Text>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {t('grid.help')}
      </Text>
    </div>
  )
}
