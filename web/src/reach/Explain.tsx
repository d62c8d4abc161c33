import { Alert, Grid, Paper, Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
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

export function Questions({
  of,
  people,
  customer,
}: {
  of: ReturnType<typeof useAsked>
  people: ReactNode
  customer: ReactNode
}) {
  const { t } = useTranslation('reach')
  const data = (Object.keys(actions) as Action[]).map((value) => ({ value, label: t(tk('action.', value)) }))
  return (
    <Paper withBorder p="md">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 4 }}>{people}</Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <Select
            label={t('ask.action')}
            data={data}
            value={of.asked.action}
            allowDeselect={false}
            onChange={(action) => action && of.ask({ action: action as Action })}
          />
        </Grid.Col>
        {of.needs && <Grid.Col span={{ base: 12, sm: 4 }}>{customer}</Grid.Col>}
      </Grid>
    </Paper>
  )
}

/** A choice among many by typing part of a name; `find` asks the server for what fits. */
export function Finder(props: {
  label: string
  placeholder: string
  value: string | null
  onChange: (value: string | null) => void
  useFind: (q: string) => Choice[]
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
      placeholder={props.placeholder}
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
