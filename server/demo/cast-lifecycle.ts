import { vendorName } from './cast.ts'
import { daysFromNow } from './days.ts'

const day = (days: number) => ({ value: daysFromNow(days).slice(0, 10), dateFormat: 'YYYY-MM-DD' })

/** What the invented vendor has published of its products, in the EoX shape. */
export const products = () => ({
  EOXRecord: [
    {
      EOLProductID: 'MR-2200-X',
      ProductIDDescription: `${vendorName} MR-2200 router, extended memory`,
      ProductBulletinNumber: 'MN-EOL-0412',
      LinkToProductBulletinURL: 'https://meridian-networks.example/bulletins/0412',
      EOXExternalAnnouncementDate: day(-700),
      EndOfSaleDate: day(-520),
      EndOfSWMaintenanceReleases: day(-155),
      EndOfSecurityVulSupportDate: day(96),
      LastDateOfSupport: day(940),
      EOXInputValue: 'MR-2200-X ',
      EOXMigrationDetails: { PIDActiveFlag: 'Y', MigrationProductId: 'MR-2400' },
    },
    {
      EOLProductID: 'MW-620-AX',
      ProductIDDescription: `${vendorName} MW-620 access point`,
      ProductBulletinNumber: 'MN-EOL-0377',
      LinkToProductBulletinURL: 'https://meridian-networks.example/bulletins/0377',
      EOXExternalAnnouncementDate: day(-2100),
      EndOfSaleDate: day(-1900),
      EndOfSWMaintenanceReleases: day(-1500),
      EndOfSecurityVulSupportDate: day(-400),
      LastDateOfSupport: day(-30),
      EOXInputValue: 'MW-620-AX ',
      EOXMigrationDetails: { PIDActiveFlag: 'Y', MigrationProductId: 'MW-720-BE' },
    },
    {
      EOLProductID: 'MX-9504-CH',
      ProductIDDescription: `${vendorName} MX-9504 chassis`,
      ProductBulletinNumber: 'MN-EOL-0431',
      LinkToProductBulletinURL: 'https://meridian-networks.example/bulletins/0431',
      EOXExternalAnnouncementDate: day(-20),
      EndOfSaleDate: day(340),
      EndOfSWMaintenanceReleases: { value: ' ', dateFormat: 'YYYY-MM-DD' },
      EndOfSecurityVulSupportDate: { value: '', dateFormat: 'YYYY-MM-DD' },
      LastDateOfSupport: day(2160),
      EOXInputValue: 'MX-9504-CH ',
    },
  ],
})

const train = (releaseCycle: string, from: number, active: number, security: number) => ({
  releaseCycle,
  releaseDate: daysFromNow(from).slice(0, 10),
  eoas: daysFromNow(active).slice(0, 10),
  eol: daysFromNow(security).slice(0, 10),
})

/** Its software families by how devices call them, as endoflife.date's files have them. */
export const families = () => [
  {
    family: 'mxos',
    file: {
      title: 'MX-OS',
      releases: [
        train('8.1', -400, 300, 900),
        train('7.6', -300, 240, 780),
        train('7.4', -900, -200, 75),
        { releaseCycle: '6.9', eol: true },
      ],
    },
  },
  {
    family: 'mros',
    file: { title: 'MR-OS', releases: [train('23.1', -300, 400, 900), train('22.3', -800, -430, -65)] },
  },
]
