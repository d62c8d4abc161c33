import { TextInput } from '@mantine/core'
import type { ClipboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import classes from './registration.module.css'
import { codeProblem, findCodes, groupTyped, registrationNumber, verificationKey } from './typed-codes.ts'

export type Codes = { registrationNumber: string; verificationKey: string }

type Props = {
  form: {
    field: (path: 'registrationNumber' | 'verificationKey') => object
    setFieldValue: (path: 'registrationNumber' | 'verificationKey', value: string) => void
    validateField: (path: 'registrationNumber' | 'verificationKey') => unknown
  }
}

/** Number and key: grouped while typing; whatever holds both may be pasted into either. */
export function CodeFields({ form }: Props) {
  const { t } = useTranslation('registration')
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const found = findCodes(event.clipboardData.getData('text'))
    if (!found.number && !found.key) return
    event.preventDefault()
    if (found.number) form.setFieldValue('registrationNumber', found.number)
    if (found.key) form.setFieldValue('verificationKey', found.key)
  }
  const typing = (path: keyof Codes, group: number) => (event: React.ChangeEvent<HTMLInputElement>) => {
    const { value, selectionStart } = event.currentTarget
    // Grouping moves the caret to the end, so it waits while somebody corrects in the middle.
    const atEnd = selectionStart === value.length
    const deleting = (event.nativeEvent as InputEvent).inputType?.startsWith('delete')
    form.setFieldValue(path, atEnd && !deleting ? groupTyped(value, group) : value.toUpperCase())
  }
  const shared = {
    autoComplete: 'off',
    autoCapitalize: 'characters',
    spellCheck: false,
    onPaste: paste,
    required: true,
  }
  return (
    <>
      <TextInput
        label={t('number.number')}
        description={t('number.numberHint')}
        placeholder="XXX-XXX-XXX"
        classNames={{ wrapper: classes.code ?? '' }}
        maw="16rem"
        {...form.field('registrationNumber')}
        {...shared}
        onChange={typing('registrationNumber', 3)}
      />
      <TextInput
        label={t('number.key')}
        description={t('number.keyHint')}
        placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"
        classNames={{ wrapper: classes.code ?? '' }}
        {...form.field('verificationKey')}
        {...shared}
        onChange={typing('verificationKey', 5)}
      />
    </>
  )
}

/** What is wrong with the codes as typed, in words; for a form's `validate`. */
export function useCodeValidation() {
  const { t } = useTranslation('registration')
  const say = (problem: ReturnType<typeof codeProblem>) => (problem ? t(tk('number.wrong.', problem)) : null)
  return {
    registrationNumber: (text: string) => say(codeProblem(registrationNumber, text)),
    verificationKey: (text: string) => say(codeProblem(verificationKey, text)),
  }
}
