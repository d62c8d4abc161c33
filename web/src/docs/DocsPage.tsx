import { Anchor, Code, Skeleton, Text, TextInput, Title } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import classes from './docs.module.css'
import { curlOf, scopeOf, typescriptOf } from './examples.ts'
import { Guide } from './Guide.tsx'
import { type Document, type Listed, operationsOf, schemaText } from './openapi.ts'

/** The API's operations by subject, from the document that the server serves. */
export default function DocsPage() {
  const { t } = useTranslation('docs')
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim().toLowerCase())
  const document = useQuery({ queryKey: ['/openapi.json'], queryFn: readDocument, staleTime: Number.POSITIVE_INFINITY })
  const found = document.data
    ? operationsOf(document.data).filter((one) =>
        `${one.method} ${one.path} ${one.summary} ${one.tag}`.toLowerCase().includes(wanted),
      )
    : []
  return (
    <>
      <PageHeader
        title={t('title')}
        text={
          <>
            {t('text')}{' '}
            <Anchor href="/openapi.json" inherit>
              openapi.json
            </Anchor>
          </>
        }
      />
      <Guide />
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={420}
        mb="md"
      />
      {document.error ? (
        <ErrorState error={document.error} retry={() => void document.refetch()} />
      ) : document.isPending ? (
        <Skeleton height={480} />
      ) : found.length === 0 ? (
        <EmptyState title={t('none.title')} text={t('none.text')} />
      ) : (
        <Groups operations={found} document={document.data} />
      )}
    </>
  )
}

async function readDocument(): Promise<Document> {
  const answer = await fetch('/openapi.json')
  if (!answer.ok) throw await problemOf(answer)
  return answer.json()
}

function Groups({ operations, document }: { operations: Listed[]; document: Document }) {
  return [...Map.groupBy(operations, ({ tag }) => tag)].map(([tag, list]) => (
    <section key={tag} className={classes.group}>
      <Title order={2} size="h4" mb={6}>
        {tag}
      </Title>
      {list.map((one) => (
        <One key={one.operationId} one={one} document={document} />
      ))}
    </section>
  ))
}

/** One operation, closed until it is wanted: what is inside is written only then. */
function One({ one, document }: { one: Listed; document: Document }) {
  const [opened, setOpened] = useState(false)
  return (
    <details className={classes.operation} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className={classes.summary}>
        <span className={classes.method}>{one.method}</span>
        <span className={classes.path}>{one.path}</span>
        <span className={classes.what}>{one.summary}</span>
      </summary>
      {opened && <Inside one={one} document={document} />}
    </details>
  )
}

function Inside({ one, document }: { one: Listed; document: Document }) {
  const { t } = useTranslation('docs')
  const body = one.requestBody?.content['application/json']?.schema
  const scope = scopeOf(one)
  const answers = Object.entries(one.responses).filter(([status]) => status !== 'default')
  return (
    <div className={classes.inside}>
      <Text size="xs" c="dimmed">
        {scope
          ? t('scope', { scope })
          : scope === ''
            ? t('anyKey')
            : one.security.length > 0
              ? t('noKey')
              : t('anybody')}
      </Text>
      {one.parameters && one.parameters.length > 0 && (
        <Block
          label={t('parameters')}
          text={one.parameters
            .map(
              ({ name, in: place, required, schema }) =>
                `${place} ${name}${required ? '' : '?'}: ${schemaText(schema, document)}`,
            )
            .join('\n')}
        />
      )}
      {body && <Block label={t('body')} text={schemaText(body, document)} />}
      {answers.map(([status, { content }]) => (
        <Block
          key={status}
          label={t('answer', { status })}
          text={Object.entries(content ?? {})
            .map(([type, { schema }]) => (type === 'application/json' ? schemaText(schema, document) : type))
            .join('\n')}
        />
      ))}
      <Block label={t('curl')} text={curlOf(one, document, window.location.origin)} />
      <Block label={t('typescript')} text={typescriptOf(one, document)} />
    </div>
  )
}

function Block({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Text size="xs" fw={600}>
        {label}
      </Text>
      {text && (
        <Code block className={classes.code} tabIndex={0}>
          {text}
        </Code>
      )}
    </div>
  )
}
