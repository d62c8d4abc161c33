import { useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client.ts'
import { meQuery, useMe } from '../api/me.ts'
import { notify } from '../ui/notify.tsx'
import { offeredLanguages, showLanguage } from './language.ts'

/** The reader's colours, kept in this browser, and language, kept with the account as well when there is one (R33). */
export function usePreferences() {
  const me = useMe()
  const client = useQueryClient()
  const { i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const save = async (language: string) => {
    if (!me.account) return
    try {
      await api.PATCH('/api/v1/me', { body: { language } })
      await client.invalidateQueries({ queryKey: meQuery.queryKey })
    } catch (error) {
      notify.problem(error)
    }
  }
  return {
    languages: offeredLanguages(me.vendor.languages),
    language: i18n.resolvedLanguage ?? i18n.language,
    chooseLanguage: async (language: string) => {
      await showLanguage(language)
      await save(language)
    },
    colorScheme,
    chooseColorScheme: setColorScheme,
  }
}
