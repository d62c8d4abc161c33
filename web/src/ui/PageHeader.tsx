import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePageTitle } from './page-title.ts'

type Props = {
  title: string
  /** A state or an identifier beside the title. */
  aside?: ReactNode
  /** One sentence on what this page is for. */
  text?: ReactNode
  /** What can be done here, the most wanted act last. */
  actions?: ReactNode
}

/** The head of every page; also names the document and the last breadcrumb. */
export function PageHeader({ title, aside, text, actions }: Props) {
  usePageTitle(title)
  return (
    <Group justify="space-between" align="flex-start" gap="sm" mb="lg">
      <Stack gap={4} flex="1 1 16rem" miw={0}>
        <Group gap="xs">
          <Title order={1}>{title}</Title>
          {aside}
        </Group>
        {text && (
          <Text c="dimmed" size="sm" maw="44rem" component="div">
            {text}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  )
}
