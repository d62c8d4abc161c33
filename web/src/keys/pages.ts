import { definePages } from '../app/pages.ts'

const list = () => import('./KeysPage.tsx')
const make = () => import('./NewKeyPage.tsx')
const detail = () => import('./KeyPage.tsx')
const edit = () => import('./EditKeyPage.tsx')
const rotate = () => import('./RotateKeyPage.tsx')

/** API keys: the same pages for a partner's and for the vendor's own. */
export default definePages({
  namespaces: ['keys'],
  pages: [
    { path: '/partner/$partnerId/keys', title: 'keys:list.title', nav: 'apiKeys', wide: true, load: list },
    { path: '/partner/$partnerId/keys/new', title: 'keys:make.title', load: make },
    { path: '/partner/$partnerId/keys/$keyId', title: 'keys:detail.title', load: detail },
    { path: '/partner/$partnerId/keys/$keyId/edit', title: 'keys:edit.title', load: edit },
    { path: '/partner/$partnerId/keys/$keyId/rotate', title: 'keys:rotate.title', load: rotate },
    { path: '/vendor/keys', title: 'keys:list.title', nav: 'apiKeys', wide: true, load: list },
    { path: '/vendor/keys/new', title: 'keys:make.title', load: make },
    { path: '/vendor/keys/$keyId', title: 'keys:detail.title', load: detail },
    { path: '/vendor/keys/$keyId/edit', title: 'keys:edit.title', load: edit },
    { path: '/vendor/keys/$keyId/rotate', title: 'keys:rotate.title', load: rotate },
  ],
})
