import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A password that can be shown, pasted and filled in by a manager; says when Caps Lock is on. */
export function PasswordField({ description, ...props }: PasswordInputProps) {
  const { t } = useTranslation('accounts')
  const [capsLock, setCapsLock] = useState(false)
  const look = (event: React.KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  return (
    <PasswordInput
      required
      withAsterisk={false}
      maxLength={1024}
      {...props}
      onKeyDown={look}
      onKeyUp={look}
      description={capsLock ? <span role="status">{t('password.capsLock')}</span> : description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  )
}
