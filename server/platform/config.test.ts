import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError, loadConfig } from './config.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pg-config-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

function mistakesOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

test('nothing needs to be set', () => {
  const config = loadConfig({ DATA_DIR: dataDir })
  expect(config).toMatchObject({ role: 'all', port: 3000, origin: 'http://localhost:3000', demo: false })
  expect(config.databaseUrl).toBeUndefined()
})

test('the generated secret is kept, for its owner only', () => {
  const first = loadConfig({ DATA_DIR: dataDir }).secret
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(loadConfig({ DATA_DIR: dataDir }).secret).toBe(first)
  expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'))).toEqual({ secret: first })
})

test('a damaged secrets file is never replaced', () => {
  writeFileSync(join(dataDir, 'secrets.json'), '{"secret":"short"}')
  expect(mistakesOf({ DATA_DIR: dataDir })).toEqual([expect.stringContaining('Restore it from a backup')])
  expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe('{"secret":"short"}')
})

test('all mistakes are listed at once, each with the name of its variable', () => {
  const mistakes = mistakesOf({
    DATA_DIR: dataDir,
    ROLE: 'boss',
    PORT: '70000',
    LOG_LEVEL: 'loud',
    SMTP_URL: 'mail.example.com',
    SECRET: 'x',
    DEMO: 'maybe',
    ORIGIN: 'https://portal.example.com/path',
    DATABASE_APP_URL: 'postgres://partnergate_app@db/x',
  })
  expect(mistakes.map((mistake) => mistake.split(' ')[0]).sort()).toEqual([
    'DATABASE_APP_URL',
    'DEMO',
    'LOG_LEVEL',
    'ORIGIN',
    'PORT',
    'ROLE',
    'SECRET',
    'SMTP_URL',
  ])
})

test('a mistake never repeats the value of a secret', () => {
  expect(
    mistakesOf({ DATA_DIR: dataDir, SECRET: 'hunter2', DATABASE_URL: 'mysql://a:hunter2@b' }).join(),
  ).not.toContain('hunter2')
})

test('an outside database wants the secret from the environment and leaves DATA_DIR alone', () => {
  const databaseUrl = 'postgres://owner:x@db.example.com/partnergate'
  expect(mistakesOf({ DATA_DIR: dataDir, DATABASE_URL: databaseUrl })).toEqual([
    expect.stringMatching(/^SECRET is required/),
  ])
  const config = loadConfig({ DATA_DIR: join(dataDir, 'unused'), DATABASE_URL: databaseUrl, SECRET: 'AB'.repeat(32) })
  expect(config.secret).toBe('ab'.repeat(32))
  expect(() => statSync(join(dataDir, 'unused'))).toThrow()
})

test('the application login has to be the restricted role, the origin only an origin', () => {
  const mistakes = mistakesOf({
    DATABASE_URL: 'postgres://owner@db/x',
    DATABASE_APP_URL: 'postgres://owner@db/x',
    SECRET: 'ab'.repeat(32),
    ORIGIN: 'https://portal.example.com/path',
  })
  expect(mistakes).toEqual([
    expect.stringMatching(/^ORIGIN/),
    expect.stringMatching(/^DATABASE_APP_URL .*partnergate_app/),
  ])
})
