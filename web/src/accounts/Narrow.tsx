import { Container, Paper } from '@mantine/core'
import type { ReactNode } from 'react'

/** One short form in the middle of an otherwise empty page. */
export function Narrow({ children }: { children: ReactNode }) {
  return (
    <Container size={440} px={0} py={{ base: 'sm', sm: 'xl' }}>
      <Paper withBorder p={{ base: 'md', sm: 'xl' }}>
        {children}
      </Paper>
    </Container>
  )
}
