import { Anchor, Button, type ButtonProps, Popover, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ActButton.module.css'
import { useDeniedHere } from './denied-here.ts'
import { LinkButton } from './links.tsx'

/** Why somebody may not do something (R36): what is missing, who can grant it, and the full chain if there is one. */
export type Denial = { missing: string; grantedBy?: string; explain?: (() => void) | undefined }

type Props = ButtonProps & {
  children: ReactNode
  onClick: () => void
  /** Set when the reader may not: the button stays, greyed, and answers *Why?*. */
  denied?: Denial | undefined
}

/** A button for an act that not everybody may perform. */
export function ActButton({ denied, onClick, ...props }: Props) {
  const here = useDeniedHere()
  const refusal = here ?? denied
  if (refusal) return <DeniedButton denied={refusal} {...props} />
  return <Button onClick={onClick} {...props} />
}

/** The same where the act has a page of its own. */
export function ActLink({ denied, href, ...props }: Omit<Props, 'onClick'> & { href: string }) {
  const refusal = useDeniedHere() ?? denied
  if (refusal) return <DeniedButton denied={refusal} {...props} />
  return <LinkButton href={href} {...props} />
}

/** Greyed but focusable, so that the keyboard and a screen reader find the reason as well. */
export function DeniedButton({ denied, children, ...props }: Omit<Props, 'onClick' | 'denied'> & { denied: Denial }) {
  const { t } = useTranslation('ui')
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} width={280} shadow="md" withArrow trapFocus={Boolean(denied.explain)}>
      <Popover.Target>
        <Button
          {...props}
          variant="default"
          className={classes.denied}
          aria-disabled
          leftSection={<IconLock size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {children}
          <span className={classes.why}>{t('why')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="status">
        <Stack gap={6}>
          <Text size="sm">{denied.missing}</Text>
          {denied.grantedBy && (
            <Text size="sm" c="dimmed">
              {t('grantedBy', { who: denied.grantedBy })}
            </Text>
          )}
          {denied.explain && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              ta="start"
              mih={24}
              onClick={() => {
                setOpened(false)
                denied.explain?.()
              }}
            >
              {t('whyMore')}
            </Anchor>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
