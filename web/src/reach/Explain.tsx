import { Alert, Grid, Paper, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePartnerId } from '../app/place.ts'
import { tk } from '../ui/message-key.ts'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { Chain } from '../ui/WhyDrawer.tsx'
import { type Action, actions, type Explained, useExplainedText } from './explained.ts'

export type Choice = { value: string; label: string }
export type Asked = { accountId: string | null; customerId: string | null; action: Action }

/** What is asked about: a person, an act and, where it is about one, a customer. */
export function useAsked(own: string | null) {
  const [asked, setAsked] = useState<Asked>({ accountId: own, customerId: null, action: 'see_data' })
  const needs = actions[asked.action].customer
  const complete = asked.accountId !== null && (!needs || asked.customerId !== null)
  return { asked, complete, needs, ask: (part: Partial<Asked>) => setAsked((now) => ({ ...now, ...part })) }
}

type Find = (q: string) => Choice[]

/** `own`: the name of somebody who asks about themselves only. The others choose among what the server finds. */
export function Questions({
  of,
  own,
  useFindPeople,
  useFindCustomers,
}: {
  of: ReturnType<typeof useAsked>
  own?: string | undefined
  useFindPeople: Find
  useFindCustomers: Find
}) {
  const { t } = useTranslation('reach')
  const data = (Object.keys(actions) as Action[]).map((value) => ({ value, label: t(tk('action.', value)) }))
  const { accountId, customerId, action } = of.asked
  return (
    <Paper withBorder p="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 4 }}>
          {own === undefined ? (
            <Finder
              label={t('ask.person')}
              value={accountId}
              onChange={(value) => of.ask({ accountId: value })}
              useFind={useFindPeople}
            />
          ) : (
            <TextInput label={t('ask.person')} value={own} readOnly />
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <Select
            label={t('ask.action')}
            data={data}
            value={action}
            onChange={(next) => next && of.ask({ action: next as Action })}
          />
        </Grid.Col>
        {of.needs && (
          <Grid.Col span={{ base: 12, sm: 4 }}>
            <Finder
              label={t('ask.customer')}
              value={customerId}
              onChange={(value) => of.ask({ customerId: value })}
              useFind={useFindCustomers}
            />
          </Grid.Col>
        )}
      </Grid>
    </Paper>
  )
}

/** A choice among many by typing part of a name; `useFind` asks the server for what fits. */
function Finder(props: {
  label: string
  value: string | null
  onChange: (value: string | null) => void
  useFind: Find
}) {
  const { t } = useTranslation('reach')
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<Choice | null>(null)
  const [q] = useDebouncedValue(typed, 200)
  const found = props.useFind(chosen && q === chosen.label ? '' : q)
  const data = chosen && !found.some(({ value }) => value === chosen.value) ? [chosen, ...found] : found
  return (
    <Select
      label={props.label}
      placeholder={t('ask.type')}
      searchable
      clearable
      data={data}
      value={props.value}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t('ask.nothing')}
      onChange={(value) => {
        setChosen(data.find((choice) => choice.value === value) ?? null)
        props.onChange(value)
      }}
    />
  )
}

type Answer = { data: Explained | undefined; error: unknown; refetch: () => unknown }

/** The verdict and the chain, or what is still to be chosen. */
export function Shown({ answer, complete }: { answer: Answer; complete: boolean }) {
  const { t } = useTranslation('reach')
  const text = useExplainedText()
  if (!complete)
    return (
      <Text c="dimmed" size="sm">
        {t('ask.choose')}
      </Text>
    )
  if (answer.error) return <ErrorState error={answer.error} retry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState />
  const { verdict, links } = text(answer.data)
  return (
    <Stack gap="md" maw="44rem">
      <Alert color={answer.data.holds ? 'green' : 'orange'} role="status">
        {verdict}
      </Alert>
      <Paper withBorder p="md">
        <Chain links={links} />
      </Paper>
    </Stack>
  )
}

type Found<T> = { items: T[] } | undefined

/** What the server found, as choices; the same for a partner's people and the vendor's staff. */
export function peopleChoices(found: Found<{ accountId: string; firstName: string; lastName: string }>): Choice[] {
  return (found?.items ?? []).map((one) => ({ value: one.accountId, label: `${one.firstName} ${one.lastName}` }))
}

export function customerChoices(found: Found<{ customerId: string; name: string }>): Choice[] {
  return (found?.items ?? []).map((one) => ({ value: one.customerId, label: one.name }))
}

/** Of a partner, so many by part of a name. */
export function useFindParams(q: string) {
  return { path: { partnerId: usePartnerId() }, query: { limit: 20, ...(q && { q }) } }
}
