import { readJson, defaultJsonLimits } from '../../../core/json-text.js';
import type { JsonText } from '../../../core/json-text.js';
import { visible } from '../remark.js';
import { solutionLimits } from './limits.js';
import { openArchive, within } from './open-archive.js';
import type { ArchiveFault, Budget, OpenedArchive } from './open-archive.js';
import { readXml } from './read-xml.js';
import type { XmlText } from './read-xml.js';
import type { Brings, ConnectorFile, Level, Listing, Solution, SolutionPackage } from './solution-package.js';

/** What a package turned out to hold. */
export interface SolutionReading {
  readonly index: SolutionPackage;
  readonly faults: readonly ArchiveFault[];
  /** The files at the top of the package; null when it was refused. */
  readonly files: ReadonlyMap<string, Uint8Array> | null;
}

const xmlNames = { customizations: 'customizations.xml', manifest: 'solution.xml' } as const;

/** The JSON that a solution keeps of a connector. */
const connectorJson =
  /^Connector\/[^/]*_(?:openapidefinition|policytemplateinstances|connectionparameters|connectionparametersets)\.json$/i;

const isZip = (name: string) => /\.zip$/i.test(name);

/** The package as far as it was opened. */
interface Opened {
  outer: Listing | null;
  inner: Listing | null;
  assets: Listing | null;
  solutions: Solution[];
  unread: Partial<Record<Level, string>>;
}

/** What one package may still cost. */
type Left = Budget & { xmlBytes: number };

/**
 * Opens the three levels of a package, each only as far as the one around it is sound, and each strictly as an upload. Everything
 * is kept in memory, within limits that hold for all levels together. Never throws for any bytes.
 */
export async function readSolutionPackage(upload: Uint8Array, name: string): Promise<SolutionReading> {
  const index: Opened = { outer: null, inner: null, assets: null, solutions: [], unread: {} };
  const faults: ArchiveFault[] = [];
  const left: Left = { bytes: solutionLimits.unpackedBytes, xmlBytes: solutionLimits.xmlBytes };
  const read = (files: ReadonlyMap<string, Uint8Array> | null): SolutionReading => ({ index, faults, files });
  const open: Open = async (bytes, place, isWanted) => {
    const { archive, faults: found } = await openArchive(bytes, place, left, isWanted);
    faults.push(...found);
    return archive;
  };

  const file = visible(name);
  const outer = await open(upload, { file, level: 'outer' }, () => true);
  if (outer === null) {
    index.unread.outer = 'The package was refused before this could be looked at.';
    return read(null);
  }
  index.outer = listingOf(outer.names, '', file);
  const inner = await openInner(outer, index, open);
  if (inner !== null) await openSolutions(inner, index, left, { open, faults });
  return read(outer.contents);
}

type Open = (
  bytes: Uint8Array,
  place: Parameters<typeof openArchive>[1],
  isWanted: (name: string) => boolean,
) => Promise<OpenedArchive | null>;

async function openInner(outer: OpenedArchive, index: Opened, open: Open): Promise<OpenedArchive | null> {
  const zips = (index.outer?.files ?? []).filter(isZip);
  const [name = ''] = zips;
  const bytes = outer.contents.get(name);
  if (zips.length !== 1 || bytes === undefined) {
    index.unread.inner = 'There is no single inner zip that could be looked into.';
    return null;
  }
  const file = within(index.outer?.file ?? '', name);
  const inner = await open(bytes, { file, level: 'inner' }, path => /^[^/]+\/[^/]+$/.test(path) && isZip(path));
  if (inner === null) {
    index.unread.inner = 'The inner zip was refused before this could be looked at.';
    return null;
  }
  index.inner = listingOf(inner.names, '', file);
  return inner;
}

async function openSolutions(
  inner: OpenedArchive,
  index: Opened,
  left: Left,
  { open, faults }: { readonly open: Open; readonly faults: ArchiveFault[] },
): Promise<void> {
  const { file = '', folders = [] } = index.inner ?? {};
  // With a stray folder beside it (`__MACOSX`), the usual name still tells which one is meant.
  const folder = folders.length === 1 ? folders[0] : folders.find(one => one === 'PkgAssets');
  if (folder === undefined) {
    index.unread.assets = 'The inner zip has no single folder that could be looked into.';
    return;
  }
  index.assets = listingOf(inner.names, `${folder}/`, within(file, folder));
  const zips = index.assets.files.filter(isZip);
  if (zips.length === 0) index.unread.solutions = 'There is no solution zip.';
  if (zips.length > solutionLimits.solutions) {
    index.unread.solutions = `There are ${zips.length} solution zips; at most ${solutionLimits.solutions} are looked into.`;
    return;
  }
  for (const name of zips) {
    const place = within(file, `${folder}/${name}`);
    const isWanted = (path: string) => Object.values<string>(xmlNames).includes(path) || connectorJson.test(path);
    const bytes = inner.contents.get(`${folder}/${name}`) ?? new Uint8Array();
    const archive = await open(bytes, { file: place, level: 'solution' }, isWanted);
    const solution = archive === null ? null : readSolution(archive, { name, file: place }, left, faults);
    if (solution === null) index.unread.solutions = 'Not every solution zip could be read.';
    else index.solutions.push(solution);
  }
}

function readSolution(
  { names, contents }: OpenedArchive,
  { name, file }: Pick<Solution, 'name' | 'file'>,
  left: Left,
  faults: ArchiveFault[],
): Solution | null {
  const connectorFiles = [...contents].filter(([path]) => connectorJson.test(path));
  if (connectorFiles.length > solutionLimits.connectorFiles) {
    faults.push({
      rule: 'archive-too-many-entries',
      file,
      message: `The solution has ${connectorFiles.length} files of connectors; at most ${solutionLimits.connectorFiles} are read.`,
      fix: 'Keep one connector in the solution and export it again.',
    });
    return null;
  }
  const xml = (path: string): XmlText | null => {
    const bytes = contents.get(path);
    if (bytes === undefined) return null;
    left.xmlBytes -= bytes.length;
    if (left.xmlBytes >= 0) return readXml(bytes);
    const fault = `is too large: at most ${solutionLimits.xmlBytes} bytes of XML are read in a package`;
    return { elements: [], fault };
  };
  const customizations = xml(xmlNames.customizations);
  return {
    ...listingOf(names, '', file),
    name,
    customizations,
    manifest: xml(xmlNames.manifest),
    connectorFiles: connectorFiles.map(([path, bytes]) => connectorFile(within(file, path), path, bytes)),
    brings: customizations === null || customizations.fault !== null ? null : bringsOf(customizations),
  };
}

function connectorFile(file: string, path: string, bytes: Uint8Array): ConnectorFile {
  let read: JsonText | null = null;
  const { definitionBytes, jsonBytes } = solutionLimits;
  const limit = /_openapidefinition\.json$/i.test(path) ? definitionBytes : jsonBytes;
  return { file, path, json: () => (read ??= readJson(bytes, { ...defaultJsonLimits, bytes: limit })) };
}

/** Every export has the element `Workflows`; only one with something in it says that there are any. */
function bringsOf({ elements }: XmlText): Brings {
  const filled = new Set(elements.filter(element => element.filled).map(element => element.name));
  return {
    connector: filled.has('Connector'),
    flows: filled.has('Workflows'),
    plugin: filled.has('aicopilot_aiplugin'),
  };
}

/** What stands directly below this prefix: '' is the top of the archive. */
function listingOf(names: readonly string[], prefix: string, file: string): Listing {
  const files: string[] = [];
  const folders = new Set<string>();
  for (const name of names) {
    const path = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    const slash = path.indexOf('/');
    if (slash > 0) folders.add(path.slice(0, slash));
    else if (path !== '') files.push(path);
  }
  return { file, files, folders: [...folders] };
}
