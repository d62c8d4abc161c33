import { createApp } from '../server/app.ts'
import { hashPassword } from '../server/platform/crypto/passwords.ts'
import { makeSponsorships, type Redeemable } from '../test/support/sponsorships.ts'
import { type Measurement, mean, measure, openBenchDatabase, report, round } from './support.ts'

const password = 'correct-lantern-orbit-42'

/**
 * Registrations per second: number and key proven, seat taken, account, registration, confirmation, mail job and audit
 * entry in one durable transaction. The ceiling is the password's hash alone, which every registration must spend: measured
 * in turns with the registrations, so that a machine that slows down meanwhile slows both. Not counted are the first
 * registrations: of a process that has just begun the engine has compiled nothing yet, and the hash has nothing to compile.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const database = await openBenchDatabase(16)
  try {
    const client = await database.owner.connect()
    const sponsorships = await makeSponsorships(client as never, database.config.secret, { count: 200, seats: 100_000 })
    client.release()
    const app = createApp({ config: { ...database.config, trustedProxies: 1 }, db: database.app.db, log: database.log })
    const rounds = quick ? 2 : 5
    let registered = 0
    const register = async () => {
      registered += 1
      const index = registered
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
          email: `${name}@customer.example`,
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
    const hash = () => hashPassword(password)
    await measure(quick ? 5 : 15, 16, register)
    const registrations: Measurement[] = []
    const ceilings: Measurement[] = [await measure(1, 16, hash)]
    for (let round = 0; round < rounds; round++) {
      registrations.push(await measure(2, 16, register))
      ceilings.push(await measure(1, 16, hash))
    }
    const figure = mean(registrations)
    const ceiling = mean(ceilings)
    report({
      name: 'registration',
      figure: round(figure),
      unit: 'registrations/s',
      baseline: round(ceiling),
      ratio: round(figure / ceiling),
      detail: { registrations, ceilings },
    })
  } finally {
    await database.close()
  }
}

function letters(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}
