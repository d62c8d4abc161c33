import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Question = { title: string; text: string; leave: string; stay: string }

/**
 * Asks before the reader leaves the page, by a link, Back, or closing the tab.
 * @returns the dialog to render
 */
export function useLeaveGuard(active: boolean, question: Question): ReactNode {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: () => active,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Modal opened onClose={() => blocker.reset()} title={question.title} size="sm">
      <Stack>
        <Text size="sm">{question.text}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => blocker.proceed()}>
            {question.leave}
          </Button>
          <Button data-autofocus onClick={() => blocker.reset()}>
            {question.stay}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** The same for a form with changes that were not saved. */
export function useUnsavedGuard(active: boolean): ReactNode {
  const { t } = useTranslation('ui')
  return useLeaveGuard(active, {
    title: t('unsaved.title'),
    text: t('unsaved.text'),
    leave: t('unsaved.leave'),
    stay: t('unsaved.stay'),
  })
}
