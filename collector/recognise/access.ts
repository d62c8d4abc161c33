import type { Profile } from './profile.ts'

// Switches, routers, wireless: carriers' and small vendors.

/** Broadcom's FASTPATH, which several vendors sell under their own numbers: agentInventoryGroup. */
const fastpath = (base: string) => ({ serial: [`${base}.4.0`], model: [`${base}.3.0`], version: [`${base}.13.0`] })

export const access: Profile[] = [
  {
    vendor: 'Nokia',
    objects: ['6527'],
    descr: /TiMOS/,
    family: 'timos',
    rules: [
      {
        family: 'timos',
        pattern:
          /TiMOS-\w+-(?<version>\S+) .*?(?:Nokia|ALCATEL(?:-LUCENT)?) (?<model>(?:SAS?-?\S* )?\d{4}(?: [A-Z][\w-]*)*?)(?: Copyright|\s*\(C\)|$)/is,
      },
      { family: 'timos', pattern: /TiMOS-\w+-(?<version>\S+)/ },
    ],
    // tmnxHwTable and tmnxChassisTable
    members: [
      {
        serial: '6527.3.1.2.2.1.8.1.5',
        only: { column: '6527.3.1.2.2.1.8.1.7', is: '3' },
        modelBy: { number: '6527.3.1.2.2.1.3.1.4', name: '6527.3.1.2.2.1.6.1.2' },
      },
    ],
  },
  {
    vendor: 'Alcatel-Lucent Enterprise',
    objects: ['6486'],
    descr: /Alcatel-Lucent.* OS\d/,
    family: 'aos',
    rules: [
      {
        family: 'aos',
        pattern: /(?<model>OS\d\w*(?:-\w+)*)\s+(?<version>\d+(?:\.\d+)+\.R\d+)/,
      },
    ],
  },
  {
    vendor: 'Ciena',
    objects: ['6141', '1271'],
    family: 'saos',
    // A chassis' serial, then the system's.
    serial: ['6141.2.60.11.1.1.1.52.0', '6141.2.60.11.1.1.1.67.0'],
    version: ['6141.2.60.10.1.1.3.1.2.1'],
    rules: [{ family: 'saos', pattern: /^(?:CN )?(?<model>\d{4}\w*)\b/ }],
    versionIn: /(\d+(?:[.-]\d+)+)/,
  },
  {
    vendor: 'MikroTik',
    objects: ['14988'],
    descr: /RouterOS/,
    family: 'routeros',
    rules: [
      { family: 'swos', pattern: /SwOS(?: v?(?<version>[\d.]+))?/ },
      { family: 'routeros', pattern: /RouterOS (?<version>\d[\w.]+)(?: \(\w+\))? on (?<model>\S+)/ },
      { family: 'routeros', pattern: /RouterOS (?<model>(?!v?\d+\.\d)\S.*?)\s*$/ },
    ],
    serial: ['14988.1.1.7.3.0'],
    version: ['14988.1.1.4.4.0', '14988.1.1.7.4.0'],
    model: ['14988.1.1.7.8.0'],
    modelFirst: true,
  },
  {
    vendor: 'Ubiquiti',
    objects: ['41112', '10002.1'],
    descr: /^(EdgeOS|EdgeSwitch|UAP|USW|US-\d|UniFi|EdgePoint)/i,
    family: 'unifi',
    rules: [
      { family: 'edgeos', pattern: /^EdgeOS v(?<version>\d+(?:\.\d+){2})/ },
      { family: 'edgeswitch', pattern: /^(?<model>EdgeSwitch[^,]*|ES-[^,]+), (?<version>[\d.]+)/ },
      { family: 'unifi', pattern: /^(?<model>U[\w-]+(?: [\w-]+)*?),? v?(?<version>\d+\.\d+(?:\.\d+)+)/ },
    ],
    model: ['41112.1.6.3.3.0', '41112.1.4.10.1.4.0'],
    version: ['41112.1.6.3.6.0', '41112.1.4.10.1.3.0', '4413.1.1.1.1.1.13.0'],
    serial: ['4413.1.1.1.1.1.4.0'],
  },
  { vendor: 'Broadcom', objects: ['4413'], family: 'fastpath', generic: true, ...fastpath('4413.1.1.1.1.1') },
  {
    vendor: 'Allied Telesis',
    objects: ['207'],
    descr: /Allied Tel/i,
    family: 'awplus',
    rules: [
      { family: 'awplus', pattern: /AlliedWare Plus\)? Version (?<version>[\w.-]+)/i },
      { family: 'alliedware', pattern: /(?<model>AT-[\w/-]+).*?version (?<version>[\d.-]+\d)/is },
      { family: 'alliedware', pattern: /(?<model>AT-[\w/-]+)/i },
    ],
    // rscBoardTable
    members: [
      {
        serial: '207.8.4.4.3.21.1.1.8',
        model: '207.8.4.4.3.21.1.1.4',
        only: { column: '207.8.4.4.3.21.1.1.3', is: 'Base' },
      },
    ],
  },
  {
    vendor: 'D-Link',
    objects: ['171'],
    descr: /^D-?Link|^D[EGX]S-\d/,
    family: 'dlink',
    rules: [
      {
        family: 'dlink',
        pattern:
          /(?<model>[A-Z]{2,4}-\d{3,4}[\w/-]*).*?(?:firmware(?: version)?|software|version|V)[ :]*(?<version>\d+\.[\w.]+)/is,
      },
      { family: 'dlink', pattern: /(?<model>[A-Z]{2,4}-\d{3,4}[\w/-]*)/ },
    ],
    serial: ['171.12.1.1.12.0'],
    // probeSoftwareRev of RMON2-MIB
    version: ['1.3.6.1.2.1.16.19.2.0'],
    members: [
      { serial: '171.12.11.1.9.4.1.17', model: '171.12.11.1.9.4.1.9', version: '171.12.11.1.9.4.1.11' },
      { serial: '171.14.5.1.4.1.3' },
    ],
  },
  {
    vendor: 'Zyxel',
    objects: ['890'],
    family: 'zyxel',
    serial: ['890.1.15.3.1.12.0', '890.1.15.3.82.2.10.0'],
    model: ['890.1.15.3.1.11.0', '890.1.15.3.82.2.14.0'],
    version: ['890.1.15.3.1.6.0', '890.1.6.22.1.1.0'],
    rules: [{ family: 'zyxel', pattern: /^(?<model>[A-Z][\w+]*[ -]?\w*\d[\w/+-]*)/ }],
    versionIn: /V?(\d+\.\d[\w.()]*)/,
  },
  {
    vendor: 'Netgear',
    objects: ['4526'],
    descr: /NETGEAR|ProSafe/i,
    family: 'netgear',
    rules: [
      { family: 'netgear', pattern: /^(?:NETGEAR )?(?<model>[A-Z]+\d[\w-]*).*?, (?<version>\d+(?:\.\d+){2,})/is },
      { family: 'netgear', pattern: /^(?:NETGEAR )?(?<model>[A-Z]+\d[\w-]*)/i },
    ],
    serial: ['4526.10.1.1.1.4.0', '4526.11.1.1.1.4.0'],
    model: ['4526.10.1.1.1.3.0', '4526.11.1.1.1.3.0'],
    version: ['4526.10.1.1.1.13.0', '4526.11.1.1.1.13.0'],
  },
  {
    vendor: 'TP-Link',
    objects: ['11863'],
    family: 'tplink',
    serial: ['11863.6.1.1.8.0'],
    version: ['11863.6.1.1.6.0'],
    model: ['11863.6.1.1.5.0'],
    modelIn: /^(\S+)/,
    versionIn: /(\d+\.\d+\.\d+)/,
    rules: [{ family: 'tplink', pattern: /(?<model>T[L\d][\w-]*\d\w*)/ }],
  },
]
