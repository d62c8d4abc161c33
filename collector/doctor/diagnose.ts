import { lookup } from 'node:dns/promises'
import type { Choice, NamedCredential } from '../config/credentials.ts'
import { readSystem } from '../reading/read-device.ts'
import { type FailureReason, SnmpFailure } from '../snmp/failure.ts'
import { DeviceSession, type Manners } from '../snmp/session.ts'
import { type Answer, isHostThere, probeAgent } from './probe.ts'

export type Finding = {
  address: string
  ok: boolean
  /** In short, for a program: what is to be mended. */
  code:
    | 'ok'
    | 'name'
    | 'excluded'
    | 'route'
    | 'no_agent'
    | 'no_host'
    | 'community'
    | 'user'
    | 'key'
    | 'privacy'
    | 'level'
    | 'refused'
    | 'unclear'
    | 'no_credential'
  credential: string | null
  says: string
}

type Outcome = { named: NamedCredential; reason: FailureReason | undefined; sysName: string }

/** Asks one address with every credential that is for it, and says what the answers, and their absence, mean. */
export async function diagnose(address: string, port: number, manners: Manners, choose: Choice): Promise<Finding> {
  const finding = (code: Finding['code'], says: string, credential: string | null = null): Finding => ({
    address,
    ok: code === 'ok',
    code,
    credential,
    says,
  })
  const at = await lookup(address).catch(() => undefined)
  if (!at) return finding('name', `The name ${address} is not known to this machine's name servers.`)
  const agent = await probeAgent(at.address, port, manners.timeoutMs)
  if (agent === 'closed')
    return finding(
      'no_agent',
      `A host is there, and nothing listens on its UDP port ${port}: SNMP is off, or on another port.`,
    )
  if (agent === 'route') return finding('route', 'This machine has no route to it.')

  const outcomes: Outcome[] = []
  for (const named of choose(address)) {
    const outcome = await ask({ address: at.address, port }, named, manners)
    if (outcome.reason === undefined) return finding('ok', `${outcome.sysName} answers.`, named.name)
    outcomes.push(outcome)
  }
  if (outcomes.length === 0)
    return finding('no_credential', 'No credential is for this address: see credentials in the configuration.')
  const told = outcomes.find(({ reason = 'silent' }) => reason in reported)
  if (told) {
    const [code, says] = reported[told.reason as keyof typeof reported]
    return finding(code, says(told.named), told.named.name)
  }
  return silent(agent, outcomes, agent === 'engine' || (await isHostThere(at.address, manners.timeoutMs)), finding)
}

const userOf = ({ name, credential }: NamedCredential) =>
  credential.version === '3' ? `${credential.user} (credential ${name})` : `credential ${name}`
const reported = {
  user: [
    'user',
    (named: NamedCredential) => `The device does not know the user ${userOf(named)}. User names are case-sensitive.`,
  ],
  key: [
    'key',
    (named: NamedCredential) =>
      `The device knows the user ${userOf(named)} and says the authentication key or its algorithm is wrong.`,
  ],
  privacy: [
    'privacy',
    (named: NamedCredential) =>
      `The authentication of ${userOf(named)} is right; the privacy key or its algorithm is wrong.`,
  ],
  level: [
    'level',
    (named: NamedCredential) =>
      `The device does not offer ${userOf(named)} this security level: add or leave out privacy.`,
  ],
  refused: [
    'refused',
    (named: NamedCredential) =>
      `The device lets ${userOf(named)} in and refuses to be read: its view or access group leaves out the system group.`,
  ],
} as const

type Report = (code: Finding['code'], says: string, credential?: string | null) => Finding

/** Nothing denied and nothing answered. */
function silent(agent: Answer, outcomes: Outcome[], isThere: boolean, finding: Report): Finding {
  const [first] = outcomes as [Outcome]
  const ofVersion3 = outcomes.find(({ named }) => named.credential.version === '3')
  if (agent === 'engine' && ofVersion3)
    return finding(
      'key',
      `An SNMP agent is there and answers the discovery of its engine, but not requests of ${userOf(ofVersion3.named)}: a wrong key or algorithm (some devices keep silent then), most likely.`,
      ofVersion3.named.name,
    )
  if (agent === 'engine')
    return finding(
      'community',
      'An SNMP agent is there, and answers none of the communities: they are wrong, or it does not take version 2c from this address.',
      first.named.name,
    )
  if (!isThere)
    return finding(
      'no_host',
      'Nothing answers there, neither SNMP nor TCP (22, 443): switched off, another address, or a firewall between.',
    )
  return finding(
    'unclear',
    'A host is there, and its SNMP port keeps silent. With version 2c, SNMP cannot tell a wrong community from an agent that is off or a firewall between: check the community, and that the device takes SNMP from this address.',
    first.named.name,
  )
}

async function ask(
  target: { address: string; port: number },
  named: NamedCredential,
  manners: Manners,
): Promise<Outcome> {
  const session = new DeviceSession(target, named.credential, manners)
  try {
    const { name, descr } = await readSystem(session)
    return { named, reason: undefined, sysName: name ?? descr?.slice(0, 60) ?? target.address }
  } catch (error) {
    if (!(error instanceof SnmpFailure)) throw error
    return { named, reason: error.reason, sysName: '' }
  } finally {
    session.close()
  }
}
