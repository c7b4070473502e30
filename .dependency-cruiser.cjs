// Who may import whom, by folder. Each rule says why; a test fails when a pattern here matches no file.
const inCore = '^src/core/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one idea, or one idea is in the wrong file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-imports-nothing',
      comment: 'Core says what the words mean. It knows no framework, no library, not even Node.',
      severity: 'error',
      from: { path: inCore, pathNot: '\\.spec\\.ts$' },
      to: { pathNot: inCore },
    },
    {
      name: 'stages-import-core-and-runtime',
      comment: 'Stages decide; the outside world is handed to them. Lint also reads the rules, which are its matter.',
      severity: 'error',
      from: { path: '^src/stages/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(src/(adapters|pipeline|api|worker|cli)/|src/(app\\.module|config|main)\\.ts|migrations/)' },
    },
    {
      name: 'stages-are-strangers',
      comment: 'What two stages need belongs in core, or it is not the same thing.',
      severity: 'error',
      from: { path: '^src/stages/([^/]+)/' },
      to: { path: '^src/stages/([^/]+)/', pathNot: '^src/stages/$1/' },
    },
    {
      name: 'only-lint-knows-the-rules',
      comment: 'A stage other than lint that needs a rule is judging content in the wrong place.',
      severity: 'error',
      from: { path: '^src/(stages|runtime|core|pipeline|api|worker)/', pathNot: '^src/stages/lint/' },
      to: { path: '^rulesets/' },
    },
    {
      name: 'rules-import-core-only',
      comment: 'A rule is a plain statement about a package; it can be read, exported and run anywhere.',
      severity: 'error',
      from: { path: '^rulesets/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(src/(?!core/)|migrations/)' },
    },
    {
      name: 'runtime-imports-core-only',
      comment: 'The runtime calls a connector as a consumer would; it knows nothing of stages or storage.',
      severity: 'error',
      from: { path: '^src/runtime/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(src/(?!core/|runtime/)|rulesets/|migrations/)' },
    },
    {
      name: 'adapters-import-core-only',
      comment: 'An adapter is one way to the outside world, behind a port of core; the flow is not its business.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(?!core/)', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'pipeline-imports-stages-and-core',
      comment: 'The kernel runs the table; adapters are handed to it.',
      severity: 'error',
      from: { path: '^src/pipeline/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(adapters|api|worker|cli)/' },
    },
    {
      name: 'ways-in-do-not-reach-adapters',
      comment: 'HTTP and queue translate; what they need is injected by the one wiring, app.module.ts.',
      severity: 'error',
      from: { path: '^src/(api|worker)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(adapters|cli)/' },
    },
    {
      name: 'not-to-dev-dependency',
      comment: 'What ships may not need what only developers install.',
      severity: 'error',
      from: { path: '^(src|rulesets|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that resolves to nothing fails at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
