import js from '@eslint/js';
import expo from 'eslint-config-expo/flat.js';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * What a log line, a URL or an error body may never carry. The rule looks at what is handed to a
 * logger; a value that is safe to log gets a name that says so (`tokenVersion`, `codeHash`).
 */
const secretsInLogs = {
  'no-restricted-syntax': [
    'error',
    {
      selector:
        'CallExpression[callee.object.name=/^(log|logger|console)$/] Identifier[name=/^(access_?token|refresh_?token|id_?token|token|password|secret|client_?secret|code|verifier|state|authorization|cookie)$/i]',
      message: 'Nothing secret is logged: log an id, a hash or a version instead.',
    },
    {
      selector:
        'CallExpression[callee.object.property.name=/^(log|logger)$/] Identifier[name=/^(access_?token|refresh_?token|id_?token|token|password|secret|client_?secret|code|verifier|state|authorization|cookie)$/i]',
      message: 'Nothing secret is logged: log an id, a hash or a version instead.',
    },
  ],
};

const typed = [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked];

export default ts.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/.expo/**',
      '.cache/**',
      '.data/**',
      'artifacts/**',
      'mobile/ios/**',
      'mobile/android/**',
      'mobile/expo-env.d.ts',
      '**/migrations/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['mobile/**'],
    extends: [expo],
    // TypeScript resolves imports, `@/` and platform suffixes included.
    rules: { 'import/no-unresolved': 'off' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: typed,
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A type parameter that is used once still documents what a caller gets back.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Hooks and handlers are passed around as plain functions by every library used here.
      '@typescript-eslint/unbound-method': 'off',
      // `type` and `interface` each have a place: unions and shapes.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  {
    files: ['mobile/**/*.{ts,tsx}'],
    // It overflows the stack on React Native's style types.
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  { files: ['mobile/public/**'], languageOptions: { globals: globals.browser } },
  { rules: { ...secretsInLogs, eqeqeq: ['error', 'always'], 'no-console': 'off' } },
  {
    files: ['{contract,amocrm,sandbox,backend}/src/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['backend/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        ...secretsInLogs['no-restricted-syntax'],
        {
          selector: "CallExpression[callee.property.name='transaction']",
          message: 'Use transaction(db, …) of database/open.ts: it gives its connection back.',
        },
      ],
    },
  },
);
