import { readdirSync, readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { TableFault } from '../platform/files/table.ts'
import { openSource } from './open-source.ts'
import type { ReadItem } from './record.ts'

const source = (...parts: (string | Uint8Array)[]) =>
  async function* () {
    for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
  }

async function read(...parts: (string | Uint8Array)[]) {
  const opened = await openSource(source(...parts), { vendor: 'Meridian' })
  const items: ReadItem[] = []
  for await (const batch of opened.records) items.push(...batch)
  return { source: opened.source, items, records: items.flatMap(({ record }) => record ?? []) }
}

const faultOf = (...parts: (string | Uint8Array)[]) =>
  read(...parts).then(
    () => 'none',
    (error) => (error instanceof TableFault ? error.code : String(error)),
  )

const document = (device: string, query = 'SNMPQUERY') =>
  `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT>${device}<MODULEVERSION>4.2</MODULEVERSION></CONTENT><DEVICEID>x</DEVICEID><QUERY>${query}</QUERY></REQUEST>\n`
const switchXml = `<DEVICE><COMPONENTS>
  <COMPONENT><INDEX>1</INDEX><MODEL>MX-48</MODEL><NAME>Switch 1</NAME><SERIAL>MNX11111111</SERIAL><TYPE>chassis</TYPE><VERSION>17.9</VERSION></COMPONENT>
  <COMPONENT><INDEX>2</INDEX><MODEL>MX-48</MODEL><NAME>Switch 2</NAME><SERIAL>MNX22222222</SERIAL><TYPE>chassis</TYPE></COMPONENT>
  <COMPONENT><INDEX>3</INDEX><NAME>Port 1</NAME><TYPE>port</TYPE></COMPONENT>
  <COMPONENT><INDEX>4</INDEX><MODEL>PWR</MODEL><TYPE>powerSupply</TYPE></COMPONENT></COMPONENTS>
  <INFO><COMMENTS>MX-OS &amp; more</COMMENTS><FIRMWARE>17.9</FIRMWARE><IPS><IP>10.0.0.1</IP><IP>10.0.0.2</IP></IPS><LOCATION>&lt;private&gt;</LOCATION>
  <MANUFACTURER>Meridian</MANUFACTURER><MODEL>MX-48</MODEL><NAME>sw-1</NAME><SERIAL>MNX11111111</SERIAL><TYPE>NETWORKING</TYPE></INFO>
  <PORTS><PORT><IFNAME>Gi1</IFNAME></PORT></PORTS></DEVICE>`

describe('agents', () => {
  test('network inventory in XML, several documents in a row, cut anywhere', async () => {
    const discovery = document(
      '<DEVICE><DNSHOSTNAME>ap.example.net</DNSHOSTNAME><IP>10.0.0.9</IP><MANUFACTURER>Meridian</MANUFACTURER></DEVICE>',
      'NETDISCOVERY',
    )
    const whole = document(switchXml) + document('<AGENT><END>1</END></AGENT>') + discovery
    for (const at of [0, 3, 40, whole.lastIndexOf('<?xml') + 2]) {
      const { source, records } = await read(whole.slice(0, at), whole.slice(at))
      expect(source).toBe('fusioninventory')
      expect(records).toHaveLength(2)
      expect(records[0]).toMatchObject({
        hostname: 'sw-1',
        address: '10.0.0.1',
        serial: 'MNX11111111',
        productId: 'MX-48',
        softwareVersion: '17.9',
        sysDescr: 'MX-OS & more',
        kind: 'networking',
      })
      expect(records[0]?.location).toBeUndefined()
      expect(records[0]?.components?.map(({ kind }) => kind)).toEqual(['chassis', 'chassis', 'power'])
      expect(records[1]).toMatchObject({ hostname: 'ap.example.net', address: '10.0.0.9' })
    }
  })

  test('GLPI’s JSON, printed over many lines and one document a line', async () => {
    const network = {
      action: 'netinventory',
      deviceid: 'agent',
      content: {
        versionclient: 'GLPI-Agent 1.12',
        network_device: {
          name: 'sw-1',
          ips: ['10.0.0.1'],
          manufacturer: 'Meridian',
          model: 'MX-48',
          serial: 'MNX11111111',
          type: 'Networking',
        },
        network_components: [{ type: 'chassis', serial: 'MNX11111111', model: 'MX-48', index: 1 }],
        firmwares: [{ type: 'device', version: '17.9' }],
      },
    }
    const computer = {
      deviceid: 'pc',
      content: {
        versionclient: 'GLPI-Agent 1.12',
        bios: { smanufacturer: 'Meridian', ssn: 'PCX77777777', smodel: 'Desk 9' },
        hardware: { name: 'pc-1' },
        softwares: [{ name: 'editor', version: '2.1' }],
      },
    }
    const printed = await read(JSON.stringify(network, null, 2))
    expect(printed.source).toBe('glpi')
    expect(printed.records).toMatchObject([
      { serial: 'MNX11111111', softwareVersion: '17.9', components: [{ kind: 'chassis', position: '1' }] },
    ])
    const lines = await read(gzipSync(`${JSON.stringify(network)}\n`), gzipSync(`${JSON.stringify(computer)}\n`))
    expect(lines.records).toMatchObject([
      { serial: 'MNX11111111' },
      {
        hostname: 'pc-1',
        kind: 'computer',
        components: [{ kind: 'software', name: 'editor', softwareVersion: '2.1' }],
      },
    ])
  })

  // Captured from agents that really ran; kept outside the project: CAPTURED_UPLOADS says in which folder.
  const folder = process.env.CAPTURED_UPLOADS
  const captured = ['fusioninventory-captured', 'glpi-inventory-format-mit'].flatMap((name) =>
    (folder ? readdirSync(`${folder}/${name}`) : [])
      .filter((file) => /^(net|computer).*\.(xml|json)$/.test(file))
      .map((file) => `${name}/${file}`),
  )
  test.skipIf(!folder)('captured uploads are read (CAPTURED_UPLOADS names their folder)', async () => {
    for (const file of captured) {
      const { items } = await read(readFileSync(`${folder}/${file}`))
      expect(items, file).toHaveLength(1)
      // One of them was captured without anything that tells the device from others.
      expect(
        items[0]?.findings.map(({ code }) => code),
        file,
      ).toEqual(file.endsWith('netinventory-dev5.xml') ? ['no_identity'] : [])
    }
  })
})

describe('tables', () => {
  test('modules below their chassis are its components, a further chassis its member', async () => {
    const { items, records, source } = await read(
      'hostname;ipAddress;serialNumber;productId;hwType;swVersion\nsw-1;10.0.0.1;MNX11111111;MX-48;Chassis;17.9\nsw-1;10.0.0.1;MOD1;MX-NM;Module;\nsw-1;10.0.0.1;MNX22222222;MX-48;Chassis;17.9\nsw-2;10.0.0.2;MNX33333333;MX-24;;',
    )
    expect(source).toBe('csv')
    expect(items.map(({ row }) => row)).toEqual([2, 5])
    expect(records[0]).toMatchObject({
      vendor: 'Meridian',
      components: [
        { kind: 'module', serial: 'MOD1' },
        { kind: 'chassis', serial: 'MNX22222222' },
      ],
    })
  })

  test('NetBox’s devices', async () => {
    const { source, records } = await read(
      'Name,Status,Site,Location,Role,Manufacturer,Type,Serial number,IP Address\nsw-1,Active,Madrid,Hall 2,Access,Meridian,MX-48,MNX11111111,10.0.0.1/24\n',
    )
    expect(source).toBe('netbox')
    expect(records).toEqual([
      {
        hostname: 'sw-1',
        address: '10.0.0.1',
        serial: 'MNX11111111',
        productId: 'MX-48',
        vendor: 'Meridian',
        location: 'Hall 2',
        site: 'Madrid',
        kind: 'Access',
      },
    ])
  })
})

describe('hostile files', () => {
  const bomb = `${JSON.stringify({ hostname: 'a' })}${' '.repeat(100_000)}\n`.repeat(640)
  test.each([
    ['a document type', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><REQUEST/>', 'xml_doctype'],
    ['an entity nobody declared', document('<DEVICE><IP>&x;</IP></DEVICE>'), 'malformed_xml'],
    ['XML without an end', '<?xml version="1.0"?><REQUEST><CONTENT>', 'malformed_xml'],
    ['nesting without end', `<REQUEST>${'<a>'.repeat(100)}`, 'nested_too_deep'],
    ['a text without end', document(`<DEVICE><IP>${'1'.repeat(100_000)}</IP></DEVICE>`), 'cell_too_long'],
    ['half an archive', gzipSync('{"hostname":"a"}\n'.repeat(1000)).subarray(0, 60), 'malformed_archive'],
    ['a gzip bomb', gzipSync(bomb), 'inflates_too_much'],
    ['a zlib bomb', deflateSync(bomb), 'inflates_too_much'],
    ['a line without end', `{"hostname":"a"}\n{"hostname":"${'a'.repeat(5 * 1024 * 1024)}`, 'line_too_long'],
    ['nothing', '', 'no_rows'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'not_a_table'],
    ['an array', '[{"hostname":"a"}]', 'unknown_format'],
    ['a table of something else', 'a,b\n1,2\n', 'no_known_column'],
  ])('%s', async (_, file, code) => {
    expect(await faultOf(file)).toBe(code)
  })

  test('a name of every object’s prototype is a name', async () => {
    const { records } = await read(
      document('<DEVICE><IP>10.0.0.1</IP><__proto__>x</__proto__><CONSTRUCTOR>y</CONSTRUCTOR></DEVICE>'),
    )
    expect(records).toEqual([{ address: '10.0.0.1' }])
  })

  test('a line that is no record is a finding, and the next is read', async () => {
    const { items } = await read('{"hostname":"a"}\n{"hostname":\n{"vendor":"x"}\n{"hostname":7}\n{"hostname":"b"}')
    expect(
      items.map(({ row, findings }) => `${row} ${findings[0]?.code ?? 'good'} ${findings[0]?.field ?? ''}`.trim()),
    ).toEqual(['1 good', '2 invalid_json', '3 no_identity', '4 invalid_value hostname', '5 good'])
  })
})
