import { endOfDay, lastDay, startOfDay } from '../contracts/days.ts'
import type { Customer } from './customer.ts'

/** What the form holds: days instead of instants, empty text instead of nothing. */
export function valuesOf(customer: Customer | undefined, language: string) {
  return {
    name: customer?.name ?? '',
    street: customer?.street ?? '',
    postalCode: customer?.postalCode ?? '',
    city: customer?.city ?? '',
    region: customer?.region ?? '',
    country: customer?.country ?? null,
    domains: customer?.domains ?? [],
    language: customer?.language ?? language,
    contactName: customer?.contactName ?? '',
    contactEmail: customer?.contactEmail ?? '',
    purchase: customer?.purchase ?? '',
    purchasedOn: customer?.purchasedOn ?? '',
    supportContractNumber: customer?.supportContractNumber ?? '',
    supportStartsAt: customer?.supportStartsAt?.slice(0, 10) ?? '',
    supportEndsAt: customer?.supportEndsAt ? lastDay(customer.supportEndsAt) : '',
  }
}
export type CustomerValues = ReturnType<typeof valuesOf>

/** The same as the API wants it: the last day becomes the exclusive end. */
export function bodyOf(values: CustomerValues) {
  const orNull = (text: string) => text.trim() || null
  return {
    ...values,
    name: values.name.trim(),
    contactName: orNull(values.contactName),
    contactEmail: orNull(values.contactEmail),
    purchasedOn: orNull(values.purchasedOn),
    supportContractNumber: orNull(values.supportContractNumber),
    supportStartsAt: values.supportStartsAt ? startOfDay(values.supportStartsAt) : null,
    supportEndsAt: values.supportEndsAt ? endOfDay(values.supportEndsAt) : null,
  }
}

/** Without what sponsorships stand on, for who keeps the record but does not sponsor. */
export function recordOf(values: CustomerValues) {
  const { domains, purchase, purchasedOn, supportContractNumber, supportStartsAt, supportEndsAt, ...record } =
    bodyOf(values)
  return record
}
