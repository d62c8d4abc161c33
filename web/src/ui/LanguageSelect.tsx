import { Select, type SelectProps } from '@mantine/core'
import { useFormat } from './format.ts'

/** One of the portal's languages, each by its name in the reader's. */
export function LanguageSelect({ languages, ...props }: { languages: string[] } & Omit<SelectProps, 'data'>) {
  const format = useFormat()
  return <Select data={languages.map((value) => ({ value, label: format.languageName(value) }))} {...props} />
}
