import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import document from '../../../openapi.json' with { type: 'json' }
import { curlOf, sampleOf, scopeOf, typescriptOf } from './examples.ts'
import { type Document, operationsOf } from './openapi.ts'

const api = document as unknown as Document
const listed = operationsOf(api)
const root = join(import.meta.dirname, '..', '..', '..')
const one = (method: string, path: string) => {
  const found = listed.find((operation) => operation.method === method && operation.path === path)
  if (!found) throw new Error(`no ${method} ${path}`)
  return found
}

describe('examples', () => {
  test('there are two for every operation, with every placeholder filled in', () => {
    for (const operation of listed) {
      const shell = curlOf(operation, api, 'https://portal.example')
      const script = typescriptOf(operation, api)
      expect(shell, operation.path).not.toMatch(/[{]\w+[}]|undefined|\[object|null/)
      expect(script, operation.path).not.toMatch(/undefined|\[object/)
      const uploads: Record<string, string> = {
        'POST /api/v1/vendor/imports': 'uploadContracts(api',
        'POST /api/v1/partners/{partnerId}/collections': 'uploadInventory(api',
        'POST /api/v1/vendor/lifecycle/import': 'uploadLifecycle(api',
      }
      const call = uploads[`${operation.method} ${operation.path}`]
      expect(script).toContain(call ?? `api.${operation.method}('${operation.path}'`)
    }
  })

  test('those for the client are what its types ask for', () => {
    mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true })
    const folder = mkdtempSync(join(root, 'node_modules', '.cache', 'examples-'))
    const functions = listed.map((one, at) => `export async function f${at}() {\n${typescriptOf(one, api)}\n}\n`)
    const head = `import { openAsBlob } from 'node:fs'
import { createPartnergate, take, uploadContracts, uploadInventory, uploadLifecycle } from '../../../client/index.ts'
const api = createPartnergate()
`
    writeFileSync(join(folder, 'examples.ts'), head + functions.join(''))
    const options = {
      noEmit: true,
      incremental: false,
      noUnusedLocals: false,
      types: ['node'],
      lib: ['es2024', 'dom', 'dom.iterable'],
    }
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions: options, include: ['*.ts'], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect(stdout).toBe('')
  }, 120_000)

  test('of an upload: the file as it is, by its name', () => {
    const shell = curlOf(one('POST', '/api/v1/vendor/imports'), api, 'https://portal.example')
    expect(shell).toContain(`imports?name=contracts.csv'`)
    expect(shell).toContain('text/csv')
    expect(shell).toContain('--data-binary @contracts.csv')
    expect(shell).not.toContain('-d ')
  })

  test('of a change: key, idempotency key and a body that reads like one', () => {
    const create = one('POST', '/api/v1/partners/{partnerId}/customers')
    const shell = curlOf(create, api, 'https://portal.example')
    expect(shell).toContain(`curl -X POST 'https://portal.example/api/v1/partners/0199a1c4-`)
    expect(shell).toContain('Authorization: Bearer $PARTNERGATE_KEY')
    expect(shell).toContain('Idempotency-Key')
    expect(shell).toContain('"name":"Acme Foods"')
    expect(typescriptOf(create, api)).toMatch(/const answer = await take\(api\.POST[\s\S]*name: 'Acme Foods'/)
    expect(scopeOf(create)).toBe('customers:write')
  })

  test('no key is shown where none is let in', () => {
    const own = one('GET', '/api/v1/account/sessions')
    expect(scopeOf(own)).toBeUndefined()
    expect(curlOf(own, api, '')).not.toContain('PARTNERGATE_KEY')
    expect(scopeOf(one('GET', '/api/v1/key'))).toBe('')
  })

  test('a quote in a value ends neither the shell’s text nor the script’s', () => {
    const schema = { type: 'object', properties: { reason: { type: 'string', example: "it's" } }, required: ['reason'] }
    const own = {
      ...one('POST', '/api/v1/account/sign-in'),
      requestBody: { content: { 'application/json': { schema } } },
    }
    expect(curlOf(own, api, '')).toContain(`it'\\''s`)
    expect(typescriptOf(own, api)).toContain(`'it\\'s'`)
    expect(sampleOf(schema, api)).toEqual({ reason: "it's" })
  })
})
