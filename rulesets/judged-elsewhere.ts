/** Who judges what no rule can. */
export type Judge = 'reviewer' | 'functional' | 'service' | 'command line' | 'nobody';

/** A requirement of the reference programme that no rule judges: who does, and why no rule. */
export interface JudgedElsewhere {
  readonly judge: Judge;
  readonly why: string;
}

/** The requirements that certification guides list beside those that have a rule here, under the ids that they go by. */
export const judgedElsewhere: Readonly<Record<string, JudgedElsewhere>> = {
  'agent-strings-accurate': {
    judge: 'reviewer',
    why: 'Whether a description says what the operation does needs somebody who knows both.',
  },
  'attest-tested': {
    judge: 'functional',
    why: 'The functional stage calls the operations itself; nobody has to attest that they were called.',
  },
  'cla-signed': { judge: 'reviewer', why: 'An agreement is a matter between people; no file of the package shows it.' },
  'connection-parameter-english': {
    judge: 'reviewer',
    why: 'The language of labels of one or two words cannot be told reliably.',
  },
  'deprecation-notice-30-days': {
    judge: 'reviewer',
    why: 'The notice goes to users outside of the package; no file shows when they were told.',
  },
  'description-english-spelling': { judge: 'reviewer', why: 'Spelling and grammar of free prose need a reader.' },
  'description-no-connector-word': {
    judge: 'nobody',
    why: 'It is no requirement, although many believe so: 37 % of the certified connectors say “connector”.',
  },
  'evidence-screenshots': {
    judge: 'functional',
    why: 'The record of every call that the functional stage made is the evidence, in place of pictures.',
  },
  'functional-auth-negative': { judge: 'functional', why: 'It takes calls to the API.' },
  'functional-operation-2xx': { judge: 'functional', why: 'It takes calls to the API.' },
  'functional-response-matches-schema': { judge: 'functional', why: 'It takes calls to the API.' },
  'functional-webhook-lifecycle': { judge: 'functional', why: 'It takes calls to the API.' },
  'host-resolves-and-owned': {
    judge: 'functional',
    why: 'It takes the network, and has to be looked at again and again: a domain can lapse after certification. Who owns it, a reviewer decides.',
  },
  'icon-unique': {
    judge: 'reviewer',
    why: 'It takes the icons of all public connectors, which the catalogue does not compare yet; the review shows the icon.',
  },
  'identity-verified': {
    judge: 'service',
    why: 'An administrator adds a publisher after having made sure who that is.',
  },
  labels: { judge: 'service', why: 'What kind a connector is follows from its publisher; nobody sets a label.' },
  'not-duplicate': {
    judge: 'reviewer',
    why: 'Whether two connectors are for the same service needs knowledge of both.',
  },
  'one-of-required': {
    judge: 'nobody',
    why: 'The validator’s message names no list of properties, and none is published; the one known case is `dynamic-operation-id-required`.',
  },
  'operation-strings-english': { judge: 'reviewer', why: 'Whether sentences are full and correct needs a reader.' },
  'package-folder-name-chars': {
    judge: 'service',
    why: 'The folder is made of the slugs of publisher and connector, which are plain ASCII and never change.',
  },
  'package-no-foreign-files': {
    judge: 'service',
    why: 'A submission is a package, not a change of the repository; publishing writes only inside the connector’s own folder and its index.',
  },
  'package-single-connector': {
    judge: 'service',
    why: 'A submission is one package of one connector; a second definition in it is `package-two-definitions`.',
  },
  'pkg-args': {
    judge: 'command line',
    why: '`assay solution` checks its own arguments and says what is wrong with them.',
  },
  'pkg-solution-checker': { judge: 'nobody', why: 'The solution checker is a closed service that needs an account.' },
  'readme-faq': { judge: 'nobody', why: 'The section is optional.' },
  'readme-getting-started': { judge: 'nobody', why: 'The section is optional.' },
  'reviewer-credentials': {
    judge: 'functional',
    why: 'Credentials are handed in with the submission, are never shown, and are used by the functional stage.',
  },
  'script-compiles': {
    judge: 'reviewer',
    why: 'It takes a C# compiler and the platform’s own assemblies, which are not part of Assay.',
  },
  'script-time-limit': { judge: 'reviewer', why: 'It takes running the script, which Assay never does.' },
  'smoke-test-connection': { judge: 'functional', why: 'It takes calls to the API.' },
  'title-not-foreign-product': { judge: 'reviewer', why: 'Who owns a product’s name is not written in the package.' },
};
