import { createRouter, createWebHistory } from 'vue-router'
import { resume, seesDay, session } from './session.ts'

/** Pages; each is loaded when it is first opened. */
export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue') },
    {
      path: '/',
      component: () => import('./parts/PageFrame.vue'),
      children: [
        { path: '', name: 'today', component: () => import('./pages/TodayPage.vue') },
        {
          path: 'ledgers/:name',
          name: 'ledger',
          component: () => import('./pages/LedgerPage.vue'),
          props: true,
        },
        {
          path: 'petitions/:id',
          name: 'petition',
          component: () => import('./pages/PetitionPage.vue'),
          props: true,
        },
        {
          path: 'retirees/:id',
          name: 'retiree',
          component: () => import('./pages/RetireePage.vue'),
          props: true,
        },
        { path: 'import', name: 'import', component: () => import('./pages/ImportPage.vue') },
        {
          path: 'import/:id',
          name: 'import-one',
          component: () => import('./pages/ImportReviewPage.vue'),
          props: true,
        },
        { path: 'cards', name: 'cards', component: () => import('./pages/CardsPage.vue') },
        { path: 'handover', name: 'handover', component: () => import('./pages/HandoverPage.vue') },
        { path: 'privacy', name: 'privacy', component: () => import('./pages/PrivacyPage.vue') },
        {
          path: 'policy/questions',
          name: 'policy-questions',
          component: () => import('./pages/PolicyQuestionsPage.vue'),
        },
        {
          path: 'policy/sources',
          name: 'policy-sources',
          component: () => import('./pages/PolicySourcesPage.vue'),
        },
        {
          path: 'policy/new-source',
          name: 'policy-source-new',
          component: () => import('./pages/PolicySourcePage.vue'),
        },
        {
          path: 'policy/sources/:name',
          name: 'policy-source',
          component: () => import('./pages/PolicySourcePage.vue'),
          props: true,
        },
        {
          path: 'policy/weeks',
          name: 'policy-weeks',
          component: () => import('./pages/PolicyWeekPage.vue'),
        },
        { path: 'channels', name: 'channels', component: () => import('./pages/ChannelsPage.vue') },
      ],
    },
    { path: '/:rest(.*)*', redirect: { name: 'today' } },
  ],
})

router.beforeEach(async (to) => {
  if (to.name === 'sign-in') return true
  const known = await resume().catch(() => undefined)
  if (known !== true) {
    const query = { next: to.fullPath, ...(known === undefined && { down: '1' }) }
    return { name: 'sign-in', query }
  }
  const [first] = session.ledgers
  const elsewhere = to.name === 'today' && !seesDay() && first !== undefined
  return elsewhere ? { name: 'ledger', params: { name: first.name } } : true
})
