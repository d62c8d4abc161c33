import { Text, Tooltip } from '@mantine/core'
import { useFormat } from './format.ts'

type Props = { at: string | null | undefined; show?: 'date' | 'dateTime' | 'relative'; none?: string }

/** A date or moment in the reader's words; the exact one shows on hover and focus. */
export function Moment({ at, show = 'date', none = '—' }: Props) {
  const format = useFormat()
  if (!at)
    return (
      <Text span c="dimmed" inherit>
        {none}
      </Text>
    )
  const isDay = at.length === 10
  const exact = isDay ? format.date(at) : format.exact(at)
  return (
    <Tooltip label={exact} disabled={isDay && show !== 'relative'}>
      <time dateTime={at} className="tabular" style={show === 'date' ? { whiteSpace: 'nowrap' } : undefined}>
        {format[isDay && show === 'dateTime' ? 'date' : show](at)}
      </time>
    </Tooltip>
  )
}
