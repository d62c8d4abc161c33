import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { TEST_SECRET } from '../../../test/support/constants.ts'
import { createLog } from '../log.ts'
import { prepareCluster } from './cluster.ts'
import type { Cluster } from './cluster-place.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { copyImage, isUsableImage, keepImage } from './image.ts'

const log = createLog('silent')
const OTHER_SECRET = 'a1'.repeat(32)

let folder: string
let image: string
let original: Cluster
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pg-image-'))
  chmodSync(folder, 0o711)
  image = join(folder, 'image')
  // As a start that was killed while it made one leaves it.
  mkdirSync(join(folder, 'image.new-killed', 'data'), { recursive: true })
  const dataDir = join(folder, 'original')
  const embedded = await startEmbeddedPostgres({ dataDir, secret: OTHER_SECRET, log })
  await asOwner(embedded.connection, 'create table brought (n int)')
  await embedded.stop()
  original = await prepareCluster(dataDir, OTHER_SECRET, log)
  await keepImage(original, image)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function asOwner(connection: pg.ClientConfig, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

function changed(change: (copy: string) => void): string {
  const copy = mkdtempSync(join(folder, 'changed-'))
  cpSync(image, copy, { recursive: true })
  change(copy)
  return copy
}

test('a first start takes the image, and its owner has the password of this installation alone', async () => {
  expect(readdirSync(folder)).not.toContain('image.new-killed')
  const dataDir = join(folder, 'first')
  const embedded = await startEmbeddedPostgres({ dataDir, secret: TEST_SECRET, log, image })
  try {
    expect(await asOwner(embedded.connection, 'table brought')).toEqual([])
    for (const password of [original.password, '', 'postgres']) {
      await expect(asOwner({ ...embedded.connection, password }, 'select 1')).rejects.toThrow(/password/)
    }
    expect(await asOwner(embedded.connection, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ])
  } finally {
    await embedded.stop()
  }
  const { folder: data } = await prepareCluster(dataDir, TEST_SECRET, log)
  for (const path of ['', 'base', 'PG_VERSION', 'pg_hba.conf', 'global/pg_control', 'pg_wal']) {
    const { mode, uid } = statSync(join(data, path))
    expect([path, mode & 0o077, uid]).toEqual([path, 0, statSync(original.folder).uid])
  }
})

test('there is none to use when it is missing, half made or of another make', () => {
  const list = readFileSync(join(image, 'image.json'), 'utf8')
  const listed = (text: string) => {
    const folderOfList = mkdtempSync(join(folder, 'listed-'))
    writeFileSync(join(folderOfList, 'image.json'), text)
    return folderOfList
  }
  expect(isUsableImage(listed(list))).toBe(true)
  expect(isUsableImage(join(folder, 'nothing'))).toBe(false)
  expect(isUsableImage(mkdtempSync(join(folder, 'unlisted-')))).toBe(false)
  expect(isUsableImage(listed(list.slice(0, -20)))).toBe(false)
  expect(isUsableImage(listed(JSON.stringify({ ...JSON.parse(list), key: 'another' })))).toBe(false)
})

test('an image is not for roles of other names, which its tables do not belong to', () => {
  expect(isUsableImage(image)).toBe(true)
  vi.stubEnv('DATABASE_ROLE_PREFIX', 'partnergate_elsewhere')
  expect(isUsableImage(image)).toBe(false)
  vi.unstubAllEnvs()
})

test.each<[string, (data: string) => void]>([
  ['a file is cut short', (data) => writeFileSync(join(data, 'global', 'pg_filenode.map'), 'short')],
  ['a file is gone', (data) => rmSync(join(data, 'global', 'pg_filenode.map'))],
  ['a folder is gone', (data) => rmSync(join(data, 'pg_notify'), { recursive: true })],
  ['PostgreSQL cannot read it', (data) => writeFileSync(join(data, 'global', 'pg_control'), Buffer.alloc(8192))],
])('a copy of an image of which %s is refused', async (_, damage) => {
  const draft = mkdtempSync(join(folder, 'draft-'))
  if (original.user) chownSync(draft, original.user.uid, original.user.gid)
  const damaged = changed((copy) => damage(join(copy, 'data')))
  await expect(copyImage(damaged, original, draft)).rejects.toThrow()
})

test('a first start makes its database from scratch when the image turns out not to be whole', async () => {
  const damaged = changed((copy) => rmSync(join(copy, 'data', 'PG_VERSION')))
  expect(isUsableImage(damaged)).toBe(true)
  const dataDir = join(folder, 'scratch')
  const embedded = await startEmbeddedPostgres({ dataDir, secret: TEST_SECRET, log, image: damaged })
  try {
    expect(await asOwner(embedded.connection, `select to_regclass('brought') as brought`)).toEqual([{ brought: null }])
  } finally {
    await embedded.stop()
  }
  expect(readdirSync(dataDir).filter((name) => name.startsWith('postgresql'))).toEqual(['postgresql'])
})

test('none is made of a database in use, and the one there is stays', async () => {
  const embedded = await startEmbeddedPostgres({ dataDir: join(folder, 'original'), secret: OTHER_SECRET, log })
  try {
    await expect(keepImage(original, image)).rejects.toThrow('in use')
  } finally {
    await embedded.stop()
  }
  expect(isUsableImage(image)).toBe(true)
})
