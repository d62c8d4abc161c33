import type { Profile } from './profile.ts'

// Switches, routers, wireless: the large vendors.

const dotted = '\\d+(?:\\.\\d+)+'

export const networks: Profile[] = [
  {
    vendor: 'Juniper',
    objects: ['2636'],
    descr: /Juniper Networks/,
    family: 'junos',
    rules: [
      {
        family: 'junos',
        pattern: /Juniper Networks, Inc\. (?<model>[\w+.-]+)[^,]*, kernel J(?:UNOS|unos)[^\d]*(?<version>[\w.:-]*\w)/s,
      },
      { family: 'junos', pattern: /JUNOS (?:OS )?(?:Software Release )?\[?(?<version>\d[\w.:-]*\w)/i },
      { family: 'junos', pattern: /^Juniper (?!Networks)(?<model>[A-Z]+\d\w*(?:-\w+)*)/ },
    ],
    serial: ['2636.3.1.3.0'],
    model: ['2636.3.1.2.0'],
    modelIn: /^(?:Juniper )?(?!Virtual Chassis)([A-Z]+\d[\w-]*)/,
    members: [
      {
        serial: '2636.3.40.1.4.1.1.1.2',
        model: '2636.3.40.1.4.1.1.1.8',
        version: '2636.3.40.1.4.1.1.1.5',
        beside: true,
      },
    ],
    // hrSWInstalledName
    texts: ['1.3.6.1.2.1.25.6.3.1.2'],
    versionIn: /(?:JUNOS[^[\d]*\[?|^)(\d[\w.:-]*\w)\]?/i,
  },
  {
    vendor: 'Juniper',
    objects: ['3224'],
    family: 'screenos',
    rules: [
      {
        family: 'screenos',
        pattern: /^(?<model>[\w-]+) version (?<version>[\w.]+) \(SN: (?<serial>\w+)/,
      },
    ],
    serial: ['3224.6.1.0'],
    model: ['3224.6.2.0'],
  },
  {
    vendor: 'Juniper',
    objects: ['4874'],
    family: 'junose',
    rules: [
      {
        family: 'junose',
        pattern: /Juniper Networks, Inc\. (?<model>\S+) .*?(?:SW )?Version ?: ?\(?(?<version>[\w.-]+)/s,
      },
    ],
  },
  {
    vendor: 'Arista',
    objects: ['30065'],
    descr: /Arista Networks/,
    family: 'eos',
    rules: [
      { family: 'eos', pattern: /EOS version (?<version>\S+) running on an? Arista Networks (?<model>\S+)/ },
      { family: 'eos', pattern: /EOS version (?<version>\S+)/ },
    ],
  },
  {
    vendor: 'HPE',
    objects: ['47196'],
    family: 'aoscx',
    rules: [
      {
        family: 'aoscx',
        pattern: /(?:Aruba|HPE?)\b.*?(?<model>[A-Z]\w\d{3}[A-Z])\b.*?(?<version>[A-Z]{2}\.\d+\.\d+\.\w+)/s,
      },
      { family: 'aoscx', pattern: /(?<version>[A-Z]{2}\.\d+\.\d+\.\w+)/ },
    ],
  },
  {
    vendor: 'HPE',
    objects: ['11.2.3.7'],
    descr: /ProCurve|(?:HP|Aruba) [JR]\w\d{3}[A-Z] /,
    family: 'procurve',
    rules: [
      {
        family: 'procurve',
        pattern: /\b(?<model>[A-Z]\w\d{3}[A-Z])\b.*?revision (?<version>[A-Z]{1,2}\.[\w.]*\w)/s,
      },
      {
        family: 'procurve',
        pattern: /^(?:HP|HPE)? ?(?:ProCurve |OfficeConnect )?(?<model>[^,]+?), (?<version>[A-Z]{1,3}\.[\d.]+)/,
      },
      { family: 'procurve', pattern: /\b(?<model>[JR]\w\d{3}[A-Z])\b/ },
    ],
    serial: ['11.2.36.1.1.2.9.0'],
    version: ['11.2.14.11.5.1.1.3.0', '11.2.36.1.1.2.6.0'],
  },
  {
    vendor: 'HPE',
    objects: ['14823'],
    family: 'arubaos',
    rules: [
      { family: 'arubaos', pattern: /ArubaOS \(MODEL: (?:Aruba)?(?<model>[\w-]+)\),? Version (?<version>[\w.-]+)/ },
    ],
    model: ['14823.2.2.1.2.1.3.0', '14823.2.2.1.1.1.2.0'],
    serial: ['14823.2.2.1.2.1.29.0', '14823.2.2.1.1.1.12.0'],
    version: ['14823.2.2.1.2.1.28.0'],
    members: [{ serial: '14823.2.3.3.1.2.1.1.4', model: '14823.2.3.3.1.2.1.1.6' }],
  },
  {
    vendor: 'H3C/HPE',
    objects: ['25506', '2011.10', '43'],
    descr: /Comware/,
    family: 'comware',
    rules: [
      {
        family: 'comware',
        pattern: /(?:Comware|Platform) .*?Software,? Software Version:? (?:COMWAREV\S+R|V)?(?<version>\d+(?:\.\d+)*)/s,
      },
      { family: 'comware', pattern: new RegExp(`Software Version V?(?<version>${dotted})`) },
    ],
    versionIn: /(\d+(?:\.\d+)+)/,
    members: [{ serial: '25506.2.6.1.2.1.1.2' }],
  },
  {
    vendor: 'Huawei',
    objects: ['2011'],
    descr: /Huawei/i,
    family: 'vrp',
    rules: [
      {
        family: 'vrp',
        pattern: /^(?<model>[A-Z]+\d[\w-]+)\s*[\r\n].*?Version (?<version>[\d.]+\d) \(/s,
      },
      {
        family: 'vrp',
        pattern: /Version (?<version>[\d.]+\d) \((?<model>[\w-]+) V\d+R\d+\w*\)/s,
      },
      { family: 'vrp', pattern: /Huawei (?<model>[A-Z]+\d[\w-]+).*?Version (?<version>[\d.]+\d)/is },
      { family: 'vrp', pattern: /Version (?<version>[\d.]+\d)/ },
      { family: 'vrp', pattern: /(?<version>V\d{3}R\d{3}C\w+)/ },
    ],
    model: ['2011.5.25.31.6.5.0'],
    // hwEsn, of the whole device
    serial: ['2011.5.25.188.1.1.0'],
    version: ['2011.5.25.19.1.4.2.1.5.0'],
    modelFirst: true,
    versionIn: /(?:Version )?(\d+\.\d+|V\d{3}R\d{3}C\w+)/,
  },
  {
    vendor: 'Extreme',
    objects: ['2272', '1916.2.3', '1916.2.293', '1916.2.294'],
    family: 'voss',
    rules: [{ family: 'voss', pattern: /^(?<model>[\w+-]+?)(?:-FabricEngine)? \((?<version>\d+(?:\.\d+)+)/ }],
    serial: ['2272.1.4.2.0'],
    version: ['2272.1.1.7.0'],
  },
  {
    vendor: 'Extreme',
    objects: ['1916'],
    descr: /ExtremeXOS|Extreme Networks Switch Engine/,
    family: 'xos',
    rules: [
      {
        family: 'xos',
        pattern: /(?:ExtremeXOS|Switch Engine)(?: \((?<model>[^)]+)\))? version (?<version>[\d.]+)/i,
      },
      { family: 'voss', pattern: /^(?<model>[\w+-]+?)(?:-FabricEngine)? \((?<version>\d+(?:\.\d+)+)/ },
      { family: 'extremeware', pattern: /^(?<model>\S+).*?Version (?<version>[\d.]+)/s },
    ],
    members: [{ serial: '1916.1.1.2.2.1.6' }],
    version: ['1916.1.1.1.13.0'],
  },
  {
    vendor: 'Extreme',
    objects: ['5624'],
    family: 'eos-enterasys',
    rules: [
      {
        family: 'eos-enterasys',
        pattern: /(?:Inc\.?,?|Corporation) (?<model>[\w-]+(?: (?!rev)[\w-]+)?),? rev:? ?(?<version>[\d.]+)/i,
      },
    ],
  },
  {
    vendor: 'Extreme',
    objects: ['45'],
    family: 'boss',
    rules: [{ family: 'boss', pattern: /^(?<model>.+?)\s+HW:\S+\s+FW:\S+\s+SW:v?(?<version>[\d.]+)/ }],
    serial: ['45.1.6.3.1.6.0'],
    members: [{ serial: '45.1.6.3.3.1.1.7', beside: true }],
  },
  {
    vendor: 'Extreme',
    objects: ['26928'],
    family: 'hiveos',
    rules: [{ family: 'hiveos', pattern: /^(?<model>[\w ]+?), (?:HiveOS|IQ Engine) (?<version>\S+)/ }],
    serial: ['26928.1.2.5.0'],
  },
  {
    vendor: 'Ruckus/Brocade',
    objects: ['1991'],
    descr: /IronWare/,
    family: 'ironware',
    rules: [
      {
        family: 'ironware',
        pattern:
          /(?:Inc\.|Networks,?) (?!Inc)(?:Stacking System )?(?<model>[\w .+/-]*?\d[\w-]*),.*?IronWare Version V?(?<version>\d[\w.]*?)(?:T\d\w*)?(?:\s|$)/s,
      },
      { family: 'ironware', pattern: /IronWare Version V?(?<version>\d[\w.]*?)(?:T\d\w*)?(?:\s|$)/ },
    ],
    serial: ['1991.1.1.1.1.2.0'],
    version: ['1991.1.1.2.1.11.0'],
    versionIn: /V?(\d[\w.]*?)(?:T\d\w*)?$/,
    members: [{ serial: '1991.1.1.1.4.1.1.2', beside: true }],
  },
  {
    vendor: 'Brocade',
    objects: ['1588'],
    family: 'fos',
    rules: [
      {
        family: 'nos',
        pattern:
          /(?<model>BR-VDX\w+|VDX\w*).*?(?:Network Operating System|Operating System) Software Version (?<version>[\w.]+)/s,
      },
    ],
    serial: ['1588.2.1.1.1.1.10.0'],
    version: ['1588.2.1.1.1.1.6.0'],
    versionIn: /v?(\d[\w.]+)/,
  },
  {
    vendor: 'Ruckus',
    objects: ['25053'],
    family: 'ruckus',
    serial: ['25053.1.2.1.1.1.1.15.0', '25053.1.1.2.1.1.1.2.0', '25053.1.4.1.1.1.15.15.0'],
    model: ['25053.1.2.1.1.1.1.9.0', '25053.1.1.2.1.1.1.1.0', '25053.1.4.1.1.1.15.14.0'],
    version: ['25053.1.2.1.1.1.1.18.0', '25053.1.1.3.1.1.1.1.1.3.1'],
  },
]
