/** Imports go one way: policy ← db ← { handlers, scheduler, admin } ← bot. */
const only = (folder, allowed) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: {
    path: '^(policy|db|handlers|scheduler|admin|bot|test)/',
    pathNot: `^(${allowed.join('|')})/`,
  },
})
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('policy', ['policy']),
    only('db', ['db', 'policy']),
    only('handlers', ['handlers', 'db', 'policy']),
    only('scheduler', ['scheduler', 'db', 'policy']),
    only('admin', ['admin', 'db', 'policy']),
    only('bot', ['bot', 'handlers', 'scheduler', 'admin', 'db', 'policy']),
    {
      name: 'not-to-dev',
      severity: 'error',
      from: { path: '^(policy|db|handlers|scheduler|admin|bot)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'not-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(admin/web|bot/chat-page|dist|node_modules)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
