import { useTranslation } from 'react-i18next'
import { Figure, Figures } from '../ui/Figure.tsx'
import type { Service } from './ServiceOverview.tsx'

type Props = { of: Service; here: string }

/** What waits: nothing waits where a figure is zero, and it says so by standing there unmarked. */
export function ServiceToday({ of, here }: Props) {
  const { t } = useTranslation('overview')
  const { administers, mine, contractsEnding, customers, associationsEndingDays: days } = of
  const urgent = (value: number) => ({ value, urgent: value > 0 })
  return (
    <Figures>
      {administers && (
        <>
          <Figure
            label={t('service.peopleWithout')}
            {...urgent(administers.peopleWithout)}
            href={`${here}/associations?unassociated=true`}
          />
          <Figure
            label={t('service.customersUnseen')}
            {...urgent(administers.customersUnseen)}
            href={`${here}/associations?unseen=true&service=in_force&service=grace`}
          />
          <Figure
            label={t('service.associationsEnding', { count: days })}
            {...urgent(administers.associationsEnding)}
            href={`${here}/associations?ending=true`}
          />
          <Figure
            label={t('service.invitations')}
            {...urgent(administers.invitationsExpired)}
            href={`${here}/team/invitations`}
            hint={t('service.invitationsOpen', { count: administers.invitationsOpen })}
          />
          <Figure
            label={t('service.reviews')}
            {...urgent(administers.reviewsToAnswer)}
            href={`${here}/access-reviews`}
          />
        </>
      )}
      {mine && (
        <Figure label={t('service.mineEnding', { count: days })} {...urgent(mine.ending)} href={`${here}/customers`} />
      )}
      <Figure
        label={t('service.contractsEnding')}
        {...urgent(contractsEnding.in30)}
        href={`${here}/contracts?endingWithin=30`}
        hint={t('service.contractsEndingHint', contractsEnding)}
      />
      <Figure label={t('service.grace')} {...urgent(customers.grace)} href={`${here}/customers?service=grace`} />
      <Figure label={t('service.closed')} value={customers.closed} href={`${here}/customers?service=closed`} />
    </Figures>
  )
}

/** How the support service stands, for its administrators. */
export function ServiceFigures({ of, here }: Props) {
  const { t } = useTranslation('overview')
  const { administers, customers } = of
  if (!administers) return null
  const { superAdministrators, administrators, users, associations, contractsInForce } = administers
  return (
    <Figures>
      <Figure
        label={t('service.inForce')}
        value={customers.inForce}
        href={`${here}/customers?service=in_force`}
        hint={t('service.withoutService', { count: customers.none })}
      />
      <Figure
        label={t('service.people')}
        value={superAdministrators + administrators + users}
        href={`${here}/team`}
        hint={t('service.byRole', { superAdministrators, administrators, users })}
      />
      <Figure label={t('service.associations')} value={associations} href={`${here}/associations`} />
      <Figure label={t('service.contracts')} value={contractsInForce} href={`${here}/contracts`} />
    </Figures>
  )
}
