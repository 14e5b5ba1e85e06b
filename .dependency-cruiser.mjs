/** The house of ARCHITECTURE.md: arrows run down only, and nothing runs in a circle. */
const only = (room, allowed, except = '') => ({
  name: `${room}-uses-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^${room}/`, ...(except && { pathNot: except }) },
  to: {
    path: '^(contract|amocrm|sandbox|backend|mobile|e2e|bench)/',
    pathNot: `^(${[room, ...allowed].join('|')})/`,
  },
});
// Tests talk to the sandbox over HTTP; they import nothing of it but the function that starts it.
const tests = '(\\.test\\.ts$|/testing/)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('contract', []),
    only('sandbox', []),
    only('amocrm', [], tests),
    only('backend', ['contract', 'amocrm'], tests),
    only('mobile', ['contract']),
    {
      name: 'tests-start-the-sandbox-and-nothing-more',
      severity: 'error',
      from: { path: `^(amocrm|backend)/.*${tests}` },
      to: { path: '^sandbox/src/', pathNot: '^sandbox/src/index\\.ts$' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '(^|/)(vitest|drizzle|jest|metro|babel|app|eslint|tsconfig)[^/]*\\.(config|setup)?[^/]*$',
          '\\.(web|ios|android)\\.tsx?$',
          '^mobile/(app|public)/',
          '^scripts/',
          '\\.dependency-cruiser\\.mjs$',
          '^bench/(blank-app|src/bare-route\\.ts)',
        ],
      },
      to: {},
    },
    {
      name: 'no-undeclared-dependency',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|migrations|\\.expo)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.web.ts', '.web.tsx', '.mjs', '.js', '.json'],
    },
  },
};
