import { definePages } from '../app/pages.ts'

/** What anybody may read: what this programme is, its rules, questions and answers, help. */
export default definePages({
  namespaces: ['welcome'],
  pages: [
    { path: '/', title: 'welcome:home.title', nav: 'home', load: () => import('./HomePage.tsx') },
    { path: '/rules', title: 'welcome:rules.title', nav: 'rules', load: () => import('./RulesPage.tsx') },
    {
      path: '/questions',
      title: 'welcome:questions.title',
      nav: 'questions',
      load: () => import('./QuestionsPage.tsx'),
    },
    { path: '/help', title: 'welcome:help.title', nav: 'help', load: () => import('./HelpPage.tsx') },
  ],
})
