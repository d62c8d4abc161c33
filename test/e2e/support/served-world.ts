import type { Hono } from 'hono'
import { listen } from '../../../server/platform/http/listen.ts'
import { createWorld } from '../../support/world.ts'
import { ensureBuilt } from './built.ts'

/** A world whose portal a browser can open at `origin`, in this process; builds the pages when they are older than their sources. */
export async function serveWorld() {
  await ensureBuilt()
  // The origin has the port in it, so the port comes first.
  let app: Hono | undefined
  const http = await listen((request, env) => (app ? app.fetch(request, env) : new Response(null, { status: 503 })), {
    port: 0,
    host: '127.0.0.1',
  })
  const origin = `http://localhost:${http.port}`
  const world = await createWorld({ ORIGIN: origin })
  app = world.app
  return {
    ...world,
    origin,
    close: async () => {
      await http.drain(1)
      await world.close()
    },
  }
}
