export { lifecycleRoutes } from './lifecycle.route.ts'
