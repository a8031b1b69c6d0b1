import { createApp } from 'vue'
import './elements.css'
import './style.css'
import App from './App.vue'
import { whenSignedOut } from './api.ts'
import { router } from './router.ts'
import { forget } from './session.ts'

whenSignedOut(() => {
  const { fullPath, name } = router.currentRoute.value
  if (name === 'sign-in') return
  forget()
  void router.push({ name: 'sign-in', query: { next: fullPath } })
})

createApp(App).use(router).mount('#app')
