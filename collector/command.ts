import type { ParseArgsConfig } from 'node:util'

type Option = { type: 'string' | 'boolean'; short?: string; value?: string; help: string }
export type Options = Record<string, Option>
export type Given = Record<string, string | boolean | undefined>

export type Command = {
  /** What follows its name. */
  usage: string
  summary: string
  details?: string
  options: Options
  /** Answers the exit status, 0 when left out. */
  run: (call: { args: string[]; given: Given }) => Promise<number | undefined>
}

/** Called with what it cannot understand: says how it is meant, ends with status 2. */
export class UsageError extends Error {}

/** Asked rightly, and the answer is that it was not done; ends with status 1. */
export class Refused extends Error {}

/** What node:util's parseArgs takes of them. */
export function parsable(options: Options): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, { type, ...(short && { short }) }]),
  )
}

export function textGiven(given: Given, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' ? value : undefined
}

export const configOption = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    help: 'The configuration; else PARTNERGATE_COLLECTOR_CONFIG, else /etc/partnergate-collector.yaml',
  },
} as const satisfies Options
