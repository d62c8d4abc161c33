import { Link } from '@tanstack/react-router'
import { useMe } from '../api/me.ts'
import { homeOf } from './navigation.ts'
import classes from './Shell.module.css'

/** The vendor's logo or name; leads home. */
export function VendorMark() {
  const me = useMe()
  const { name, logoUrl } = me.vendor
  return (
    <Link to={me.account ? homeOf(me) : '/'} className={classes.mark}>
      {logoUrl ? (
        <img src={logoUrl} alt="" height={24} className={classes.logo} />
      ) : (
        <span className={classes.initial} aria-hidden>
          {name.charAt(0)}
        </span>
      )}
      <span className={classes.vendor}>{name}</span>
    </Link>
  )
}
