import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InventedDevice } from '../../simulator/index.ts'
import { brisk, community, put } from '../../test/support/simulated.ts'
import { readDevice } from '../reading/read-device.ts'
import { DeviceSession } from '../snmp/session.ts'

// Which serials are contract keys, read over SNMP from devices in the habits of several vendors.

type Case = { says: string; device: InventedDevice; chassis: string[]; model: string | null; version: string | null }

const of = (enterprise: string) => `1.3.6.1.4.1.${enterprise}`
const named = (objectId: string, descr: string) => ({ objectId: of(objectId), descr, name: 'invented' })
const cases: Case[] = [
  {
    says: 'each member of a stack, not the stack itself, nor the place of a member that is not there',
    device: {
      ...named('9.1.1208', 'Cisco IOS Software, Version 15.2(7)E4, RELEASE'),
      parts: [
        { index: 1, parent: 0, class: 11, name: 'Stack', serial: 'PGA0001', model: 'WS-C2960X-24PS-L' },
        { index: 1001, parent: 1, class: 3, serial: 'PGA0001', model: 'WS-C2960X-24PS-L', software: '15.2(7)E4' },
        { index: 2001, parent: 1, class: 3, serial: 'PGA0002', model: 'WS-C2960X-48PS-L', software: '15.2(7)E4' },
        { index: 3001, parent: 1, class: 3 },
        { index: 1100, parent: 1001, class: 9, serial: 'PGM0001', model: 'C2960X-STACK', software: '1.0.9' },
      ],
    },
    chassis: ['PGA0001', 'PGA0002'],
    model: 'WS-C2960X-24PS-L',
    version: '15.2(7)E4',
  },
  {
    says: 'members that ENTITY-MIB lists as modules or not at all',
    device: {
      ...named('2636.1.1.1.2.30', 'Juniper Networks, Inc. ex4300-48p Ethernet Switch, kernel JUNOS 18.4R2-S3.1'),
      parts: [
        { index: 1, parent: 0, class: 3, serial: 'PGJ0001', model: 'EX4300-48P' },
        { index: 2, parent: 1, class: 9, serial: 'PGJ0002', model: 'EX4300-48P' },
      ],
      values: Object.fromEntries(
        ['PGJ0001', 'PGJ0002', 'PGJ0003'].map((serial, at) => [of(`2636.3.40.1.4.1.1.1.2.${at}`), serial]),
      ),
    },
    chassis: ['PGJ0001', 'PGJ0002', 'PGJ0003'],
    model: 'EX4300-48P',
    version: '18.4R2-S3.1',
  },
  {
    says: 'the controller, not the access points beside it',
    device: {
      ...named('9.1.1069', 'Cisco Controller'),
      parts: [
        {
          index: 1,
          parent: 0,
          class: 1,
          name: 'Chassis',
          serial: 'PGW0001',
          model: 'AIR-CT5508-K9',
          software: '8.5.171.0',
        },
        { index: 16, parent: 0, class: 1, name: 'Cisco AP', serial: 'PGW0002', model: 'AIR-CAP1602I' },
      ],
    },
    chassis: ['PGW0001'],
    model: 'AIR-CT5508-K9',
    version: '8.5.171.0',
  },
  {
    says: 'the vendor’s own value where ENTITY-MIB has none, NUL-padded',
    device: {
      ...named('14988.1', 'RouterOS CRS326-24G-2S+'),
      parts: [
        {
          index: 65536,
          parent: 0,
          class: 3,
          description: 'RouterOS 6.48.6 (long-term) on CRS326-24G-2S+',
          name: 'ARMv7',
        },
      ],
      values: { [of('14988.1.1.7.3.0')]: 'PGR00001\0\0\0\0', [of('14988.1.1.4.4.0')]: '6.48.6' },
    },
    chassis: ['PGR00001'],
    model: 'CRS326-24G-2S+',
    version: '6.48.6',
  },
  {
    says: 'nothing where there are placeholders alone',
    device: {
      ...named('318.1.3.2.7', 'APC Web/SNMP Management Card (MB:v3.9.2 AF1:v3.7.2 MN:AP9619 HR:A10 SN: FFFFFFFFFFFF)'),
      parts: [{ index: 1, parent: 0, class: 3, serial: 'N/A' }],
      values: { [of('318.1.1.1.1.2.3.0')]: 'FFFFFFFFFFFF', [of('318.1.1.1.1.1.1.0')]: 'Smart-UPS 750' },
    },
    chassis: [],
    model: 'Smart-UPS 750',
    version: '3.7.2',
  },
  {
    says: 'of parts of all kinds in one table, the chassis',
    device: {
      ...named('6527.6.1.1.2.1', 'TiMOS-B-9.0.R11 both/hops Nokia 7705 SAR Copyright (c) 2000-2020 Nokia.'),
      values: {
        [of('6527.3.1.2.2.1.8.1.5.1.11')]: 'PGN0001',
        [of('6527.3.1.2.2.1.8.1.5.1.12')]: 'PGN0002',
        [of('6527.3.1.2.2.1.8.1.7.1.11')]: 3,
        [of('6527.3.1.2.2.1.8.1.7.1.12')]: 8,
        [of('6527.3.1.2.2.1.3.1.4.1')]: 15,
        [of('6527.3.1.2.2.1.6.1.2.15')]: '7705 SAR-8',
      },
    },
    chassis: ['PGN0001'],
    model: '7705 SAR-8',
    version: '9.0.R11',
  },
]

let served: Awaited<ReturnType<typeof put>>
beforeAll(async () => {
  served = await put(cases.map(({ device }, at) => ({ at: `127.7.60.${at + 1}`, device })))
})
afterAll(() => served.close())

test.each(cases.map((one, at) => ({ ...one, address: `127.7.60.${at + 1}` })))(
  '$says',
  async ({ address, ...expected }) => {
    const session = new DeviceSession({ address, port: served.port }, community, brisk)
    const { components, model, version } = await readDevice(session, address)
    session.close()
    const chassis = components.flatMap(({ kind, serial }) => (kind === 'chassis' ? [serial] : []))
    expect({ chassis, model, version }).toEqual({
      chassis: expected.chassis,
      model: expected.model,
      version: expected.version,
    })
  },
)
