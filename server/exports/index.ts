export { exportRoutes } from './exports.route.ts'
export { exportJobs } from './jobs.ts'
