import { csvFile } from '../platform/files/csv.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import { customers, partners as partnerCast, vendorName } from './cast.ts'
import { products, type ServiceContract, serialOf, serviceContracts } from './cast-service.ts'
import { contractTypes } from './catalogue.ts'
import type { Client } from './client.ts'
import { daysFromNow } from './days.ts'
import type { Vendor } from './seed-vendor.ts'

const header = [
  'Partner',
  'Contract number',
  'Contract type',
  'Customer',
  'Contract start',
  'Contract end',
  'Serial number',
  'Vendor',
  'Product ID',
  'Service level',
]

/** The vendor imports the support-service contracts and their lines, as a file from its own records. */
export async function seedServiceContracts(client: Client, vendor: Vendor, jobs: readonly AnyJob[]): Promise<void> {
  const { agent } = vendor
  const rows = serviceContracts.flatMap(rowsOf)
  const made = await client.upload(agent, '/vendor/imports?name=support-service.csv', csvFile(header, rows), 'text/csv')
  const path = `/vendor/imports/${made.importId}`
  const work = (name: string) => client.work(jobs, name, { importId: made.importId })
  await client.call(agent, 'post', `${path}/check`, { mapping: made.mapping, options: made.options })
  await work('imports.check')
  const { counts } = await client.call(agent, 'get', path)
  if (counts?.errorRows !== 0) throw new Error('the demonstration world: its own contracts have errors')
  await client.call(agent, 'post', `${path}/apply`, { mode: 'all' })
  await work('imports.apply')
}

function rowsOf(contract: ServiceContract): string[][] {
  const { from, until, devices, number } = contract
  const partner = partnerCast.find(({ key }) => key === contract.partner)?.name ?? ''
  const customer = customers.find(({ key }) => key === contract.customer)?.name ?? ''
  const type = contractTypes.find(({ key }) => key === 'service')?.name ?? ''
  // What a file calls the end is the last day.
  const days = [daysFromNow(from).slice(0, 10), daysFromNow(until - 1).slice(0, 10)]
  return Array.from({ length: devices }, (_, index) => {
    const product = products[index % products.length] ?? products[0]
    return [
      partner,
      number,
      type,
      customer,
      ...days,
      serialOf(number, index),
      vendorName,
      product.productId,
      product.level,
    ]
  })
}
