import { Button, Center, Code, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { type Icon, IconAlertTriangle, IconInbox, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../api/problem.ts'
import { CopyButton } from './CopyButton.tsx'
import { fieldText, useProblemText } from './problem-text.ts'
import classes from './states.module.css'
import { WhyRefused } from './Why.tsx'

type EmptyProps = { title: string; text?: ReactNode; icon?: Icon; action?: ReactNode }

/** Says what would be here, and offers the first act. */
export function EmptyState({ title, text, icon: Picture = IconInbox, action }: EmptyProps) {
  return (
    <Center className={classes.state}>
      <Stack align="center" gap="xs" maw={440}>
        <Picture size={28} stroke={1.5} className={classes.icon} aria-hidden />
        <Title order={2} size="h3" ta="center">
          {title}
        </Title>
        {text && (
          <Text c="dimmed" size="sm" ta="center" component="div">
            {text}
          </Text>
        )}
        {action && <Group mt="xs">{action}</Group>}
      </Stack>
    </Center>
  )
}

/** Says what failed and how to go on; the request's number helps whoever is asked for help. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation('ui')
  const problem = error instanceof ApiProblem ? error : new ApiProblem(500, { detail: String(error) })
  const { title, text, missing, grantedBy } = useProblemText(problem)
  // A right that is wanting is no failure: nothing broke, and the same once more would be refused again.
  const refused = problem.status === 403
  return (
    <Center className={classes.state} role="alert">
      <Stack align="center" gap="xs" maw={480}>
        {refused ? (
          <IconLock size={28} stroke={1.5} className={classes.icon} aria-hidden />
        ) : (
          <IconAlertTriangle size={28} stroke={1.5} className={classes.warning} aria-hidden />
        )}
        <Title order={2} size="h3" ta="center">
          {refused ? t('refused.title') : title}
        </Title>
        <Text size="sm" c="dimmed" ta="center">
          {refused && missing ? t('refused.text') : text}
        </Text>
        {[...new Set(problem.fields.map((field) => fieldText(field, t)))].map((wrong) => (
          <Text key={wrong} size="sm" ta="center">
            {wrong}
          </Text>
        ))}
        {missing && (
          <Text size="sm" ta="center">
            {missing}
          </Text>
        )}
        {grantedBy && (
          <Text size="sm" ta="center">
            {grantedBy}
          </Text>
        )}
        <WhyRefused problem={problem} />
        {/* What was sent is wrong: the same once more would be refused again. */}
        {retry && problem.status !== 400 && !refused && (
          <Button mt="xs" variant="default" onClick={retry}>
            {t('retry')}
          </Button>
        )}
        {problem.requestId && !refused && (
          <Group gap={4}>
            <Text size="xs" c="dimmed">
              {t('requestId')}
            </Text>
            <Code className={classes.request}>{problem.requestId}</Code>
            <CopyButton value={problem.requestId} size="xs" />
          </Group>
        )}
      </Stack>
    </Center>
  )
}

/** For the moment before anything is known about the page's shape; lists and figures have skeletons of their own size. */
export function LoadingState() {
  const { t } = useTranslation('ui')
  return (
    <Center className={classes.state} role="status" aria-label={t('loading')}>
      <Loader size="sm" color="gray" />
    </Center>
  )
}
