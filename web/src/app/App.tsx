import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { onSignedOut } from '../api/client.ts'
import { type Me, meQuery } from '../api/me.ts'
import { Explaining } from '../reach/Explaining.tsx'
import { styleNonce } from './nonce.ts'
import type { AppRouter } from './router.tsx'
import { cssVariables, themeOf } from './theme.ts'

const productColour = '#2f5fd0'

export function App({ client, router }: { client: QueryClient; router: AppRouter }) {
  useEffect(() => leadToSignIn(client, router), [client, router])
  return (
    <QueryClientProvider client={client}>
      <Themed>
        <Explaining>
          <RouterProvider router={router} />
          <Notifications position="bottom-right" containerWidth={380} />
        </Explaining>
      </Themed>
    </QueryClientProvider>
  )
}

function Themed({ children }: { children: React.ReactNode }) {
  const { data: me } = useQuery(meQuery)
  const colour = me?.vendor.colour ?? productColour
  const { t } = useTranslation('ui')
  const theme = useMemo(
    () => themeOf(colour, { close: t('close'), clear: t('clear'), reveal: t('reveal'), pick: t('pick') }),
    [colour, t],
  )
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      {children}
    </MantineProvider>
  )
}

/** A session that ended leads to the sign-in page, and from there back to where the reader was. */
function leadToSignIn(client: QueryClient, router: AppRouter): void {
  onSignedOut(() => {
    const me = client.getQueryData<Me>(meQuery.queryKey)
    if (!me?.account) return
    client.setQueryData(meQuery.queryKey, {
      ...me,
      account: null,
      staffRole: null,
      memberships: [],
      acting: [],
      sponsored: [],
    })
    void router.navigate({ to: '/sign-in', search: { return: router.state.location.href } })
  })
}
