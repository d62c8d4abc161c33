import type { z } from 'zod'

/** What a message is made of; texts are keys below the message's name in the catalogue. `P` names its parameters. */
export type Block<P extends string> =
  /** A paragraph; the first one is also the preview in the list of messages. */
  | { kind: 'paragraph' | 'note'; key: string }
  /** A code, a number or a key, large, exactly as it is given. */
  | { kind: 'code'; param: P }
  /** A link to a page of this installation, as button and as address. */
  | { kind: 'button'; key: string; link: P }
  /** Rows of label and value; labels are `facts.<param>` in the catalogue. */
  | { kind: 'facts'; params: P[] }
  /** A parameter that is a list of short texts. */
  | { kind: 'list'; param: P }
  /** What a person wrote, as they wrote it. */
  | { kind: 'quote'; param: P }
  /** Blocks that are there only when the parameter is true, not empty and not null. */
  | { kind: 'when'; param: P; blocks: Block<P>[] }

// biome-ignore lint/suspicious/noExplicitAny: schemas of any shape; each is typed where the message is defined
export type ParamsSchema = z.ZodObject<any>

export type MailTemplate<S extends ParamsSchema = ParamsSchema> = {
  params: S
  blocks: Block<string>[]
}

/**
 * Types one message. Its texts: `<name>.subject`, `<name>.heading` and the keys of its blocks, in every language; a
 * parameter `firstName` adds the greeting. The subject may use the message's own parameters only.
 */
export function defineMail<S extends ParamsSchema>(
  params: S,
  blocks: Block<NoInfer<keyof z.output<S> & string>>[],
): MailTemplate<S> {
  return { params, blocks }
}

export const paragraph = (key: string): Block<never> => ({ kind: 'paragraph', key })
export const note = (key: string): Block<never> => ({ kind: 'note', key })
export const code = <P extends string>(param: P): Block<P> => ({ kind: 'code', param })
export const button = <P extends string>(key: string, link: P): Block<P> => ({ kind: 'button', key, link })
export const facts = <P extends string>(...params: P[]): Block<P> => ({ kind: 'facts', params })
export const list = <P extends string>(param: P): Block<P> => ({ kind: 'list', param })
export const quote = <P extends string>(param: P): Block<P> => ({ kind: 'quote', param })
export const when = <P extends string>(param: P, ...blocks: Block<P>[]): Block<P> => ({ kind: 'when', param, blocks })
