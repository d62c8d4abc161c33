import { describe, expect, test } from 'vitest'
import { type Act, type Facts, judge, mayGrant, type Role, roles, type Target } from './policy.ts'

const plenty: Facts = { superAdmins: 3, sponsorshipAdmins: 3, serviceInForce: true }
const rank: Record<Role, number> = { user: 1, admin: 2, super_admin: 3 }
const everybody: (Role | null)[] = [...roles, null]
const acts: Act[] = [
  ...roles.map((role) => ({ kind: 'role', role }) as const),
  { kind: 'suspend' },
  { kind: 'reactivate' },
  { kind: 'remove' },
]

/** Every actor × act × target there can be. */
const cases = everybody.flatMap((actor) =>
  acts.flatMap((act) =>
    everybody.flatMap((role) =>
      [true, false].flatMap((own) =>
        [true, false].flatMap((sponsors) =>
          (['active', 'suspended'] as const).map((state) => ({
            ...{ actor, act },
            target: { own, role, sponsors, state, disabled: false },
          })),
        ),
      ),
    ),
  ),
)
const allowed = (facts: Facts = plenty) =>
  cases.filter(({ actor, act, target }) => judge(act, actor, target, facts) === null)

describe('over every combination', () => {
  test('there are some of each kind', () => {
    expect(cases.length).toBe(4 * 6 * 4 * 2 * 2 * 2)
    expect(allowed().length).toBeGreaterThan(50)
  })

  test('a partner user, and who has no role, may nothing at all', () => {
    expect(allowed().filter(({ actor }) => actor === 'user' || actor === null)).toEqual([])
  })

  test('nobody grants a role above their own', () => {
    const above = allowed().filter(({ actor, act }) => act.kind === 'role' && rank[act.role] > rank[actor as Role])
    expect(above).toEqual([])
  })

  test('a partner administrator never touches a super administrator but themselves', () => {
    const touched = allowed().filter(({ actor, target }) => actor === 'admin' && target.role === 'super_admin')
    expect(touched.filter(({ target }) => !target.own)).toEqual([])
  })

  test('nobody suspends or reactivates themselves', () => {
    const own = allowed().filter(({ act, target }) => target.own && ['suspend', 'reactivate'].includes(act.kind))
    expect(own).toEqual([])
  })

  test('with one super administrator left, that one stays one', () => {
    const last = allowed({ ...plenty, superAdmins: 1 }).filter(
      ({ act, target }) =>
        target.role === 'super_admin' &&
        target.state === 'active' &&
        act.kind !== 'reactivate' &&
        !(act.kind === 'role' && act.role === 'super_admin'),
    )
    expect(last).toEqual([])
  })

  test('the last sponsorship administrator leaves by the vendor’s action only (R5)', () => {
    const last = allowed({ ...plenty, sponsorshipAdmins: 1 }).filter(
      ({ act, target }) =>
        target.sponsors && target.state === 'active' && (act.kind === 'suspend' || act.kind === 'remove'),
    )
    expect(last).toEqual([])
  })

  test('whose account is disabled was not the last one who could act', () => {
    const of = (superAdmins: number, disabled: boolean) => {
      const target = { own: false, role: 'super_admin', sponsors: false, state: 'active', disabled } as const
      return judge({ kind: 'remove' }, 'super_admin', target, { ...plenty, superAdmins })
    }
    expect(of(1, false)).toBe('last_super_admin')
    expect(of(1, true)).toBeNull()
  })

  test('without a service in force rights are taken away, and given to nobody new (R22)', () => {
    const kinds = new Set(
      allowed({ ...plenty, serviceInForce: false }).map(({ act, target }) => `${act.kind} ${target.role === null}`),
    )
    expect([...kinds].sort()).toEqual(['remove false', 'remove true', 'role false', 'suspend false', 'suspend true'])
  })
})

test.each<[Role | null, Role, boolean]>([
  ['super_admin', 'super_admin', true],
  ['super_admin', 'admin', true],
  ['super_admin', 'user', true],
  ['admin', 'super_admin', false],
  ['admin', 'admin', true],
  ['admin', 'user', true],
  ['user', 'user', false],
  [null, 'user', false],
])('%s grants %s: %s', (actor, role, may) => {
  expect(mayGrant(actor, role)).toBe(may)
})

test.each<[Act, Role, Partial<Target>, string | null]>([
  [{ kind: 'role', role: 'user' }, 'super_admin', { own: true, role: 'super_admin' }, null],
  [{ kind: 'role', role: 'super_admin' }, 'admin', { own: true, role: 'admin' }, 'own_role_raised'],
  [{ kind: 'role', role: 'super_admin' }, 'admin', { role: 'user' }, 'role_not_yours'],
  [{ kind: 'remove' }, 'admin', { own: true, role: 'admin' }, null],
  [{ kind: 'remove' }, 'admin', { role: 'user', sponsors: true }, 'sponsor_protected'],
  [{ kind: 'remove' }, 'super_admin', { role: null, sponsors: true }, null],
  [{ kind: 'suspend' }, 'super_admin', { role: 'user', state: 'suspended' }, 'suspended_already'],
  [{ kind: 'reactivate' }, 'super_admin', { role: 'user' }, 'not_suspended'],
  [{ kind: 'role', role: 'user' }, 'admin', { role: 'user' }, 'role_unchanged'],
])('%o by %s of %o: %s', (act, actor, target, refusal) => {
  expect(
    judge(
      act,
      actor,
      { own: false, role: 'user', sponsors: false, state: 'active', disabled: false, ...target },
      plenty,
    ),
  ).toBe(refusal)
})
