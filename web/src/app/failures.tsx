import { IconMapSearch } from '@tabler/icons-react'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { homeOf } from './navigation.ts'

/** No such page, or none for this reader: the two look alike on purpose. */
export function NothingHere() {
  const { t } = useTranslation('shell')
  const me = useMe()
  return (
    <>
      <PageHeader title={t('nothingHere.title')} />
      <EmptyState
        icon={IconMapSearch}
        title={t('nothingHere.heading')}
        text={t('nothingHere.text', { contact: me.vendor.helpEmail })}
        action={
          <LinkButton href={me.account ? homeOf(me) : '/'} variant="default">
            {t('nothingHere.back')}
          </LinkButton>
        }
      />
    </>
  )
}

/** A page that broke: says so, keeps the shell, and offers another attempt. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const retry = () => {
    // What was read and failed is read again, not thrown again.
    queries.reset()
    reset()
    void router.invalidate()
  }
  return <ErrorState error={error} retry={retry} />
}
