import { lazyRouteComponent } from '@tanstack/react-router'

/** A stranger's first page does not pay for the shell; the router fetches it together with the page inside it. */
export const Shell = lazyRouteComponent(() => import('./Shell.tsx'))
