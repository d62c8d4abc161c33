import { useLocalStorage } from '@mantine/hooks'
import type { Column } from './list-types.ts'

/** Which columns the reader wants to see, remembered in this browser. */
export function useShownColumns<T>(id: string, columns: Column<T>[]) {
  const initial = columns.filter((column) => !column.initiallyHidden).map((column) => column.key)
  const [stored, setStored] = useLocalStorage<string[] | null>({
    key: `columns.${id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const keys = Array.isArray(stored) ? stored : initial
  const shown = columns.filter((column, index) => index === 0 || keys.includes(column.key))
  return {
    shown,
    keys: shown.map((column) => column.key),
    setKeys: (next: string[]) => setStored(next),
    reset: () => setStored(null),
  }
}
