import type { Profile, Rule } from './profile.ts'

const version = '(?<version>[\\w.()-]*[\\w)])'
const rules: Rule[] = [
  { family: 'iosxr', pattern: new RegExp(`IOS[- ]XR.*?Version ${version}`, 's') },
  { family: 'ftd', pattern: new RegExp(`Firepower Threat Defense,? Version ${version}`) },
  { family: 'fxos', pattern: new RegExp(`FX-?OS.*?Version ${version}`, 's') },
  { family: 'asa', pattern: new RegExp(`(?:Adaptive Security Appliance|Firewall Services Module) Version ${version}`) },
  { family: 'pix', pattern: new RegExp(`PIX.*?Version ${version}`) },
  { family: 'nxos', pattern: new RegExp(`NX-OS.*?Version ${version}`, 's') },
  { family: 'sanos', pattern: new RegExp(`SAN-OS.*?Version ${version}`, 's') },
  {
    family: 'iosxe',
    pattern: new RegExp(`(?:IOS Software \\[|IOS[- ]?XE|IOSXE|LINUX_IOSD|CAT9K).*?Version ${version}`, 's'),
  },
  {
    family: 'catos',
    pattern: new RegExp(`(?:(?<model>WS-C[\\w-]+).*?)?Catalyst Operating System Software,? Version ${version}`, 's'),
  },
  { family: 'ios', pattern: new RegExp(`(?:IOS|Internetwork Operating System).*?Version ${version}`, 's') },
  {
    family: 'cimc',
    pattern: new RegExp(`(?:Integrated Management Controller|IMC).*?Firmware Version ${version}`, 's'),
  },
  {
    family: 'asyncos',
    pattern: /Cisco Model ?: ?(?<model>\w+), AsyncOS Version: (?<version>[\d.-]+\d).*Serial #: (?<serial>[\w-]+)/s,
  },
  { family: 'ise', pattern: /Identity Services Engine/ },
  { family: 'aireos', pattern: /Cisco (Controller|Business Wireless)/ },
  { family: 'ap', pattern: new RegExp(`Cisco AP Software,? (?<model>[\\w-]+).*?Version:? ${version}`, 's') },
  { family: 'ciscosb', pattern: /Small Business (?<model>[\w-]+).*?Version (?<version>[\d.]+)/s },
  {
    family: 'ce',
    pattern: /SoftW: (?<version>\S+)\s+MCU: (?<model>[^\r\n]+?)\s+Date:.*?S\/N: (?<serial>\w+)/s,
  },
  { family: 'ucos', pattern: /UCOS (?<version>[\d.]+-?\d*)/ },
]

const unitTable = (base: string) => ({ serial: `${base}.5`, model: `${base}.11`, version: `${base}.2` })

export const cisco: Profile[] = [
  {
    vendor: 'Cisco',
    objects: ['9'],
    descr: /\bcisco\b/i,
    rules,
    // agentInventory (Airespace) first: a controller's chassisId is empty.
    serial: ['14179.1.1.1.4.0', '9.3.6.3.0', '9.5.1.2.19.0', '9.5.1.2.17.0'],
    model: ['14179.1.1.1.3.0', '9.5.1.2.16.0'],
    version: ['14179.1.1.1.14.0', '9.9.25.1.1.1.2.5'],
    members: [{ serial: '9.9.719.1.9.6.1.14', model: '9.9.719.1.9.6.1.6' }],
    versionIn: /(?:CW_VERSION\$)?([\d.]*\d[\w.()-]*)\$?\s*$/,
  },
  {
    vendor: 'Cisco',
    objects: ['9.6.1'],
    rules: [...rules, { family: 'ciscosb', pattern: /^(?<model>[A-Z]{2,4}\w*\d[\w-]+)\b/ }],
    family: 'ciscosb',
    serial: ['14179.1.1.1.4.0'],
    model: ['14179.1.1.1.3.0'],
    version: ['14179.1.1.1.14.0', '9.6.1.101.53.14.1.2.1', '9.6.1.101.2.4.0', '89.53.14.1.2.1', '89.2.4.0'],
    members: [unitTable('9.6.1.101.53.14.1'), unitTable('89.53.14.1')],
  },
  {
    vendor: 'Cisco Meraki',
    objects: ['29671'],
    descr: /^Meraki/,
    family: 'meraki',
    rules: [{ family: 'meraki', pattern: /^(?:Cisco )?Meraki (?<model>[A-Z]+\d[\w-]*)/ }],
  },
]
