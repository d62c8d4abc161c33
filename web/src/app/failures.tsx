import { IconEyeOff, IconMapSearch } from '@tabler/icons-react'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { LinkButton } from '../ui/links.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { homeOf } from './navigation.ts'
import { openNewBuild } from './new-build.ts'
import { useContextHere } from './place.ts'

/** No such page, or none for this reader: the two look alike on purpose. */
export function NothingHere() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const context = useContextHere()
  // The vendor's staff know of every partner: they may be told what stands between them and its pages (R36).
  if (context.kind === 'partner' && me.staffRole) return <NoLook partnerId={context.partnerId} />
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

/** A partner's page, for somebody of the vendor who has no look at that partner's pages under way. */
function NoLook({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('shell')
  return (
    <>
      <PageHeader title={t('noLook.title')} />
      <EmptyState
        icon={IconEyeOff}
        title={t('noLook.heading')}
        text={t('noLook.text')}
        action={
          <LinkButton href={`/vendor/partners/${partnerId}`} variant="default">
            {t('noLook.partner')}
          </LinkButton>
        }
      />
    </>
  )
}

/** A page that broke: says so, keeps the shell, and offers another attempt. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  // A part of the page that is gone with its build: what is served now has it.
  useEffect(() => void openNewBuild(window.location.href), [])
  const queries = useQueryErrorResetBoundary()
  const retry = () => {
    // What was read and failed is read again, not thrown again.
    queries.reset()
    reset()
    void router.invalidate()
  }
  return <ErrorState error={error} retry={retry} />
}
