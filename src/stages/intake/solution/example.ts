/** A package in words: a text is a file, a tree is a folder, or a zip where the name says so. */
export interface PackageTree {
  readonly [name: string]: string | PackageTree;
}

/** A package as an example: what is in it, and what it is held against. */
export interface Example {
  readonly tree: PackageTree;
  /** An AI plug-in is expected. */
  readonly plugin?: boolean;
  /** The connector’s own definition. */
  readonly source?: unknown;
  /** Where the package was uploaded; judged as on 1 January 2026. */
  readonly address?: string;
}

/** What the examples call the package. */
export const exampleName = 'package.zip';
/** The time at which examples are judged. */
export const exampleNow = new Date('2026-01-01T00:00:00Z');

/** How findings name the places of the faultless package. */
export const places = {
  outer: exampleName,
  inner: `${exampleName}!Contoso.zip`,
  assets: `${exampleName}!Contoso.zip!PkgAssets`,
  connector: `${exampleName}!Contoso.zip!PkgAssets/ConnectorSolution.zip`,
  flow: `${exampleName}!Contoso.zip!PkgAssets/FlowSolution.zip`,
} as const;

/** Changes to a tree: null takes a file, folder or zip away. */
interface Changes {
  readonly [name: string]: string | PackageTree | null;
}

function changed(tree: PackageTree, changes: Changes): PackageTree {
  const entries = Object.entries({ ...tree, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string | PackageTree] => entry[1] !== null));
}

/** customizations.xml of a solution that brings these. */
export function customizations(...brings: readonly ('connector' | 'flows' | 'plugin')[]): string {
  const policies = '<policytemplateinstances>/Connector/contoso_policytemplateinstances.json</policytemplateinstances>';
  const connector = `<Connectors><Connector>${policies}</Connector></Connectors>`;
  const parts = {
    connector: brings.includes('connector') ? connector : '<Connectors />',
    flows: brings.includes('flows') ? '<Workflows><Workflow Name="Test" /></Workflows>' : '<Workflows />',
    plugin: brings.includes('plugin') ? '<aicopilot_aiplugin><name>contoso</name></aicopilot_aiplugin>' : '',
  };
  return `<ImportExportXml>${parts.flows}${parts.connector}${parts.plugin}</ImportExportXml>`;
}

/** solution.xml with this in its element `Managed`. */
export function manifest(managed: string): string {
  return `<ImportExportXml><SolutionManifest><Managed>${managed}</Managed></SolutionManifest></ImportExportXml>`;
}

const common: PackageTree = { '[Content_Types].xml': '<Types />', 'solution.xml': manifest('0') };

const connector: PackageTree = {
  'contoso_openapidefinition.json': '{"swagger":"2.0","info":{"title":"Contoso Stock"}}',
  'contoso_connectionparameters.json': '{}',
  'contoso_policytemplateinstances.json': '[{"title":"Set host"}]',
};

const solutions = {
  connector: { ...common, 'customizations.xml': customizations('connector'), Connector: connector },
  flow: {
    ...common,
    'customizations.xml': customizations('connector', 'flows'),
    Connector: connector,
    Workflows: { 'Test.json': '{}' },
  },
  plugin: {
    ...common,
    'customizations.xml': customizations('connector', 'plugin'),
    Connector: connector,
    aiplugins: { 'contoso.xml': '<aiplugin />' },
    aipluginoperations: { 'contoso.xml': '<aipluginoperation />' },
  },
} satisfies Record<string, PackageTree>;

/** A faultless package in which the tops of its archives, and its solutions, are changed like this. */
export function packageTree(changes: {
  readonly outer?: Changes;
  readonly inner?: Changes;
  readonly assets?: Changes;
  /** Of the connector solution, and of the files in its folder `Connector`. */
  readonly solution?: Changes;
  readonly connector?: Changes;
}): PackageTree {
  const solution = changed(solutions.connector, {
    Connector: changed(connector, changes.connector ?? {}),
    ...changes.solution,
  });
  const assets = { 'ConnectorSolution.zip': solution, 'FlowSolution.zip': solutions.flow };
  const inner = { PkgAssets: changed(assets, changes.assets ?? {}) };
  const outer = { 'intro.md': '# Contoso Stock', 'Contoso.zip': changed(inner, changes.inner ?? {}) };
  return changed(outer, changes.outer ?? {});
}

/** The solution of a connector alone. */
export function connectorSolution(): PackageTree {
  return solutions.connector;
}

/** The solution of an AI plug-in, faultless but for these changes. */
export function pluginSolution(changes: Changes = {}): PackageTree {
  return changed(solutions.plugin, changes);
}

/** The example as documentation shows it: the command, and what is in the package. */
export function exampleText({ tree, plugin, source, address }: Example): string {
  const options = [
    ...(plugin ? [' --plugin'] : []),
    ...(source === undefined ? [] : [' --source contoso/']),
    ...(address === undefined ? [] : [` --address "${address}"`]),
  ];
  const lines = [`assay solution ${exampleName}${options.join('')}`];
  if (source !== undefined) lines.push('', `contoso/apiDefinition.swagger.json: ${JSON.stringify(source)}`);
  // The address is judged without a look into the package.
  if (address === undefined) lines.push('', exampleName, ...linesOf(tree, '  '));
  return lines.join('\n');
}

/** One line a file; what it holds only where that is not what the faultless package has. */
function linesOf(tree: PackageTree, indent: string): string[] {
  return Object.entries(tree).flatMap(([name, part]) => {
    if (typeof part === 'string') return [`${indent}${name}${usual.has(part) ? '' : `: ${part}`}`];
    return [`${indent}${name}${name.endsWith('.zip') ? '' : '/'}`, ...linesOf(part, `${indent}  `)];
  });
}

function textsOf(tree: PackageTree): string[] {
  return Object.values(tree).flatMap(part => (typeof part === 'string' ? [part] : textsOf(part)));
}

const usual: ReadonlySet<string> = new Set([...textsOf(packageTree({})), ...textsOf(pluginSolution())]);
