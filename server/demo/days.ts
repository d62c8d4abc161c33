/** The beginning of a day (UTC), counted from today, as an ISO moment. */
export function daysFromNow(days: number): string {
  const today = new Date()
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days)).toISOString()
}
