import { useTranslation } from 'react-i18next'

/** Names and a password long enough; everything else about a password is the server's to judge. */
export function useNameValidation() {
  const { t } = useTranslation('vendor')
  return {
    firstName: (value: string) => (value.trim() ? null : t('person.nameMissing')),
    lastName: (value: string) => (value.trim() ? null : t('person.nameMissing')),
    password: (value: string) => ([...value].length >= 15 ? null : t('person.passwordShort')),
  }
}

export function PasswordHint() {
  const { t } = useTranslation('vendor')
  return <>{t('person.passwordText')}</>
}
