import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { usePartnerId } from '../app/place.ts'
import { linkTo } from '../ui/links.tsx'
import { LoadingState } from '../ui/states.tsx'

/** A partner's first address: the overview is the page that has an entry in the navigation. */
export default function PartnerHome() {
  const navigate = useNavigate()
  const partnerId = usePartnerId()
  useEffect(() => {
    void navigate({ ...linkTo(`/partner/${partnerId}/overview`), replace: true })
  }, [navigate, partnerId])
  return <LoadingState />
}
