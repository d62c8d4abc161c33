import { createApp } from '../server/app.ts'
import { hashPassword } from '../server/platform/crypto/passwords.ts'
import { makeSponsorships, type Redeemable } from '../test/support/sponsorships.ts'
import { measure, openBenchDatabase, report, round } from './support.ts'

const password = 'correct-lantern-orbit-42'

/**
 * Registrations per second: number and key proven, seat taken, account, registration, confirmation, mail job and audit
 * entry in one durable transaction. The ceiling is the password's hash alone, which every registration must spend.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const database = await openBenchDatabase(16)
  try {
    const client = await database.owner.connect()
    const sponsorships = await makeSponsorships(client as never, database.config.secret, { count: 200, seats: 100_000 })
    client.release()
    const app = createApp({ config: { ...database.config, trustedProxies: 1 }, db: database.app.db, log: database.log })
    const seconds = quick ? 3 : 10
    const register = async (index: number) => {
      const sponsorship = sponsorships[index % sponsorships.length] as Redeemable
      const name = letters(index)
      const response = await app.request('/api/v1/registration', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
        },
        body: JSON.stringify({
          kind: 'customer_user',
          firstName: 'Bench',
          lastName: name,
          email: `${name}.${run}@customer.example`,
          password,
          language: 'en',
          registrationNumber: sponsorship.number,
          verificationKey: sponsorship.key,
          jobTitle: 'Engineer',
          phone: '+34 600 000 000',
          site: 'Madrid',
          country: 'ES',
          employedStatement: true,
          termsAccepted: true,
        }),
      })
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`)
    }
    let run = 'a'
    const ceilingBefore = await measure(seconds / 2, 16, () => hashPassword(password))
    const registrations = await measure(seconds, 16, (index) => register(index + (run === 'a' ? 0 : 1_000_000)))
    run = 'b'
    const ceilingAfter = await measure(seconds / 2, 16, () => hashPassword(password))
    const ceiling = (ceilingBefore.perSecond + ceilingAfter.perSecond) / 2
    report({
      name: 'registration',
      figure: registrations.perSecond,
      unit: 'registrations/s',
      baseline: round(ceiling),
      ratio: round(registrations.perSecond / ceiling),
      detail: { registrations, ceilingBefore, ceilingAfter },
    })
  } finally {
    await database.close()
  }
}

function letters(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}
