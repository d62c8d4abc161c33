import { definePages } from '../app/pages.ts'

/** Access reviews, as a partner and as the vendor sees them: the same pages in two contexts. */
export default definePages({
  namespaces: ['reviews'],
  pages: ['/partner/$partnerId/access-reviews', '/vendor/access-reviews'].flatMap((path) => [
    { path, title: 'reviews:list.title', nav: 'accessReviews', wide: true, load: () => import('./ReviewsPage.tsx') },
    { path: `${path}/new`, title: 'reviews:new.title', load: () => import('./NewReviewPage.tsx') },
    { path: `${path}/$reviewId`, title: 'reviews:page.title', wide: true, load: () => import('./ReviewPage.tsx') },
  ]),
})
