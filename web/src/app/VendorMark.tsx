import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { homeOf } from './navigation.ts'
import classes from './Shell.module.css'

/** The vendor's logo or name; leads home. */
export function VendorMark() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const { name, logoUrl } = me.vendor
  return (
    <Link to={me.account ? homeOf(me) : '/'} className={classes.mark} aria-label={t('home', { vendor: name })}>
      {logoUrl ? (
        <img src={logoUrl} alt="" height={24} />
      ) : (
        <span className={classes.initial} aria-hidden>
          {name.charAt(0)}
        </span>
      )}
      <span className={classes.vendor}>{name}</span>
    </Link>
  )
}
