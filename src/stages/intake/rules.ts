import type { Severity } from '../../core/finding.js';

/** A thing that intake refuses or remarks on. The documentation of these rules is made from this table. */
export interface IntakeRule {
  /** Which of intake's checks finds it. */
  readonly check: IntakeCheck;
  readonly severity: Severity;
  /** True where nothing of the upload may be used: no package is made of it. */
  readonly refuses: boolean;
  /** What is found. */
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** Intake's checks, in the order in which they run. */
export const intakeChecks = ['archive', 'structure', 'json-safety'] as const;
export type IntakeCheck = (typeof intakeChecks)[number];

const archive = { check: 'archive', severity: 'error', refuses: true } as const;
const structure = { check: 'structure', severity: 'error', refuses: false } as const;
const json = { check: 'json-safety', severity: 'error', refuses: true } as const;

const packAgain = 'Pack the files again with an ordinary zip program, or let `assay submit` pack the folder.';
const renameFile = 'Rename the file and pack again.';
const twoReaders =
  'Two programs that read this archive would see different files; what is tested has to be what is published.';

/** Everything intake can find, by its stable id. */
export const intakeRules = {
  'archive-empty': {
    ...archive,
    what: 'The upload has no bytes.',
    why: 'There is nothing to certify.',
    fix: 'Upload a zip of the connector’s files; an interrupted download or a full disk leaves empty files behind.',
  },
  'archive-not-a-zip': {
    ...archive,
    what: 'The upload is not a zip archive.',
    why: 'Packages are taken as zip archives only: one format, read one way.',
    fix: 'Upload a zip of the connector’s files, not a single file, a folder or another kind of archive.',
  },
  'archive-truncated': {
    ...archive,
    what: 'The archive is cut off: its end is missing.',
    why: 'Files may be missing from it.',
    fix: 'Pack or upload it again; the file on your disk may be incomplete as well.',
  },
  'archive-malformed': {
    ...archive,
    what: 'The archive contradicts itself.',
    why: twoReaders,
    fix: packAgain,
  },
  'archive-no-entries': {
    ...archive,
    what: 'The archive holds no file.',
    why: 'There is nothing to certify.',
    fix: 'Pack the connector’s files: apiDefinition.swagger.json, apiProperties.json, README.md and what else belongs to it.',
  },
  'archive-too-large': {
    ...archive,
    what: 'The upload is larger than a package may be.',
    why: 'Every step of the pipeline is bounded in time and memory.',
    fix: 'Leave out what is not part of the connector: pictures, recordings, installers.',
  },
  'archive-too-large-unpacked': {
    ...archive,
    what: 'The files are larger together than a package may be.',
    why: 'Every step of the pipeline is bounded in time and memory.',
    fix: 'Leave out what is not part of the connector, and shorten recorded answers in test collections.',
  },
  'archive-too-many-entries': {
    ...archive,
    what: 'The archive has more entries than a package may have.',
    why: 'Every step of the pipeline is bounded in time and memory.',
    fix: 'Pack only the connector’s files and its tests.',
  },
  'archive-ratio': {
    ...archive,
    what: 'An entry unpacks to far more than it was packed from.',
    why: 'Only archives made to exhaust memory look like this; files of a connector do not.',
    fix: 'Remove the repetition from that file.',
  },
  'archive-path-traversal': {
    ...archive,
    what: 'An entry’s name leads out of the package (`..`).',
    why: 'Unpacked by a trusting program, the file would land outside its folder.',
    fix: 'Pack the connector’s files from inside their folder.',
  },
  'archive-path-absolute': {
    ...archive,
    what: 'An entry’s name starts at the root of a disk.',
    why: 'Unpacked by a trusting program, the file would land outside its folder.',
    fix: 'Pack the connector’s files from inside their folder.',
  },
  'archive-path-backslash': {
    ...archive,
    what: 'An entry’s name holds a backslash.',
    why: 'It separates folders on one system and is part of the name on another.',
    fix: 'Pack with a program that writes `/` between folders, as the zip format asks for.',
  },
  'archive-name-control': {
    ...archive,
    what: 'An entry’s name holds invisible characters.',
    why: 'Such a name reads differently from what it is: on a terminal, in a log, in a review.',
    fix: renameFile,
  },
  'archive-name-encoding': {
    ...archive,
    what: 'An entry’s name is not ASCII and not marked as valid UTF-8.',
    why: 'Programs guess the letters of such a name differently.',
    fix: 'Rename the file with ASCII letters, or pack with a program that writes UTF-8 names.',
  },
  'archive-name-not-portable': {
    ...archive,
    what: 'An entry’s name cannot be used on every system.',
    why: 'The published repository is checked out on Windows, macOS and Linux.',
    fix: renameFile,
  },
  'archive-name-too-long': {
    ...archive,
    what: 'An entry’s name is too long.',
    why: 'Systems cut long paths, each at another place.',
    fix: renameFile,
  },
  'archive-name-unicode-extra': {
    ...archive,
    what: 'An entry carries a second name in its extra field 0x7075.',
    why: twoReaders,
    fix: packAgain,
  },
  'archive-duplicate-name': {
    ...archive,
    what: 'Two entries have the same name.',
    why: twoReaders,
    fix: 'Keep one of them and pack again.',
  },
  'archive-name-collision': {
    ...archive,
    what: 'Two names differ only by letter case or by how accents are encoded, or are a file and a folder at once.',
    why: 'On many systems they are one file; the last one written wins.',
    fix: 'Keep one of them and pack again.',
  },
  'archive-symlink': {
    ...archive,
    what: 'An entry is a symbolic link.',
    why: 'A link can point at files that are not part of the package.',
    fix: 'Replace the link by the file itself.',
  },
  'archive-special-file': {
    ...archive,
    what: 'An entry is neither a file nor a folder.',
    why: 'Devices, pipes and sockets are not content.',
    fix: 'Leave it out.',
  },
  'archive-directory-named-as-file': {
    ...archive,
    what: 'A folder has the name of a package’s file, or a file is marked as a folder.',
    why: twoReaders,
    fix: 'Rename or remove the folder and pack again.',
  },
  'archive-encrypted': {
    ...archive,
    what: 'An entry is encrypted.',
    why: 'What cannot be read cannot be certified.',
    fix: 'Pack again without a password.',
  },
  'archive-method': {
    ...archive,
    what: 'An entry is compressed by a method other than deflate.',
    why: 'Not every program can read it.',
    fix: 'Pack again with the usual method (deflate).',
  },
  'archive-header-mismatch': {
    ...archive,
    what: 'The header in front of an entry differs from the archive’s directory.',
    why: twoReaders,
    fix: packAgain,
  },
  'archive-data-descriptor': {
    ...archive,
    what: 'The record behind an entry differs from the archive’s directory.',
    why: twoReaders,
    fix: packAgain,
  },
  'archive-checksum': {
    ...archive,
    what: 'A file’s content does not match its checksum.',
    why: 'The file was damaged on its way, or altered.',
    fix: 'Pack or upload it again.',
  },
  'archive-overlap': {
    ...archive,
    what: 'Entries share the same bytes of the archive.',
    why: 'Only archives made to deceive or to exhaust memory look like this.',
    fix: packAgain,
  },
  'archive-foreign-bytes': {
    ...archive,
    what: 'The archive has bytes that belong to none of its entries.',
    why: 'They can hide a second archive or a program.',
    fix: packAgain,
  },
  'archive-two-ends': {
    ...archive,
    what: 'The archive has more than one end record.',
    why: twoReaders,
    fix: packAgain,
  },
  'archive-zip64': {
    ...archive,
    what: 'The archive uses ZIP64.',
    why: 'It is for archives beyond 4 GiB; in a small one it only offers a second set of sizes.',
    fix: 'Pack again without ZIP64; an ordinary zip program does so.',
  },
  'archive-comment': {
    ...archive,
    what: 'The archive or an entry carries a comment.',
    why: 'A comment is not content, and can look like the archive’s end.',
    fix: 'Pack again without comments. `git archive` writes one; `assay submit` packs the folder without.',
  },
  'archive-nested': {
    ...archive,
    what: 'The package holds another archive.',
    why: 'What is inside it is not checked, and would be published unchecked.',
    fix: 'Leave it out, or add its files themselves.',
  },
  'package-wrapped-in-folder': {
    ...structure,
    refuses: true,
    what: 'All files stand in one folder instead of at the top of the archive.',
    why: 'The package’s files are known by their names at the top.',
    fix: 'Zip the contents of the folder, not the folder itself.',
  },
  'package-file-too-large': {
    ...structure,
    refuses: true,
    what: 'A file is larger than it may be.',
    why: 'Every step of the pipeline is bounded in time and memory.',
    fix: 'Make the file smaller.',
  },
  'package-file-name-exact': {
    ...structure,
    what: 'A file has almost the name of a package’s file.',
    why: 'The file would not be found, and the checks on it would be skipped without a word.',
    fix: 'Give the file its exact name; upper and lower case count.',
  },
  'package-two-definitions': {
    ...structure,
    what: 'The package holds a second definition.',
    why: 'A package is one connector; nobody could say which definition was certified.',
    fix: 'Keep apiDefinition.swagger.json only.',
  },
  'package-dangerous-file': {
    ...structure,
    what: 'A file would change how the published repository or a tool behaves.',
    why: 'Workflows, git settings, package manifests, linter settings and programs act on whoever checks out the repository.',
    fix: 'Leave it out of the package.',
  },
  'package-empty-file': {
    ...structure,
    what: 'A file has no bytes.',
    why: 'It is a slip: a file that is meant to be there has content.',
    fix: 'Write its content, or leave the file out.',
  },
  'package-no-settings-file': {
    ...structure,
    severity: 'warning',
    what: 'The settings of a command line tool lie in the package.',
    why: 'They name your environment and connector and are of no use to anybody else.',
    fix: 'Leave settings.json out of the package.',
  },
  'package-unexpected-file': {
    ...structure,
    severity: 'warning',
    what: 'A file is not part of a connector package; it is left out.',
    why: 'Only files that a package is known to have are checked and published.',
    fix: 'Nothing needs to be done; remove it from the archive to silence this.',
  },
  'package-readme-name-canonical': {
    ...structure,
    severity: 'info',
    what: 'The readme is written in another letter case than README.md.',
    why: 'It is published as README.md, so that links to it hold on every system.',
    fix: 'Nothing needs to be done; rename it to README.md to silence this.',
  },
  'json-too-deep': {
    ...json,
    what: 'Objects and arrays are nested too deeply.',
    why: 'Programs that follow the nesting run out of stack.',
    fix: 'Make the structure flatter; definitions in use stay below 30 levels.',
  },
  'json-too-many-values': {
    ...json,
    what: 'A JSON file holds too many values.',
    why: 'Every step of the pipeline is bounded in time and memory.',
    fix: 'Split the connector, or remove what it does not need: long enumerations, recorded examples.',
  },
  'json-text-too-long': {
    ...json,
    what: 'A text in a JSON file is too long.',
    why: 'Every step of the pipeline is bounded in time and memory.',
    fix: 'Shorten the text.',
  },
  'json-forbidden-key': {
    ...json,
    what: 'A member is called `__proto__`, or `prototype` inside `constructor`.',
    why: 'Programs that copy such an object change the behaviour of all their objects.',
    fix: 'Rename the member.',
  },
  'json-reference-expansion': {
    ...json,
    what: 'The definition becomes too large when its references are replaced by what they point at.',
    why: 'A few lines can stand for billions of values; tools that expand references would run out of memory.',
    fix: 'Use fewer references inside one another.',
  },
  'json-reference-endless': {
    ...json,
    what: 'A reference leads back to itself without any property or item in between.',
    why: 'No value can ever meet such a schema, and following it never ends.',
    fix: 'Let the reference point at a schema that says something itself.',
  },
} as const satisfies Record<string, IntakeRule>;

export type IntakeRuleId = keyof typeof intakeRules;
