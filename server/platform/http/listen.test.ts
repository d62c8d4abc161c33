import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Listening, listen } from './listen.ts'

let listening: Listening | undefined
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
afterEach(async () => {
  agent.destroy()
  await listening?.drain(0)
  listening = undefined
})

async function get(port: number, path = '/'): Promise<{ body: string; connection: string | undefined }> {
  const sent = request({ host: '127.0.0.1', port, path, agent })
  sent.end()
  const [answer] = await once(sent, 'response')
  let body = ''
  for await (const chunk of answer) body += chunk
  return { body, connection: answer.headers.connection }
}

test('draining answers what has arrived, refuses what is new, and ends', async () => {
  const arrived = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const fetch = async () => {
    arrived.resolve()
    await finish.promise
    return new Response('done')
  }
  listening = await listen(fetch, { port: 0, host: '127.0.0.1' })
  const { port } = listening
  const answer = get(port)
  await arrived.promise
  const drained = listening.drain(30)
  const late = connect(port, '127.0.0.1')
  expect((await once(late, 'error').catch((error) => [error]))[0]).toMatchObject({ code: 'ECONNREFUSED' })
  finish.resolve()
  expect(await answer).toEqual({ body: 'done', connection: 'close' })
  await drained
})

test('a request that comes on a kept-alive connection just as draining begins is answered', async () => {
  listening = await listen(async () => new Response('here'), { port: 0, host: '127.0.0.1' })
  expect(await get(listening.port)).toEqual({ body: 'here', connection: 'keep-alive' })
  const drained = listening.drain(30)
  expect(await get(listening.port)).toEqual({ body: 'here', connection: 'close' })
  await drained
})

test('a request that never ends is cut when the time is over', async () => {
  const arrived = Promise.withResolvers<void>()
  const fetch = () => {
    arrived.resolve()
    return new Promise<Response>(() => {})
  }
  listening = await listen(fetch, { port: 0, host: '127.0.0.1' })
  const answer = get(listening.port)
  answer.catch(() => {}) // awaited below
  await arrived.promise
  await listening.drain(0.2)
  await expect(answer).rejects.toThrow('socket hang up')
})

test('a taken port is named', async () => {
  listening = await listen(async () => new Response(), { port: 0, host: '127.0.0.1' })
  const { port } = listening
  await expect(listen(async () => new Response(), { port, host: '127.0.0.1' })).rejects.toThrow(`Port ${port} is taken`)
})
