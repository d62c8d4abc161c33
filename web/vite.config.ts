import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import mantine from 'postcss-preset-mantine'
import { defineConfig, type Plugin } from 'vite'

/** The literal that the server replaces, once per response, by the nonce it announces in the Content-Security-Policy. */
const noncePlaceholder = '__CSP_NONCE__'

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  // The development server speaks no strict policy; only a build carries the placeholder.
  html: command === 'build' ? { cspNonce: noncePlaceholder } : {},
  css: { postcss: { plugins: [mantine()] }, modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    // Assets stay files: `img-src 'self'` allows no data addresses.
    assetsInlineLimit: 0,
    target: 'es2023',
    rolldownOptions: {
      output: {
        // What every page needs and what changes least, so that a release does not throw a reader's cache away.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 20 },
            { name: 'router', test: /node_modules[\\/]@tanstack[\\/]/, priority: 20 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': { target: 'http://localhost:3000', changeOrigin: false } } },
}))

/** Writes `.br` and `.gz` beside every text file, so that the server never compresses while somebody waits. */
function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir
    },
    closeBundle: {
      sequential: true,
      handler: async () => {
        const root = join(import.meta.dirname, folder)
        const files = await readdir(root, { recursive: true, withFileTypes: true })
        for (const file of files.filter(({ name }) => /\.(js|css|svg|json)$/.test(name))) {
          const path = join(file.parentPath, file.name)
          const content = await readFile(path)
          await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content))
        }
      },
    },
  }
}
