import type { Profile } from './profile.ts'

// What hangs on the network of a site: power, industrial switches, access, printers.

const ups = {
  model: ['1.3.6.1.2.1.33.1.1.2.0'],
  version: ['1.3.6.1.2.1.33.1.1.3.0', '1.3.6.1.2.1.33.1.1.4.0'],
}
/** Printer-MIB and HOST-RESOURCES-MIB: hrDeviceDescr, prtGeneralSerialNumber. */
const printer = {
  family: 'printer',
  model: ['1.3.6.1.2.1.25.3.2.1.3.1', '1.3.6.1.2.1.43.5.1.1.16.1'],
  serial: ['1.3.6.1.2.1.43.5.1.1.17.1'],
}

export const sites: Profile[] = [
  {
    vendor: 'APC',
    objects: ['318'],
    family: 'apc',
    rules: [
      // The card's own serial and model (SN:, MN:) are those of the device only where the card is built in.
      { family: 'apc', pattern: /AF1:v(?<version>[\d.]+).*?MN: ?(?<model>AP[78]\w+|RPDU\w+).*?SN: ?(?<serial>\w+)/s },
      { family: 'apc', pattern: /AF1:v(?<version>[\d.]+)/ },
    ],
    serial: ['318.1.1.1.1.2.3.0', '318.1.1.12.1.6.0', '318.1.1.26.2.1.9.1', '318.1.1.8.1.6.0', '318.1.1.4.1.5.0'],
    model: ['318.1.1.1.1.1.1.0', '318.1.1.12.1.5.0', '318.1.1.26.2.1.8.1', '318.1.1.8.1.5.0', '318.1.1.4.1.4.0'],
    modelFirst: true,
  },
  {
    vendor: 'Eaton',
    objects: ['534', '705'],
    family: 'eaton',
    serial: ['534.1.1.6.0', '705.1.1.7.0', '534.6.6.7.1.2.1.4.0', '534.6.6.6.1.1.4.0'],
    model: ['534.1.1.2.0', '705.1.1.1.0', '534.6.6.7.1.2.1.2.0', '534.6.6.6.1.1.2.0', ...ups.model],
    version: ['534.1.1.3.0', '705.1.1.4.0', '534.6.6.7.1.2.1.5.0', ...ups.version],
  },
  {
    vendor: 'CyberPower',
    objects: ['3808'],
    family: 'cyberpower',
    serial: ['3808.1.1.1.1.2.3.0', '3808.1.1.3.1.6.0'],
    model: ['3808.1.1.1.1.1.1.0', '3808.1.1.3.1.5.0'],
    version: ['3808.1.1.1.1.2.1.0', '3808.1.1.3.1.3.0'],
  },
  {
    vendor: 'Vertiv',
    objects: ['476'],
    family: 'vertiv',
    model: ['476.1.42.2.1.2.0', ...ups.model],
    version: ['476.1.42.2.1.3.0', ...ups.version],
    serial: ['476.1.42.2.1.4.0'],
  },
  {
    vendor: 'Raritan',
    objects: ['13742'],
    family: 'raritan',
    serial: ['13742.6.3.2.1.1.4.1'],
    model: ['13742.6.3.2.1.1.3.1'],
    version: ['13742.6.3.2.3.1.6.1.1.1'],
  },
  { vendor: 'Delta', objects: ['2254'], family: 'ups', ...ups },
  { vendor: 'Riello', objects: ['5491'], family: 'ups', ...ups },
  { vendor: 'Tripp Lite', objects: ['850'], family: 'ups', serial: ['850.1.1.1.4.0', '850.1.2.1.1.4.1'], ...ups },
  {
    vendor: 'Moxa',
    objects: ['8691'],
    family: 'moxa',
    rules: [{ family: 'moxa', pattern: /(?<model>[A-Z]{2,4}-\w+(?:-\w+)*)/ }],
    model: ['+1.2.0'],
    version: ['+1.4.0'],
    serial: ['+1.78.0'],
    modelFirst: true,
    versionIn: /V?(\d+(?:\.\d+)+)/i,
  },
  {
    vendor: 'Hirschmann',
    objects: ['248'],
    descr: /Hirschmann/,
    family: 'hios',
    rules: [
      {
        family: 'hios',
        pattern: /^(?:Hirschmann )?(?<model>[A-Z][\w-]*\d[\w-]*).*?(?:SW: ?\S*?|Rel\.? ?)(?<version>\d+\.\d[\w.]*)/s,
      },
    ],
    version: ['248.14.1.1.2.0'],
    serial: ['248.14.1.1.9.1.10.1'],
    versionIn: /(\d+\.\d+[\w.]*)/,
  },
  {
    vendor: 'Siemens',
    objects: ['4196', '4329'],
    descr: /Siemens.*(SIMATIC|SCALANCE|RUGGEDCOM)/i,
    family: 'scalance',
    rules: [
      {
        family: 'scalance',
        pattern:
          /(?<model>(?:SCALANCE|SIMATIC|RUGGEDCOM) (?!NET)[\w -]+?),.*?FW: (?:Version )?V?(?<version>[\d.]+)(?:,\s*(?<serial>[A-Z]\w{6,}))?/s,
      },
    ],
  },
  {
    vendor: 'Siemens',
    objects: ['15004'],
    family: 'ros',
    serial: ['15004.4.2.3.1.0'],
    version: ['15004.4.2.3.3.0'],
    versionIn: /v?(\d+(?:\.\d+)+)/,
  },
  {
    vendor: 'LANCOM',
    objects: ['2356'],
    family: 'lcos',
    rules: [{ family: 'lcos', pattern: /LANCOM (?<model>.+?) (?<version>\d+\.\d+\.\d+\w*) \/ \S+ (?<serial>\w+)/ }],
  },
  {
    vendor: 'Adtran',
    objects: ['664'],
    family: 'adtran',
    rules: [
      { family: 'aos-adtran', pattern: /^(?<model>(?:NetVanta|Total Access) [\w ]+?), Version: (?<version>[\w.]+)/ },
    ],
    model: ['664.3.1.0'],
    serial: ['664.3.4.0'],
    version: ['664.3.6.0'],
  },
  {
    vendor: 'Ruijie',
    objects: ['4881'],
    family: 'rgos',
    rules: [{ family: 'rgos', pattern: /\((?<model>[A-Z][\w-]*\d[\w-]*)\)/ }],
    serial: ['4881.1.1.10.2.1.1.24.0'],
    version: ['4881.1.1.10.2.1.1.2.0'],
    versionIn: /(?:RGOS |V)?(\d+\.\d[\w.()]*)/,
  },
  {
    vendor: 'Edgecore',
    objects: ['259', '202'],
    family: 'edgecore',
    serial: ['+1.1.3.1.10.1', '+1.1.5.4.0'],
    model: ['+1.1.5.1.0'],
    version: ['+1.1.3.1.6.1'],
    members: [{ serial: '+1.1.3.1.10', version: '+1.1.3.1.6' }],
  },
  {
    vendor: 'AudioCodes',
    objects: ['5003'],
    family: 'audiocodes',
    rules: [{ family: 'audiocodes', pattern: /Product: ?(?<model>[^;]+?) ?;\s*SW Version: ?(?<version>[\w.]+)/ }],
    serial: ['5003.9.10.10.2.5.9.0'],
  },
  {
    vendor: 'Cambium',
    objects: ['17713'],
    family: 'cambium',
    version: ['17713.21.1.1.1.0'],
    serial: ['17713.21.1.1.31.0'],
    model: ['17713.21.1.1.2.0'],
  },
  {
    vendor: 'HP',
    objects: ['11.2.3.9'],
    ...printer,
    rules: [{ family: 'printer', pattern: /,SN: ?(?<serial>[^,]+),.*PID: ?(?<model>[^,]+)/ }],
  },
  { vendor: 'Lexmark', objects: ['641'], ...printer },
  { vendor: 'Brother', objects: ['2435'], ...printer },
  { vendor: 'Kyocera', objects: ['1347'], ...printer },
  { vendor: 'Canon', objects: ['1602'], ...printer },
  { vendor: 'Ricoh', objects: ['367'], ...printer, serial: [...printer.serial, '367.3.2.1.2.1.4.0'] },
  { vendor: 'Xerox', objects: ['253'], ...printer, serial: [...printer.serial, '253.8.53.3.2.1.3.1'] },
  { vendor: 'Epson', objects: ['1248'], ...printer },
  { vendor: 'Konica Minolta', objects: ['18334'], ...printer },
  { vendor: 'Samsung', objects: ['236'], ...printer },
  { vendor: 'OKI', objects: ['2001'], ...printer },
  { vendor: 'Sharp', objects: ['2385'], ...printer },
  { vendor: 'Toshiba', objects: ['1129'], ...printer },
]
