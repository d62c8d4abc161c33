import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import mantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'
import { noScript } from '../tools/no-script.ts'

/** The literal that the server replaces, once per response, by the nonce it announces in the Content-Security-Policy. */
const noncePlaceholder = '__CSP_NONCE__'

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [react(), noScript(join(import.meta.dirname, 'src', 'locales'))],
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
            { name: 'router', test: /node_modules[\\/]@tanstack[\\/](?!.*virtual)/, priority: 20 },
            // The layout around every page, and what it needs, in one piece instead of forty small ones.
            { name: 'frame', test: /src[\\/]app[\\/](App|Frame)\.tsx$/, priority: 10 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': { target: 'http://localhost:3000', changeOrigin: false } } },
}))
