import { ActionIcon, Menu, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Denial } from '../ActButton.tsx'
import { useDeniedHere } from '../denied-here.ts'
import { linkTo } from '../links.tsx'
import { DeniedItem } from './DeniedItem.tsx'
import type { RowAct } from './list-types.ts'

/** What can be done with one row; what cannot is greyed, with the reason beneath it. */
export function RowActMenu<T>({ row, acts }: { row: T; acts: RowAct<T>[] }) {
  const { t } = useTranslation('ui')
  const navigate = useNavigate()
  const here = useDeniedHere()
  if (acts.length === 0) return null
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('list.acts')}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {acts
          .map((act) => withDenial(act, here))
          .map(({ label, icon: Picture, danger, href, run, denied }) =>
            denied ? (
              <DeniedItem key={label} label={label} icon={Picture} denied={denied} />
            ) : (
              <Menu.Item
                key={label}
                color={danger ? 'red' : undefined}
                leftSection={Picture && <Picture size={15} aria-hidden />}
                onClick={() => (href ? void navigate(linkTo(href)) : run?.(row))}
              >
                <Text size="sm" inherit>
                  {label}
                </Text>
              </Menu.Item>
            ),
          )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Where nothing may be done, what only leads to a page still leads there. */
function withDenial<T>(act: RowAct<T>, here: Denial | undefined): RowAct<T> {
  return here && act.run ? { ...act, denied: here } : act
}
