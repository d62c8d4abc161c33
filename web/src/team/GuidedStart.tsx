import { Button, Group, List, Paper, Text, ThemeIcon, Title } from '@mantine/core'
import { IconCheck, IconCircleDashed } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { useOwnRole } from './may.ts'

/** The first steps of a new super administrator; each ticks itself from the facts, and all can be put away. */
export function GuidedStart({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const isSuper = useOwnRole(partnerId) === 'super_admin'
  const params = { path: { partnerId } }
  const start = useRead('/api/v1/partners/{partnerId}/team-start', { params }, { enabled: isSuper })
  const dismiss = useWrite('post', '/api/v1/partners/{partnerId}/team-start/dismiss')
  if (!isSuper || !start.data?.shown) return null
  const { contracts, team, associations } = start.data
  const here = `/partner/${partnerId}`
  const steps = [
    {
      done: contracts.done,
      title: t('start.contracts'),
      text: t('start.contractsText', {
        contracts: format.number(contracts.contracts),
        customers: format.number(contracts.customers),
      }),
      href: `${here}/customers`,
    },
    {
      done: team.done,
      title: t('start.team'),
      text: t('start.teamText', { colleagues: format.number(team.colleagues), invited: format.number(team.invited) }),
      href: `${here}/team/add`,
    },
    {
      done: associations.done,
      title: t('start.associations'),
      text: t('start.associationsText', {
        associated: format.number(associations.associatedUsers),
        users: format.number(associations.partnerUsers),
      }),
      href: `${here}/associations`,
    },
  ]
  return (
    <Paper component="section" withBorder p="md" mb="md" aria-label={t('start.title')}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('start.title')}
        </Title>
        <Button
          variant="subtle"
          size="compact-sm"
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate({ params })}
        >
          {t('start.dismiss')}
        </Button>
      </Group>
      <List spacing="sm" listStyleType="none">
        {steps.map(({ done, title, text, href }) => (
          <List.Item
            key={href}
            icon={
              <ThemeIcon variant="light" size={24} radius="xl" color={done ? 'green' : 'gray'}>
                {done ? (
                  <IconCheck size={16} aria-label={t('start.done')} />
                ) : (
                  <IconCircleDashed size={16} aria-label={t('start.open')} />
                )}
              </ThemeIcon>
            }
          >
            <PageLink href={href} size="sm" fw={500}>
              {title}
            </PageLink>
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          </List.Item>
        ))}
      </List>
    </Paper>
  )
}
