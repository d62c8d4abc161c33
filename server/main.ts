import { pathToFileURL } from 'node:url'
import { currentBundle } from './bundle.ts'

// npm start sets NODE_COMPILE_CACHE.
const bundle = currentBundle()
await (bundle ? import(pathToFileURL(bundle).href) : import('./serve.ts'))
