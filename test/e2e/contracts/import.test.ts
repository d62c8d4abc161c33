import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../support/world.ts'
import { workbookOf } from '../../support/zip.ts'
import { choose } from '../support/acts.ts'
import { checkAccessibility, checkWidth } from '../support/browser.ts'
import { openPortal, type Portal } from '../support/portal.ts'

let portal: Portal
let agent: Actor
let partner: { partnerId: string; contractId: string }

beforeAll(async () => {
  portal = await openPortal()
  await portal.markSetUp()
  agent = await portal.world.staff('support_agent')
  partner = await portal.world.partner({ name: 'Orbit Networks' })
})
afterAll(() => portal.close())

const file = (name: string, rows: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
const header = 'Partner,Contract,Contract type,Customer,Contract start,Contract end,Serial,Vendor,Product'

describe('importing contracts', () => {
  test('from a file with an error to what is recorded, and the same file again', async () => {
    const visit = await portal.signedIn(agent)
    const { page } = visit
    const rows = [
      header,
      'Orbit Networks,SC-1,Gold,New Mills,2026-01-01,2027-12-31,FOC1,Cisco,C9300',
      'Orbit Networks,SC-1,Gold,New Mills,2026-01-01,2027-12-31,FOC2,Cisco,C9300',
    ]
    await page.goto('/vendor/contracts')
    await page.getByRole('link', { name: 'Import', exact: true }).click()
    await page.getByLabel('Choose a file').setInputFiles(file('june.csv', rows))
    await page.getByRole('heading', { name: 'june.csv' }).waitFor()
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Check the file' }).click()
    // Without being asked to, no customer is made.
    await page.getByText('The partner has no such customer.').first().waitFor()
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Map and check again' }).click()
    await page.getByLabel('Record customers that a partner does not have yet').click()
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('1 customer will be recorded').waitFor()
    await page.getByRole('tab', { name: 'Lines' }).click()
    await page.getByText('FOC2').first().waitFor()
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Apply all' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Apply all' }).click()
    await page.getByText('Applied', { exact: true }).first().waitFor({ timeout: 60_000 })
    await page.getByText('1 customer was recorded').waitFor()
    await page.getByText(/^Applied on /).waitFor()
    await portal.mailbox.waitFor(agent.email, (mail) => mail.subject === 'Imported: june.csv')

    await page.goto('/vendor/contracts/import')
    await page.getByLabel('Choose a file').setInputFiles(file('june again.csv', rows))
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('Nothing to change: the file says what is recorded already.').waitFor()
    expect(await page.getByRole('button', { name: 'Apply all' }).count()).toBe(0)
    await visit.end()
  })

  test('of a workbook with several sheets the one that is chosen; the contract’s timeline tells of it', async () => {
    const visit = await portal.signedIn(agent)
    const { page } = visit
    await page.goto('/vendor/contracts/import')
    const buffer = workbookOf({
      'Read me': [['Made by'], ['Somebody']],
      Empty: [['Nothing']],
      Contracts: [header.split(','), 'Orbit Networks,SC-7,Gold,,2026-01-01,2027-12-31,FOC7,Cisco,C9300'.split(',')],
    })
    await page.getByLabel('Choose a file').setInputFiles({ name: 'book.xlsx', mimeType: 'application/zip', buffer })
    // It opens with its first sheet, and another one has the columns that are looked for.
    await page.getByRole('heading', { name: 'book.xlsx' }).waitFor()
    await page.getByRole('columnheader', { name: 'Made by' }).waitFor()
    await checkAccessibility(page)
    await choose(page, 'Sheet with the contracts', 'Empty')
    await page.getByRole('alert').getByText('The file has no rows below its header.').waitFor()
    await choose(page, 'Sheet with the contracts', 'Contracts')
    await page.getByRole('columnheader', { name: 'Contract type' }).waitFor()
    await checkAccessibility(page)
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByRole('button', { name: 'Apply all' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Apply all' }).click()
    await page.getByText('Applied', { exact: true }).first().waitFor({ timeout: 60_000 })
    const left = await portal.world.ownerDb
      .selectFrom('import')
      .select('state')
      .where('file_name', '=', 'book.xlsx')
      .orderBy('import_id')
      .execute()
    expect(left.map(({ state }) => state)).toEqual(['applied'])

    const made = await portal.world.ownerDb
      .selectFrom('contract')
      .selectAll()
      .where('number', '=', 'SC-7')
      .executeTakeFirstOrThrow()
    await page.goto(`/vendor/contracts/${made.partner_id}/${made.contract_id}`)
    await page.getByText('1 line recorded · book.xlsx', { exact: false }).waitFor()
    await visit.end()
  })

  test('a file that is no UTF-8 is refused with its row and what helps', async () => {
    const visit = await portal.signedIn(agent, { width: 390, scheme: 'dark' })
    const { page } = visit
    await page.goto('/vendor/contracts/import')
    const buffer = Buffer.from(`${header}\nJosé\n`, 'latin1')
    await page.getByLabel('Choose a file').setInputFiles({ name: 'old.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('alert').getByText('Row 2', { exact: false }).waitFor()
    await page.getByText('save it as “CSV UTF-8”', { exact: false }).waitFor()
    await checkAccessibility(page)
    await checkWidth(page)
    await visit.end()
  })
})

describe('a partner’s contracts', () => {
  test('a partner administrator finds a serial number and sees what the contract’s end stops', async () => {
    const { world } = portal
    const customerId = await world.customer(partner.partnerId, { name: 'Meridian' })
    const contractId = await world.service(partner.partnerId, customerId)
    await world.line(partner.partnerId, contractId, { serial: 'ZZ-TOP-1' })
    const visit = await portal.signedIn(await world.member(partner.partnerId, { role: 'admin' }))
    const { page } = visit
    await page.goto(`/partner/${partner.partnerId}/contract-lines?q=zz-top`)
    await page.getByText('ZZ-TOP-1').first().waitFor()
    await checkAccessibility(page)
    await page.goto(`/partner/${partner.partnerId}/contracts/${contractId}`)
    await page.getByText('person of the partner sees this customer thereby', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Show what stops' }).click()
    await page.getByText('customer’s support service stops being in force', { exact: false }).waitFor()
    await checkAccessibility(page)
    await visit.end()
  })
})
