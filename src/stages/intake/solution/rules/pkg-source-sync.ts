import { pointerBelow, pointerSegments } from '../../../../core/json-pointer.js';
import type { JsonText } from '../../../../core/json-text.js';
import { packageTree, places } from '../example.js';
import { firstDifference } from '../first-difference.js';
import { isConnectorSolution } from '../solution-package.js';
import type { ConnectorFile } from '../solution-package.js';
import type { Remark, SolutionRule } from '../solution-rule.js';
import { named, shown } from '../words.js';

const source = { info: { title: 'Contoso Stock' }, swagger: '2.0' };
const file = 'contoso_openapidefinition.json';
const at = `${places.connector}!Connector/${file}`;

export const pkgSourceSync: SolutionRule = {
  on: 'source',
  id: 'pkg-source-sync',
  severity: 'error',
  description: 'The definition in the connector solution is the connector’s own, as JSON.',
  docs: {
    why: 'What is reviewed is the connector’s folder; what people get is the solution. Where they differ, nobody has reviewed what people get.',
    fix: 'Update the custom connector from the folder’s files, and export the solution again.',
    source: 'Connector submission guide, “reduce inconsistencies”.',
  },
  *check({ file: assets, solutions }, expected) {
    const connectors = solutions.filter(isConnectorSolution);
    if (connectors.length === 0) {
      const message = 'No solution brings the connector alone; there is no definition to compare with the folder’s.';
      yield { file: assets, message };
    }
    // A package with a second one already fails: it has too many solutions, or lacks the one with the flow.
    for (const { name, file: zip, connectorFiles } of connectors.slice(0, 1)) {
      const definitions = connectorFiles.filter(({ path }) => /_openapidefinition\.json$/i.test(path));
      const [only] = definitions;
      if (definitions.length === 1 && only !== undefined) yield* compared(only, expected);
      else {
        const found = definitions.length === 0 ? 'no definition' : `${definitions.length} definitions`;
        yield { file: zip, message: `The solution ${named(name)} holds ${found}; the folder has one.` };
      }
    }
  },
  examples: {
    good: [{ tree: packageTree({}), source }],
    bad: [
      { tree: packageTree({}), source: { ...source, info: { title: 'Contoso' } }, at: [`${at}#/info/title`] },
      { tree: packageTree({}), source: { ...source, host: 'api.contoso.com' }, at: [`${at}#/host`] },
      { tree: packageTree({ connector: { [file]: '{' } }), source, at: [at] },
      { tree: packageTree({ connector: { [file]: null } }), source, at: [places.connector] },
      { tree: packageTree({ connector: { 'other_openapidefinition.json': '{}' } }), source, at: [places.connector] },
      { tree: packageTree({ assets: { 'ConnectorSolution.zip': null } }), source, at: [places.assets] },
    ],
  },
};

function* compared({ file: name, json }: ConnectorFile, expected: unknown): Iterable<Remark> {
  const text = json();
  if (text.value === undefined) {
    const [fault] = text.faults;
    const reason = fault === undefined ? '' : ` (line ${fault.line}, column ${fault.column})`;
    yield { file: name, message: `The definition in the package cannot be read as JSON${reason}.` };
    return;
  }
  const difference = firstDifference(text.value, expected);
  if (difference === null) return;
  const { pointer, one, other } = difference;
  const where = pointer === '' ? 'At its root' : `At ${named(pointer)}`;
  const message = `${where} the definition in the package holds ${shown(one)}, and the folder’s holds ${shown(other)}.`;
  yield { file: name, message, at: { pointer, ...placeOf(text, pointer) } };
}

/** Where the value stands in the package; where it is missing, what should hold it. */
function placeOf(text: JsonText, pointer: string): { line: number | null; column: number | null } {
  for (let segments = pointerSegments(pointer) ?? []; ; segments = segments.slice(0, -1)) {
    const position = text.locate(segments.reduce(pointerBelow, ''));
    if (position !== null) return { line: position.line, column: position.column };
    if (segments.length === 0) return { line: null, column: null };
  }
}
