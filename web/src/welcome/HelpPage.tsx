import { useTranslation } from 'react-i18next'
import { PageHeader } from '../ui/PageHeader.tsx'

export default function HelpPage() {
  const { t } = useTranslation('welcome')
  return <PageHeader title={t('help.title')} />
}
