import type { Route } from '../platform/http/route.ts'
import { currentKeyRoute } from './current.route.ts'
import { keyRoutes as managing } from './keys.route.ts'
import './owned.ts'

export const keyRoutes: Route[] = [currentKeyRoute, ...managing]
