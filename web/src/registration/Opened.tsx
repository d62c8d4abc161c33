import { Alert, Text } from '@mantine/core'
import { IconUserSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import classes from './registration.module.css'

type Entitlement = components['schemas']['OfferedEntitlement']

type Props = {
  companyName: string
  partnerName: string | null
  entitlements: Entitlement[]
  person?: { name: string; email: string }
}

/** For which company, by whose leave, and what it gives; in the reader's language as far as the vendor wrote it. */
export function Opened({ companyName, partnerName, entitlements, person }: Props) {
  const { t, i18n } = useTranslation('registration')
  const language = i18n.resolvedLanguage ?? i18n.language
  const inLanguage = (texts: Record<string, string>) => texts[language] ?? texts.en ?? Object.values(texts)[0] ?? ''
  return (
    <div className={classes.opened}>
      <dl>
        {person && (
          <>
            <dt>{t('opened.person')}</dt>
            <dd>
              <span className={classes.strong}>{person.name}</span>
              <br />
              {person.email}
            </dd>
          </>
        )}
        <dt>{t('opened.company')}</dt>
        <dd className={classes.strong}>{companyName}</dd>
        {partnerName && (
          <>
            <dt>{t('opened.partner')}</dt>
            <dd>{partnerName}</dd>
          </>
        )}
        {entitlements.length > 0 && (
          <>
            <dt>{t('opened.entitlements')}</dt>
            <dd>
              <ul>
                {entitlements.map(({ entitlementId, names, descriptions }) => (
                  <li key={entitlementId}>
                    <span className={classes.strong}>{inLanguage(names) || entitlementId}</span>
                    {inLanguage(descriptions) && (
                      <Text span inherit c="dimmed">
                        {' '}
                        · {inLanguage(descriptions)}
                      </Text>
                    )}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}

/** R8: not refused, but looked at first; said before anything is sent. */
export function ToBeVerified({ email, partnerName }: { email: string; partnerName: string }) {
  const { t } = useTranslation('registration')
  return (
    <Alert
      color="orange"
      icon={<IconUserSearch size={18} aria-hidden />}
      title={t('verify.title', { partner: partnerName })}
    >
      {t('verify.text', { domain: email.split('@')[1] ?? email, partner: partnerName })}
    </Alert>
  )
}
