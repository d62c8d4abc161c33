import { definePages } from '../app/pages.ts'

/** Signing in, finding back in, and one's own account. */
export default definePages({
  namespaces: ['accounts', 'team'],
  pages: [
    { path: '/sign-in', title: 'accounts:signIn.title', nav: 'signIn', load: () => import('./SignInPage.tsx') },
    { path: '/forgot-password', title: 'accounts:forgot.title', load: () => import('./ForgotPasswordPage.tsx') },
    { path: '/reset-password', title: 'accounts:reset.title', load: () => import('./ResetPasswordPage.tsx') },
    { path: '/confirm-email', title: 'accounts:confirmEmail.title', load: () => import('./ConfirmEmailPage.tsx') },
    { path: '/account', title: 'accounts:account.title', nav: 'account', load: () => import('./AccountPage.tsx') },
  ],
})
