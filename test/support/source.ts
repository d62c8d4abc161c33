import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'

export const root = join(import.meta.dirname, '..', '..')

export type SourceFile = {
  /** Relative to the repository. */
  path: string
  lines: number
  imports: Import[]
}
/** `target` is a path relative to the repository, or a package's name as written. */
export type Import = { target: string; internal: boolean; typeOnly: boolean }

/** Every TypeScript file below `folders` (generated and built ones are not source). */
export function readSources(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) => filesIn(join(root, folder))).map(readSource)
}

/** Names of all folders and files below `folders`, without their endings. */
export function namesIn(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !path.includes('node_modules')),
  )
}

function filesIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false })
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
        .map((entry) => join(entry.parentPath, entry.name))
    : []
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8')
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const statics = module.staticImports.map(({ moduleRequest, entries }) => ({
    written: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
  }))
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      entry.moduleRequest ? [{ written: entry.moduleRequest.value, typeOnly: entry.isType }] : [],
    ),
  )
  const dynamics = module.dynamicImports.flatMap(({ moduleRequest }) => {
    const written = /^['"`]([^'"`$]+)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1]
    return written ? [{ written, typeOnly: false }] : []
  })
  return {
    path: relative(root, file),
    lines: text.split('\n').length - 1,
    imports: [...statics, ...exports, ...dynamics].map(({ written, typeOnly }) => ({
      typeOnly,
      internal: written.startsWith('.'),
      target: written.startsWith('.') ? relative(root, resolve(dirname(file), written)) : written,
    })),
  }
}
