/**
 * A message key whose end is known only at run time: `t(tk('state.', row.state))`. The prefix must be a literal, with its
 * namespace unless it is the file's own; test/invariants/messages.test.ts then counts every message under it as used.
 */
export function tk(prefix: string, value: string): string {
  return prefix + value
}
