import { useTranslation } from 'react-i18next'
import { PageHeader } from '../ui/PageHeader.tsx'

export default function RulesPage() {
  const { t } = useTranslation('welcome')
  return <PageHeader title={t('rules.title')} />
}
