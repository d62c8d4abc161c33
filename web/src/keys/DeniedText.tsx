import { Text } from '@mantine/core'
import type { Denial } from '../ui/ActButton.tsx'

/** Above a form that the reader may look at but not send. */
export function DeniedText({ denied }: { denied: Denial }) {
  return (
    <Text size="sm" c="dimmed">
      {denied.missing}
    </Text>
  )
}
