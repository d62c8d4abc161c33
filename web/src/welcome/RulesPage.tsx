import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Definition, Definitions } from './Definitions.tsx'

const forPartners = ['qualified', 'administrator', 'ceiling', 'duties', 'last']
const forCustomers = ['sponsored', 'bought', 'employee', 'personal', 'confirm', 'seats', 'attest']
const forEveryone = ['moment', 'why', 'log', 'language']

/** The rules of the programme (R1–R18, R33–R36), as those whom they bind read them. */
export default function RulesPage() {
  const { t } = useTranslation('welcome')
  const vendor = { vendor: useVendor().name }
  return (
    <>
      <PageHeader title={t('rules.title')} text={t('rules.lead', vendor)} />
      <Definitions title={t('rules.partners')}>
        {forPartners.map((rule) => (
          <Definition key={rule} term={t(tk('rules.p.', `${rule}.term`))}>
            {t(tk('rules.p.', `${rule}.text`), vendor)}
          </Definition>
        ))}
      </Definitions>
      <Definitions title={t('rules.customers')}>
        {forCustomers.map((rule) => (
          <Definition key={rule} term={t(tk('rules.c.', `${rule}.term`))}>
            {t(tk('rules.c.', `${rule}.text`))}
          </Definition>
        ))}
      </Definitions>
      <Definitions title={t('rules.everyone')}>
        {forEveryone.map((rule) => (
          <Definition key={rule} term={t(tk('rules.e.', `${rule}.term`))}>
            {t(tk('rules.e.', `${rule}.text`))}
          </Definition>
        ))}
      </Definitions>
    </>
  )
}
