import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePartnerId } from '../app/place.ts'
import { linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'

const places = {
  contracts: 'contracts',
  lines: 'contract-lines',
  coverage: 'contract-coverage',
  endings: 'contract-endings',
  renewal: 'renewal',
} as const
type View = keyof typeof places

/** Between the views of what the partner's contracts cover, for who has a role in the support service. */
export function ContractTabs({ value }: { value: View }) {
  const { t } = useTranslation('contracts')
  const navigate = useNavigate()
  const here = `/partner/${usePartnerId()}`
  return (
    <Tabs
      value={value}
      mb="md"
      onChange={(next) => void navigate(linkTo(`${here}/${places[(next ?? 'contracts') as View]}`))}
    >
      <Tabs.List aria-label={t('tabs.label')}>
        {(Object.keys(places) as View[]).map((view) => (
          <Tabs.Tab key={view} value={view}>
            {t(tk('tabs.', view))}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
}
