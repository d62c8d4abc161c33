import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePartnerId } from '../app/place.ts'
import { linkTo } from '../ui/links.tsx'

/** Between the people who are there and those who are invited. */
export function TeamTabs({ value }: { value: 'members' | 'invitations' }) {
  const { t } = useTranslation('team')
  const navigate = useNavigate()
  const here = `/partner/${usePartnerId()}/team`
  return (
    <Tabs
      value={value}
      mb="md"
      onChange={(next) => void navigate(linkTo(next === 'invitations' ? `${here}/invitations` : here))}
    >
      <Tabs.List aria-label={t('list.title')}>
        <Tabs.Tab value="members">{t('list.members')}</Tabs.Tab>
        <Tabs.Tab value="invitations">{t('invitations.title')}</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}
