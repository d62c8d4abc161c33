import { expect, test } from 'vitest'
import { cidrOf, hostsOf, liesIn } from './cidr.ts'
import { parseConfig } from './read.ts'
import { starter } from './starter.ts'

test('says all mistakes at once, each with its line and how to mend it', () => {
  const text = `dataFolder: /tmp/x
devices: [10.0.0.1, not_a_host!]
exclude:
  - 10.0.0.0/33
snmp:
  timeoutMs: fast
  retry: 3
  concurrency: 5000
discovery:
  ranges: 10.0.0.0/24
`
  expect(() => parseConfig(text, 'my.yaml')).toThrow(
    [
      'my.yaml has 6 mistakes:',
      '  line 2, devices.1 is neither an address nor a host name: write 10.0.0.1 or core.example.net',
      '  line 4, exclude.0 is no network: write an IPv4 network as 10.0.0.0/24, one address as 10.0.0.1',
      '  line 10, discovery.ranges has to be a list: write each entry on a line of its own, after a dash',
      '  line 6, snmp.timeoutMs has to be a number',
      '  line 8, snmp.concurrency is more than 1000',
      '  line 7, snmp.retry is nothing that can be set; there is: port, timeoutMs, retries, deadlineSeconds, concurrency, packetsPerSecond, packetsPerSecondPerDevice, maxRepetitions',
    ].join('\n'),
  )
})

test('what is no YAML is told with its line', () => {
  expect(() => parseConfig('devices: [10.0.0.1\nsnmp: {', 'my.yaml')).toThrow(/line 2/)
})

test('everything has a value of its own, and JSON is taken too', () => {
  expect(parseConfig('', 'my.yaml')).toMatchObject({
    devices: [],
    snmp: { port: 161, concurrency: 64 },
    spool: { maximumMegabytes: 500 },
  })
  expect(parseConfig('{"devices": ["core.example.net"]}', 'my.json').devices).toEqual(['core.example.net'])
})

test('what init writes is as if nothing was set', () => {
  expect(parseConfig(starter(undefined), 'my.yaml')).toEqual(parseConfig('', 'my.yaml'))
  expect(parseConfig(starter('/data'), 'my.yaml').dataFolder).toBe('/data')
})

test('networks leave out their own and the broadcast address, where they have them', () => {
  const hosts = (text: string) => [...hostsOf(cidrOf(text) ?? { first: 1, last: 0 })]
  expect(hosts('192.168.1.4/30')).toEqual(['192.168.1.5', '192.168.1.6'])
  expect(hosts('192.168.1.4/31')).toEqual(['192.168.1.4', '192.168.1.5'])
  expect(hosts('255.255.255.255')).toEqual(['255.255.255.255'])
  expect(
    liesIn(
      '10.1.255.3',
      [cidrOf('10.1.0.0/16')].filter((one) => one !== undefined),
    ),
  ).toBe(true)
})
