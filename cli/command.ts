import type { ParseArgsConfig } from 'node:util'
import type { components, Partnergate } from '@partnergate/client'

export type CurrentKey = components['schemas']['CurrentKey']
/** A portal that was asked once, and what it said about the key. */
export type Connection = { api: Partnergate; key: CurrentKey; origin: string }

type Option = { type: 'string' | 'boolean'; short?: string; multiple?: boolean; value?: string; help: string }
export type Options = Record<string, Option>
export type Given = Record<string, string | boolean | (string | boolean)[] | undefined>

export type Command = {
  /** What follows its name: `WHAT [options]`. */
  usage: string
  summary: string
  /** What else --help says. */
  details?: string
  options: Options
  run: (call: { args: string[]; given: Given; connect: () => Promise<Connection> }) => Promise<void>
}

/** Called with what it cannot understand: says how it is meant, ends with status 2. */
export class UsageError extends Error {}

/** Asked rightly, and the answer is that it was not done; ends with status 1. */
export class Refused extends Error {}

/** What node:util's parseArgs takes of them. */
export function parsable(options: Options): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  )
}

export function textOf(given: Given, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}
