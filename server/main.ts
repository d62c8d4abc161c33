import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Halves the time to start and saves some 30 MB. Kept beside the packages: whoever can write there can change the code
// anyway. Where nobody can, nothing is cached and nothing breaks.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'partnergate'))
await import('./serve.ts')
