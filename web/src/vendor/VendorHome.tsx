import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { linkTo } from '../ui/links.tsx'
import { LoadingState } from '../ui/states.tsx'

/** The vendor's first address: the overview is the page that has an entry in the navigation. */
export default function VendorHome() {
  const navigate = useNavigate()
  useEffect(() => {
    void navigate({ ...linkTo('/vendor/overview'), replace: true })
  }, [navigate])
  return <LoadingState />
}
