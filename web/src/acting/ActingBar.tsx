import { Button, Group, Text } from '@mantine/core'
import { IconHeadset } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { meQuery, useMe } from '../api/me.ts'
import { actingIn } from '../app/navigation.ts'
import { linkTo } from '../ui/links.tsx'
import classes from './ActingBar.module.css'

/** Above a partner's pages while somebody looks at them for the vendor: for whom, how long still, and the way out. */
export function ActingBar({ partnerId }: { partnerId: string }) {
  const acting = actingIn(useMe(), partnerId)
  return acting ? <Bar key={acting.actingId} acting={acting} /> : null
}

function Bar({ acting }: { acting: NonNullable<ReturnType<typeof actingIn>> }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const minutes = useMinutesUntil(acting.endsAt)
  const { partnerId, actingId, partnerName } = acting
  const end = useWrite('post', '/api/v1/vendor/partners/{partnerId}/acting/{actingId}/end', { ok: t('acting.ended') })
  // The bar is gone as soon as the acting is: what follows hangs on the answer, not on the bar.
  const leave = async () => {
    await end.mutateAsync({ params: { path: { partnerId, actingId } }, body: {} })
    await navigate(linkTo(`/vendor/partners/${partnerId}`))
    await queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  const over = minutes <= 0
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }, [over, queries])
  return (
    <section className={classes.bar} aria-label={t('acting.label')}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Group gap="xs" wrap="nowrap" miw={0}>
          <IconHeadset size={17} aria-hidden className={classes.icon} />
          <Text size="sm" component="p" m={0}>
            {t('acting.bar', { partner: partnerName })}{' '}
            <strong className="tabular">{t('acting.left', { count: Math.max(minutes, 0) })}</strong>
          </Text>
        </Group>
        <Button size="xs" variant="default" loading={end.isPending} onClick={() => leave().catch(() => undefined)}>
          {t('acting.end')}
        </Button>
      </Group>
    </section>
  )
}

/** Whole minutes, rounded up, until a moment; counted anew every few seconds. */
function useMinutesUntil(end: string): number {
  const left = () => Math.ceil((Date.parse(end) - Date.now()) / 60_000)
  const [minutes, setMinutes] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setMinutes(Math.ceil((Date.parse(end) - Date.now()) / 60_000)), 5000)
    return () => clearInterval(timer)
  }, [end])
  return minutes
}
