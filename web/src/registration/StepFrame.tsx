import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { IconHelp } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useVendor } from '../api/me.ts'
import classes from './registration.module.css'

type Props = { title: string; text?: ReactNode; children: ReactNode; focus?: boolean }

/** One step: its heading takes the focus when the step begins, so that keyboard and screen reader go on there. */
export function StepFrame({ title, text, children, focus = true }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!focus) return
    heading.current?.focus({ preventScroll: true })
    window.scrollTo({ top: 0 })
  }, [focus])
  return (
    <section className={classes.step}>
      <Stack gap="md">
        <div>
          <Title order={2} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {text && (
            <Text size="sm" c="dimmed" mt={4} component="div">
              {text}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </section>
  )
}

/** R12: whom to ask, at the head of the page; {@link HelpLine} says it again at its end, so that one of both is in sight. */
export function HelpLink() {
  const { helpEmail } = useVendor()
  return (
    <Group gap={4} c="dimmed">
      <IconHelp size={16} aria-hidden />
      <Anchor href={`mailto:${helpEmail}`} size="sm">
        {helpEmail}
      </Anchor>
    </Group>
  )
}

/** R12: whom to ask, at the end of every step. */
export function HelpLine() {
  const { t } = useTranslation('registration')
  const { helpEmail, helpPhone } = useVendor()
  return (
    <Text size="sm" c="dimmed" className={classes.help} component="p">
      {t('help')}{' '}
      <Anchor href={`mailto:${helpEmail}`} inherit>
        {helpEmail}
      </Anchor>
      {helpPhone && (
        <>
          {' · '}
          <Anchor href={`tel:${helpPhone.replace(/[^+\d]/g, '')}`} inherit>
            {helpPhone}
          </Anchor>
        </>
      )}
    </Text>
  )
}
