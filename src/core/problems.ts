/** Whose fault an expected failure is: the caller's, ours, or a system's that we depend on. */
export type Fault = 'yours' | 'ours' | 'upstream';

type Context = Readonly<Record<string, string | number>>;

interface Entry {
  readonly fault: Fault;
  readonly title: string;
  readonly detail: (context: Context) => string;
  readonly fix: (context: Context) => string;
}

/** Every expected failure there is. A new one is one entry here; `docs/reference/problems.md` is made from this table. */
export const problems = {
  'submission-not-found': {
    fault: 'yours',
    title: 'There is no such submission.',
    detail: c => `No submission ${c.id} is visible to you.`,
    fix: () => 'Check the id; `assay status` lists the submissions you may see.',
  },
  'submission-not-waiting': {
    fault: 'yours',
    title: 'There is nothing to decide.',
    detail: c =>
      `Submission ${c.id} is at ${c.stage}, ${c.state}; a decision is possible only while it waits for a reviewer.`,
    fix: () => 'Look at its timeline with `assay status` and decide when it waits in preview.',
  },
  'submission-not-revisable': {
    fault: 'yours',
    title: 'This submission takes no new revision now.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}.`,
    fix: () =>
      'A revision is possible once it was returned, waits for review, or stopped. After it is final, open a new submission.',
  },
  'submission-not-stopped': {
    fault: 'yours',
    title: 'There is nothing to run again.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}; only a stopped stage can be run again.`,
    fix: () => 'Wait for the running stage, or upload a new revision.',
  },
  'submission-not-withdrawable': {
    fault: 'yours',
    title: 'This submission can no longer be withdrawn.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}.`,
    fix: () => 'What is being published or already final stays. Submit a corrected version instead.',
  },
  'connector-not-found': {
    fault: 'yours',
    title: 'There is no such connector.',
    detail: c => `There is no connector ${c.publisher}/${c.connector} that you may see.`,
    fix: () => 'Check the name; the catalogue lists what is public, and your submissions what is yours.',
  },
  'version-not-public': {
    fault: 'yours',
    title: 'This version is not public.',
    detail: c => `${c.publisher}/${c.connector} has no public version ${c.version}.`,
    fix: () => 'Name versions as the connector lists them. What is not public yet is taken back as a submission.',
  },
  'deprecation-dates-refused': {
    fault: 'yours',
    title: 'A deprecation cannot have these dates.',
    detail: c => `${c.reason}`,
    fix: () => 'Begin today or later, and leave users the time that they are promised.',
  },
  'deprecation-not-found': {
    fault: 'yours',
    title: 'There is no such deprecation.',
    detail: c => `${c.publisher}/${c.connector} has no deprecation ${c.id}.`,
    fix: () => 'Check the id; the connector lists its deprecations.',
  },
  'replacement-not-public': {
    fault: 'yours',
    title: 'The replacement cannot be used.',
    detail: c => `${c.publisher}/${c.connector} is the connector itself, or has no public version that stands.`,
    fix: () => 'Name another connector that is public, or none.',
  },
  'withdrawal-not-found': {
    fault: 'yours',
    title: 'There is no such withdrawal.',
    detail: c => `${c.publisher}/${c.connector} has no withdrawal ${c.id} that this can be done with.`,
    fix: () => 'Look at the connector: the withdrawal may have been taken back, or need nobody’s consent.',
  },
  'withdrawal-stands': {
    fault: 'yours',
    title: 'A withdrawal of this version stands already.',
    detail: c => `${c.publisher}/${c.connector} ${c.version}: ${c.id}.`,
    fix: () => 'If it waits for a second person, consent to it; if it is in effect, nothing is left to do.',
  },
  'recertification-open': {
    fault: 'yours',
    title: 'This version is to be judged again already.',
    detail: c => `A request for ${c.publisher}/${c.connector} ${c.version} is open.`,
    fix: () => 'Wait for its judgement: the connector shows it.',
  },
  'recertification-not-found': {
    fault: 'yours',
    title: 'There is no such recertification.',
    detail: c => `${c.publisher}/${c.connector} has no recertification ${c.id} that you may see.`,
    fix: () => 'Look at the connector: each of its versions names its newest recertification.',
  },
  'webhook-not-found': {
    fault: 'yours',
    title: 'There is no such webhook.',
    detail: c => `No webhook ${c.id} is visible to you.`,
    fix: () => 'Check the id; the list of your publisher’s webhooks has them all.',
  },
  'webhook-url-refused': {
    fault: 'yours',
    title: 'Nothing can be delivered to this URL.',
    detail: c => `${c.reason}`,
    fix: () => 'Give an https URL on a public address and a web port; an administrator can allow other ones.',
  },
  'consumer-not-found': {
    fault: 'yours',
    title: 'There is no such consumer.',
    detail: c => `No consumer ${c.id} is yours.`,
    fix: () => 'Check the id; the list of the connector’s consumers has yours.',
  },
  'consumer-limit': {
    fault: 'yours',
    title: 'Your account has no room for another consumer.',
    detail: c => `An account may register ${c.limit} consumers.`,
    fix: () => 'Remove one that is no longer needed.',
  },
  'operations-unknown': {
    fault: 'yours',
    title: 'The public version has no such operation.',
    detail: c => `${c.publisher}/${c.connector} does not have: ${c.unknown}.`,
    fix: () => 'Name operations by their operationId, as the public definition has them.',
  },
  'mail-not-found': {
    fault: 'yours',
    title: 'There is no such mail.',
    detail: c => `There is no mail ${c.id}.`,
    fix: () => 'Check the id; `GET /api/v1/mails?state=parked` lists those that were given up.',
  },
  'mail-not-sendable': {
    fault: 'yours',
    title: 'This mail cannot be sent again.',
    detail: c => `Mail ${c.id}: ${c.reason}`,
    fix: () => 'Only parked mails are sent again, while there is a mail server and their account wants them.',
  },
  'webhook-limit': {
    fault: 'yours',
    title: 'This publisher has as many webhooks as it may have.',
    detail: c => `${c.publisher} has ${c.limit}.`,
    fix: () => 'Remove one that is no longer needed.',
  },
  'webhook-disabled': {
    fault: 'yours',
    title: 'This webhook is disabled.',
    detail: c => `${c.reason}`,
    fix: c => `Mend the receiver, enable webhook ${c.id}, then replay the delivery.`,
  },
  'delivery-not-found': {
    fault: 'yours',
    title: 'There is no such delivery.',
    detail: c => `No delivery ${c.id} is visible to you.`,
    fix: () => 'Check the id; the list of the webhook’s deliveries has them all.',
  },
  'tester-not-found': {
    fault: 'yours',
    title: 'This account is no tester of the submission.',
    detail: c => `Account ${c.account} is not invited to test submission ${c.id}.`,
    fix: c => `A member of the publisher or a reviewer invites with POST /api/v1/submissions/${c.id}/testers.`,
  },
  'tester-limit': {
    fault: 'yours',
    title: 'This submission has as many testers as it may have.',
    detail: c => `Submission ${c.id} has ${c.limit}.`,
    fix: () => 'Remove one who is no longer needed.',
  },
  'tester-not-independent': {
    fault: 'yours',
    title: 'This account can be no tester.',
    detail: c => `Four eyes: ${c.reason}`,
    fix: () =>
      'Invite somebody who neither uploaded any revision of it nor belongs to its publisher. Members call the preview without an invitation.',
  },
  'invitation-too-late': {
    fault: 'yours',
    title: 'This submission takes no testers any more.',
    detail: c => `Submission ${c.id} is ${c.state}.`,
    fix: () => 'Invite testers to the next version while its submission is open.',
  },
  'preview-not-open': {
    fault: 'yours',
    title: 'No version is in preview.',
    detail: c => `${c.connector} can be tried while it waits in preview; ${c.standing}.`,
    fix: () => 'Wait until the newest revision has passed its tests and waits in preview.',
  },
  'preview-connection-needed': {
    fault: 'yours',
    title: 'Your own connection is needed for this call.',
    detail: c => `${c.reason}`,
    fix: c =>
      `Hand in your own credentials: POST ${c.path} with \`{ "connection": { … } }\`, the values by the names of the connection parameters: ${c.names}.`,
  },
  'operation-not-found': {
    fault: 'yours',
    title: 'The connector has no such operation.',
    detail: c => `${c.connector} ${c.version} has no ${c.method} ${c.path}.`,
    fix: c => `Use method and path of its definition, with the base path or without it. Nearest: ${c.nearest}.`,
  },
  'operation-not-callable': {
    fault: 'yours',
    title: 'This operation cannot be called here.',
    detail: c => `${c.operation} cannot be called through the gateway: ${c.reason}.`,
    fix: () => 'Call another operation; this one can be tried where the connector is used.',
  },
  'preview-call-failed': {
    fault: 'upstream',
    title: 'The connector’s API did not answer.',
    detail: c => `${c.operation}: ${c.reason}`,
    fix: () => 'Try again. If it stays so, say it in a verdict: `fails`, with this sentence.',
  },
  'preview-call-refused': {
    fault: 'yours',
    title: 'The call was not made.',
    detail: c => `${c.operation}: ${c.reason}`,
    fix: () =>
      'Look at your connection and your request. If both are right, say it in a verdict: `fails`, with this sentence.',
  },
  'preview-calls-limit': {
    fault: 'yours',
    title: 'You have too many calls under way.',
    detail: c => `An account may have ${c.limit} calls through the gateway at the same time.`,
    fix: () => 'Wait for one of them to be answered.',
  },
  'preview-busy': {
    fault: 'ours',
    title: 'The gateway is busy with other calls.',
    detail: () => 'Your call was not made.',
    fix: () => 'Send it again in a few seconds.',
  },
  'submission-already-open': {
    fault: 'yours',
    title: 'This connector already has an open submission.',
    detail: c => `Submission ${c.id} for ${c.publisher}/${c.connector} is at ${c.stage}, ${c.state}.`,
    fix: c => `Upload a new revision of ${c.id}, or withdraw it first.`,
  },
  'four-eyes': {
    fault: 'yours',
    title: 'You may not decide this.',
    detail: c => `Four eyes: ${c.reason}`,
    fix: () => 'A reviewer who neither uploaded any revision of it nor belongs to its publisher has to decide.',
  },
  'token-four-eyes': {
    fault: 'yours',
    title: 'You may not make this token.',
    detail: c =>
      `You belong to a publisher (${c.publishers}), so that you make no token with which others ${c.scopes}: you could approve its connectors with it.`,
    fix: () => 'An administrator who belongs to no publisher has to make it.',
  },
  'decision-already-made': {
    fault: 'yours',
    title: 'You have approved this revision already.',
    detail: c => `Submission ${c.id} holds your approval; one reviewer counts once.`,
    fix: () => 'Another reviewer has to approve it too. You may still return or reject it.',
  },
  'assignment-moved': {
    fault: 'yours',
    title: 'The submission is with somebody else by now.',
    detail: c => `Submission ${c.id} is not with whom you saw it with.`,
    fix: () => 'Look at the queue again, and take it over from whoever has it.',
  },
  'evidence-aged': {
    fault: 'yours',
    title: 'The evidence is too old to approve on.',
    detail: c => `The tests of submission ${c.id} were good until ${c.until}.`,
    fix: () => 'Return it: handed in again, also with the same files, it is tested anew.',
  },
  'version-already-published': {
    fault: 'yours',
    title: 'This version is already published.',
    detail: c =>
      `${c.publisher}/${c.connector} ${c.version} with ${c.digest} collides with what submission ${c.other} published to ${c.target}.`,
    fix: () => 'A published version never changes: raise `info.version` in the definition and submit again.',
  },
  'cursor-invalid': {
    fault: 'yours',
    title: 'This page cursor cannot be read.',
    detail: () => 'A cursor is the `next` of the page before, unchanged.',
    fix: () => 'Start again at the first page, without a cursor.',
  },
  'publisher-already-exists': {
    fault: 'yours',
    title: 'This publisher already exists.',
    detail: c => `There is a publisher ${c.slug}.`,
    fix: () => 'Use it, or choose another short name.',
  },
  'account-already-exists': {
    fault: 'yours',
    title: 'This account already exists.',
    detail: c => `There is an account named ${c.name}.`,
    fix: () => 'Use it, or choose another name.',
  },
  'token-unknown': {
    fault: 'yours',
    title: 'This token is not valid.',
    detail: () => 'No account has such a token.',
    fix: () => 'Check that the whole token was copied, from `assay_` on; an administrator can make a new one.',
  },
  'token-expired': {
    fault: 'yours',
    title: 'This token has expired.',
    detail: c => `The token ${c.name} was valid until ${c.expiresAt}.`,
    fix: () => 'Ask an administrator for a new one.',
  },
  'token-revoked': {
    fault: 'yours',
    title: 'This token was revoked.',
    detail: c => `The token ${c.name} was revoked at ${c.revokedAt}.`,
    fix: () => 'Ask an administrator for a new one.',
  },
  'token-not-found': {
    fault: 'yours',
    title: 'There is no such token.',
    detail: c => `No token has the id ${c.id}.`,
    fix: () => 'Check the id against the list of the account’s tokens.',
  },
  'token-lifetime-invalid': {
    fault: 'yours',
    title: 'A token cannot be valid for that long.',
    detail: c => `${c.days} days were asked for; 1 to ${c.longest} whole days are possible.`,
    fix: c => `Ask for at most ${c.longest} days, and for a new token afterwards.`,
  },
  'scope-not-allowed': {
    fault: 'yours',
    title: 'The account may not have a token for this.',
    detail: c => `The scopes ${c.refused} go beyond the roles of ${c.account} (${c.roles}).`,
    fix: c => `Leave out ${c.refused}, or give the account the role first.`,
  },
  'idempotency-key-reused': {
    fault: 'yours',
    title: 'This idempotency key was used for another request.',
    detail: c => `The key ${c.key} already stands for a request with other content.`,
    fix: () => 'Use a new key for a new request; repeat a key only with exactly the same content.',
  },
  'idempotency-in-progress': {
    fault: 'yours',
    title: 'The same request is still being worked on.',
    detail: c => `A request with the key ${c.key} has not been answered yet.`,
    fix: () => 'Wait a few seconds and repeat it with the same key; you then get the answer of the first.',
  },
  'vault-key-wrong': {
    fault: 'ours',
    title: 'Stored credentials cannot be opened.',
    detail: c => `They were sealed with master key ${c.sealedWith}; this process holds ${c.held}.`,
    fix: () =>
      'Start Assay with the master key that was in use before (ASSAY_MASTER_KEY, or its file in the data folder).',
  },
  'vault-record-damaged': {
    fault: 'ours',
    title: 'A stored credential is damaged.',
    detail: c => `The value ${c.name} of submission ${c.id} does not open with the key it was sealed with.`,
    fix: () => 'Send the connection again with a new revision; the damaged value was not used.',
  },
  'database-unreachable': {
    fault: 'ours',
    title: 'The database does not answer.',
    detail: c => `PostgreSQL: ${c.reason}.`,
    fix: () => 'Check that it runs and accepts connections; nothing was lost, and work goes on once it is back.',
  },
  'decision-stale': {
    fault: 'yours',
    title: 'The decision is about bytes that are no longer current.',
    detail: c => `You decided on ${c.decided}; the submission now holds ${c.current}.`,
    fix: () => 'Look at the new revision and decide again.',
  },
  'acknowledgement-missing': {
    fault: 'yours',
    title: 'Breaking changes have to be acknowledged first.',
    detail: c => `Submission ${c.id} is not acknowledged ${c.missing}`,
    fix: c =>
      `A submitter of the publisher and a reviewer each acknowledge every breaking change, with \`assay review ${c.id} --acknowledge\`; then approve it.`,
  },
  'acknowledgement-stale': {
    fault: 'yours',
    title: 'The acknowledgement is about bytes that are no longer current.',
    detail: c => `You looked at ${c.given}; the submission now holds ${c.current}.`,
    fix: () =>
      'Look at the breaking changes of the new revision and acknowledge those. What was acknowledged and did not change is still acknowledged.',
  },
  'breaking-change-not-found': {
    fault: 'yours',
    title: 'There is no such breaking change.',
    detail: c => `Submission ${c.id} has no finding ${c.fingerprint} that waits for an acknowledgement.`,
    fix: () => 'Take the fingerprints from `breakingChanges` of the submission as it stands.',
  },
  'submission-final': {
    fault: 'yours',
    title: 'Nothing can be acknowledged any more.',
    detail: c => `Submission ${c.id} is ${c.state}.`,
    fix: () => 'Open a new submission for another version.',
  },
  'comment-not-found': {
    fault: 'yours',
    title: 'There is no such comment.',
    detail: c => `No comment ${c.id} is visible to you there.`,
    fix: () =>
      'Take the id from the list of the submission’s comments; a thread is resolved by the comment that began it.',
  },
  'comment-target-not-found': {
    fault: 'yours',
    title: 'There is nothing to comment on at this place.',
    detail: c => `Submission ${c.id} has no ${c.what}.`,
    fix: () =>
      'Name a finding, an operation or a line as the submission has it; a line with the digest of the package that you looked at.',
  },
  'comment-limit': {
    fault: 'yours',
    title: 'There are too many comments.',
    detail: c => `Submission ${c.id} has ${c.limit} comments, and takes no more.`,
    fix: () => 'Read what is there; what has to be said still can be said with a decision or in a new submission.',
  },
  'note-not-yours': {
    fault: 'yours',
    title: 'Only reviewers write notes for reviewers.',
    detail: () => 'The comment is to be seen by reviewers alone, and you do not speak for them here.',
    fix: () => 'Leave `visibility` out: then both sides read it.',
  },
  'finding-not-found': {
    fault: 'yours',
    title: 'There is no such finding.',
    detail: c => `The newest revision of submission ${c.id} has no finding ${c.fingerprint}.`,
    fix: () => 'Take the fingerprint from the newest reports of the submission.',
  },
  'waiver-refused': {
    fault: 'yours',
    title: 'This finding cannot be waived so.',
    detail: c => `Finding ${c.fingerprint} of submission ${c.id} is not waived: ${c.why}`,
    fix: () =>
      'Waive only what blocks and may be waived, for a year at most; have breaking changes acknowledged and everything else mended.',
  },
  'waiver-already-given': {
    fault: 'yours',
    title: 'This finding is waived already.',
    detail: c => `Waiver ${c.id} covers finding ${c.fingerprint} until ${c.until}.`,
    fix: () => 'Leave it so; for another reason, scope or end, revoke that waiver first.',
  },
  'waiver-not-found': {
    fault: 'yours',
    title: 'There is no such waiver.',
    detail: c => `There is no waiver ${c.id}.`,
    fix: () => 'Take the id from the list of the submission’s waivers.',
  },
  'waiver-ended': {
    fault: 'yours',
    title: 'The waiver has ended.',
    detail: c => `Waiver ${c.id} ${c.how}.`,
    fix: () =>
      'Run the submission again with `assay recheck`: what the waiver covered then counts again, unless it is waived anew.',
  },
  'recheck-pointless': {
    fault: 'yours',
    title: 'The same bytes would come to the same end.',
    detail: c =>
      `Submission ${c.id} is at ${c.stage}, ${c.state}, and no waiver has changed what becomes of its newest revision.`,
    fix: () =>
      'Have every finding that blocks a returned submission waived, or upload a new revision. A stopped stage runs again with `assay retry`.',
  },
  'blob-missing': {
    fault: 'ours',
    title: 'Stored bytes are missing.',
    detail: c => `The content-addressed store has no object ${c.sha256}.`,
    fix: () => 'Restore the store from its backup; the work goes on by itself afterwards.',
  },
  'blob-damaged': {
    fault: 'ours',
    title: 'Stored bytes are damaged.',
    detail: c => `The object ${c.sha256} no longer has the content that its name promises.`,
    fix: () => 'Restore the store from its backup; nothing was done with the damaged bytes.',
  },
  'storage-unusable': {
    fault: 'ours',
    title: 'The store cannot be used.',
    detail: c => `${c.place}: ${c.reason}.`,
    fix: () => 'Make it a folder on a working disk that this user may read and write; nothing was accepted.',
  },
  'folder-not-packable': {
    fault: 'yours',
    title: 'This folder cannot be packed.',
    detail: c => `${c.path} ${c.reason}.`,
    fix: () => 'Keep only the connector’s own files in the folder, or pack them into a zip yourself and name that.',
  },
  'storage-full': {
    fault: 'ours',
    title: 'There is no space left to store this.',
    detail: c => `Writing to ${c.place} failed: ${c.reason}.`,
    fix: () => 'Free space on that disk and try again; nothing was accepted.',
  },
  'config-invalid': {
    fault: 'yours',
    title: 'The settings are not right.',
    detail: c => `${c.faults}`,
    fix: () => 'Correct these settings and start again; docs/reference/config.md lists all of them.',
  },
  'port-in-use': {
    fault: 'yours',
    title: 'The address is already in use.',
    detail: c => `Another program listens on ${c.host}:${c.port}.`,
    fix: () => 'Stop that program, or set ASSAY_PORT to another port (0 takes any free one).',
  },
  'address-unusable': {
    fault: 'yours',
    title: 'The address cannot be listened on.',
    detail: c => `Listening on ${c.host}:${c.port} failed: ${c.reason}.`,
    fix: () => 'Set ASSAY_HOST to an address of this machine and ASSAY_PORT to a port that this user may open.',
  },
  'data-folder-unusable': {
    fault: 'yours',
    title: 'The data folder cannot be used.',
    detail: c => `${c.folder}: ${c.reason}.`,
    fix: () => 'Make it a folder that this user may write to, or set ASSAY_DATA_DIR to another one.',
  },
  'master-key-unreadable': {
    fault: 'yours',
    title: 'The master key cannot be read.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () =>
      'Make the file readable for this user, or restore it from its backup: without it, stored credentials are lost.',
  },
  'token-missing': {
    fault: 'yours',
    title: 'This needs a token.',
    detail: () => 'The request has no `Authorization: Bearer assay_…` header.',
    fix: () => 'Send your API token in that header; an administrator makes one with `assay token`.',
  },
  'scope-missing': {
    fault: 'yours',
    title: 'Your token does not allow this.',
    detail: c => `This needs the scope \`${c.scope}\`; your token has: ${c.scopes}.`,
    fix: c => `Use a token with the scope \`${c.scope}\`, or ask an administrator for the role that may hold it.`,
  },
  'request-invalid': {
    fault: 'yours',
    title: 'The request is not as it should be.',
    detail: c => `${c.faults}`,
    fix: () => 'Correct these parts of the request and send it again; /api/v1/openapi.json describes all of them.',
  },
  'request-malformed': {
    fault: 'yours',
    title: 'The request cannot be read.',
    detail: c => `${c.reason}`,
    fix: () => 'Send a well-formed HTTP request; /api/v1/openapi.json describes what each route takes.',
  },
  'request-timeout': {
    fault: 'yours',
    title: 'The request took too long to arrive.',
    detail: () => 'Its header or body was not complete in time.',
    fix: () => 'Send it again over a faster or more stable connection.',
  },
  'media-type-unsupported': {
    fault: 'yours',
    title: 'The body has the wrong type.',
    detail: c => `This route takes ${c.expected}, not ${c.given}.`,
    fix: c => `Send the body as ${c.expected}.`,
  },
  'body-too-large': {
    fault: 'yours',
    title: 'The request is too large.',
    detail: c => `This route takes at most ${c.limit}.`,
    fix: () => 'Make it smaller and send it again. Nothing was stored.',
  },
  'upload-invalid': {
    fault: 'yours',
    title: 'The upload cannot be read.',
    detail: c => `${c.reason}`,
    fix: () => 'Send multipart/form-data with the fields of this route and one file named `package`, a zip.',
  },
  'route-not-found': {
    fault: 'yours',
    title: 'There is nothing at this address.',
    detail: c => `No route answers ${c.method} ${c.path}.`,
    fix: () => 'Check method and path; /api/v1/openapi.json lists every route.',
  },
  'method-not-allowed': {
    fault: 'yours',
    title: 'This address takes another method.',
    detail: c => `${c.path} takes ${c.allowed}, not ${c.method}.`,
    fix: () => 'Use one of these methods; /api/v1/openapi.json lists every route.',
  },
  'publisher-not-found': {
    fault: 'yours',
    title: 'There is no such publisher.',
    detail: c => `No publisher ${c.publisher} is known to you.`,
    fix: () => 'Check the name; `GET /api/v1/me` lists your publishers. An administrator adds publishers and members.',
  },
  'publisher-not-yours': {
    fault: 'yours',
    title: 'You do not act for this publisher.',
    detail: c => `Your account is not a member of ${c.publisher}.`,
    fix: () => 'Ask a member of the publisher to do this, or an administrator to add you to it.',
  },
  'account-not-found': {
    fault: 'yours',
    title: 'There is no such account.',
    detail: c => `No account ${c.account} is visible to you.`,
    fix: () => 'Check the id; an administrator sees all accounts at `GET /api/v1/accounts`.',
  },
  'token-scope-too-wide': {
    fault: 'yours',
    title: 'A token cannot make one that may do more than itself.',
    detail: c => `Your token does not have the scope ${c.scope}.`,
    fix: () => 'Ask for fewer scopes, or use a token that has them, or ask an administrator.',
  },
  'token-outlives': {
    fault: 'yours',
    title: 'A token cannot make one that lives longer than itself.',
    detail: c => `Your token is valid until ${c.expiresAt}; ${c.days} days from now is later.`,
    fix: () => 'Ask for fewer days, or ask an administrator for a new token.',
  },
  'evidence-not-found': {
    fault: 'yours',
    title: 'There is no such evidence.',
    detail: c => `No report of submission ${c.id} names ${c.digest}.`,
    fix: () => 'Take the digest from `evidence` of a report in the submission’s timeline.',
  },
  'functional-report-not-found': {
    fault: 'yours',
    title: 'There is no functional report yet.',
    detail: c => `The API of submission ${c.id} was not called yet; it is at ${c.stage}, ${c.state}.`,
    fix: () => 'Wait until the functional stage has run; `assay watch` shows its way there.',
  },
  'evidence-unreadable': {
    fault: 'yours',
    title: 'This is no evidence that can be read.',
    detail: c => `${c.reason}`,
    fix: () =>
      'Take the file exactly as `assay test --evidence` wrote it, or as the service gave it; its name there is its SHA-256.',
  },
  'evidence-version-unknown': {
    fault: 'yours',
    title: 'This evidence was written by another version of Assay.',
    detail: c => `Its form is version ${c.version}; this Assay reads version ${c.expected}.`,
    fix: c =>
      Number(c.version) > Number(c.expected)
        ? 'Install a newer Assay.'
        : 'Run the functional test again: records of before lack what it takes to judge them again.',
  },
  'evidence-of-another-package': {
    fault: 'yours',
    title: 'This evidence is of another package.',
    detail: c => `It is of ${c.recorded}; the package that was given is ${c.given}.`,
    fix: () => 'Give the very package that was tested, byte for byte.',
  },
  'evidence-other-plan': {
    fault: 'yours',
    title: 'This Assay would make other calls than those in the evidence.',
    detail: c => `${c.reason} It was recorded by Assay ${c.recorded}; this is Assay ${c.engine}.`,
    fix: c =>
      c.recorded === c.engine
        ? 'The evidence was changed after it was made. Take it once more from where it came from.'
        : `Replay it with Assay ${c.recorded}, or run the functional test again.`,
  },
  'evidence-incomplete': {
    fault: 'yours',
    title: 'This evidence does not hold every answer whole.',
    detail: c => `The answer of ${c.operation} (${c.case}) was too long to be kept.`,
    fix: () => 'Such an answer can be judged only while it is there: run the functional test again.',
  },
  'evidence-contradicts-itself': {
    fault: 'yours',
    title: 'This evidence contradicts itself.',
    detail: c => `The same Assay finds something else by its answers than it says was found: ${c.differences}`,
    fix: () =>
      'It was changed after it was made; trust none of it. Take it once more from where it came from, or run the functional test again.',
  },
  'certificate-not-found': {
    fault: 'yours',
    title: 'There is no certificate yet.',
    detail: c => `Submission ${c.id} is at ${c.stage}, ${c.state}; the certificate is made when it is published.`,
    fix: () => 'Wait until the submission is public; `assay watch` shows its way there.',
  },
  'too-many-listeners': {
    fault: 'ours',
    title: 'Too many connections wait for events.',
    detail: c => `This server feeds at most ${c.limit} listeners at a time.`,
    fix: () => 'Ask for the submission again every few seconds instead, or connect later.',
  },
  'server-busy': {
    fault: 'ours',
    title: 'The server is busy with other uploads.',
    detail: () => 'Your request waited for its turn and did not get one in time. Nothing was stored.',
    fix: () => 'Send it again in a few seconds.',
  },
  'unexpected-error': {
    fault: 'ours',
    title: 'Something went wrong that should not.',
    detail: c => `This is a fault of Assay. Its log has the details under ${c.reference}.`,
    fix: c => `Try again; if it stays, give the operator the reference ${c.reference}.`,
  },
  'path-not-found': {
    fault: 'yours',
    title: 'There is no such file or folder.',
    detail: c => `${c.path} does not exist.`,
    fix: () => 'Check the spelling; a path is taken relative to the folder that you are in.',
  },
  'path-not-readable': {
    fault: 'yours',
    title: 'This path cannot be read.',
    detail: c => `Reading ${c.path} failed: ${c.reason}.`,
    fix: () => 'Make it readable for you, or name another path.',
  },
  'path-not-a-package': {
    fault: 'yours',
    title: 'This is not a connector package.',
    detail: c => `${c.path} ${c.reason}.`,
    fix: () => 'Name the folder that holds apiDefinition.swagger.json, or a zip of its files.',
  },
  'path-not-a-solution-package': {
    fault: 'yours',
    title: 'This is not a package for the partner portal.',
    detail: c => `${c.path} ${c.reason}.`,
    fix: () => 'Name the zip that you hand in: at its top stand the intro and one inner zip.',
  },
  'source-unusable': {
    fault: 'yours',
    title: 'The connector’s own definition cannot be read.',
    detail: c => `${c.path}: ${c.reason}`,
    fix: () => 'Name the folder that holds apiDefinition.swagger.json with --source; `assay check` tells its faults.',
  },
  'corpus-empty': {
    fault: 'yours',
    title: 'There is no connector below this folder.',
    detail: c => `No folder below ${c.path} holds a definition or properties of a connector.`,
    fix: () => 'Name a folder that holds connector folders; each has an apiDefinition.swagger.json.',
  },
  'baseline-unusable': {
    fault: 'yours',
    title: 'The baseline is not a package to compare with.',
    detail: c => `${c.path}: ${c.reason}`,
    fix: () => 'Name the folder or zip of the published version with --baseline.',
  },
  'since-unusable': {
    fault: 'yours',
    title: 'The earlier package cannot be checked.',
    detail: c => `${c.path}: ${c.reason}`,
    fix: () => 'Name the folder or zip of the earlier revision with --since.',
  },
  'check-stopped': {
    fault: 'ours',
    title: 'The check did not come to an end.',
    detail: c => `Checking ${c.path} stopped: ${c.reason}.`,
    fix: () => 'Run it again with this package alone; if it stops again, please report it with the package.',
  },
  'options-conflict': {
    fault: 'yours',
    title: 'These options do not go together.',
    detail: c => String(c.reason),
    fix: c => String(c.fix),
  },
  'programme-unreadable': {
    fault: 'yours',
    title: 'The programme cannot be read.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () => 'Name the programme’s file; the folder of rules and the file of waivers are looked for beside it.',
  },
  'programme-invalid': {
    fault: 'yours',
    title: 'The programme is not valid.',
    detail: c => String(c.faults),
    fix: () => 'Correct these places; `assay rules` lists the rules, and `assay rules ID` shows the limits of one.',
  },
  'programme-changed': {
    fault: 'ours',
    title: 'The programme was changed while it is in use.',
    detail: c => `${c.path} is no longer what this process started with.`,
    fix: () => 'Restart the service, so that all of it judges by the same rules.',
  },
  'profile-not-found': {
    fault: 'yours',
    title: 'There is no such profile.',
    detail: c => `The programme has no profile ${c.profile}; it has ${c.known}.`,
    fix: () => 'Name one of these, or the programme’s file that has it.',
  },
  'rule-file-invalid': {
    fault: 'yours',
    title: 'The file is not a rule.',
    detail: c => `${c.path}: ${c.reason}`,
    fix: () => 'Compare it with the example in the documentation of programmes.',
  },
  'rule-not-found': {
    fault: 'yours',
    title: 'There is no such rule.',
    detail: c => `No rule has the id ${c.id}.${c.suggestion}`,
    fix: () => '`assay rules` lists every rule; `assay rules WORD` searches in them.',
  },
  'fix-not-a-folder': {
    fault: 'yours',
    title: 'Only the files of a folder can be repaired.',
    detail: c => `${c.path} is not a folder.`,
    fix: () => 'Unpack a zip, repair its folder, and check that; `assay check` takes both.',
  },
  'fix-not-written': {
    fault: 'yours',
    title: 'The repaired file could not be written.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () => 'Files written before it are whole. See whether you may write there, and run `assay fix` again.',
  },
  'code-not-found': {
    fault: 'yours',
    title: 'The reference programme’s validator has no such code.',
    detail: c => `No error code is ${c.code}.${c.suggestion}`,
    fix: () => 'Copy the code as the validator prints it; docs/reference/validator-codes.md lists all of them.',
  },
  'server-unreachable': {
    fault: 'yours',
    title: 'The server does not answer.',
    detail: c => `No connection to ${c.server}: ${c.reason}.`,
    fix: () => 'Start it with `assay serve`, or give its address with --server or ASSAY_SERVER.',
  },
  'server-not-assay': {
    fault: 'yours',
    title: 'This is not an Assay server.',
    detail: c => `${c.server} answered with ${c.answer}, which Assay never says.`,
    fix: () => 'Check the address given with --server or ASSAY_SERVER; it is the one that `assay serve` prints.',
  },
  'server-lost': {
    fault: 'upstream',
    title: 'The connection to the server broke and did not come back.',
    detail: c => `${c.server} stopped answering: ${c.reason}.`,
    fix: () => 'What was accepted goes on by itself. Look with `assay status` once the server is back.',
  },
  'client-token-missing': {
    fault: 'yours',
    title: 'No token to sign in with.',
    detail: c => `${c.server} has to know who is asking.`,
    fix: () =>
      'Put your API token into ASSAY_TOKEN, or give it with --token. An administrator makes one with `assay token create`.',
  },
  'connection-unreadable': {
    fault: 'yours',
    title: 'The connection is not usable.',
    detail: c => `${c.source} ${c.reason}.`,
    fix: () => 'Write one JSON object with a text per connection parameter: { "api_key": "…" }.',
  },
  'decision-unconfirmed': {
    fault: 'yours',
    title: 'Nothing was decided yet.',
    detail: c => `A decision is about exact bytes; submission ${c.id} now holds ${c.digest}.`,
    fix: c => `Look at what is shown above, then run it again with --digest ${c.digest}, or with --yes.`,
  },
  'nothing-to-verify': {
    fault: 'yours',
    title: 'There is nothing to verify here.',
    detail: c => `${c.path} ${c.reason}.`,
    fix: () =>
      'Name a clone or a bare repository that Assay publishes to, or the folder of one connector inside a clone.',
  },
  'key-file-unusable': {
    fault: 'yours',
    title: 'These are not keys to verify with.',
    detail: c => `${c.path} ${c.reason}.`,
    fix: () => 'Give a file with Ed25519 public keys with --key: as the catalogue’s keys/*.json hold them, or in PEM.',
  },
  'git-unusable': {
    fault: 'yours',
    title: 'Git is needed for this, and does not work here.',
    detail: c => `Running git failed: ${c.reason}.`,
    fix: () => 'Install git 2.38 or newer, and see that `git --version` works.',
  },
  'demo-directory-foreign': {
    fault: 'yours',
    title: 'The demo does not touch a folder that is not its own.',
    detail: c => `${c.directory} exists, is not empty, and was not made by an earlier demo.`,
    fix: () => 'Give an empty or new folder with --dir.',
  },
  'demo-running': {
    fault: 'yours',
    title: 'A demo already runs in this folder.',
    detail: c => `Process ${c.pid} runs it in ${c.directory} (${c.address}).`,
    fix: () => 'Look at that one, end it with Ctrl-C, or give another folder with --dir.',
  },
  'demo-failed': {
    fault: 'ours',
    title: 'The demo did not come to its end.',
    detail: c => `${c.step}: ${c.reason}.`,
    fix: c => `The log of the service is in ${c.log}; please report it if it does not explain this.`,
  },
  'embedded-postgres-failed': {
    fault: 'ours',
    title: 'The embedded PostgreSQL does not run.',
    detail: c => String(c.reason),
    fix: () =>
      'Correct that and start again, or set DATABASE_URL to a PostgreSQL 15 or newer that runs already. No data was changed.',
  },
  'embedded-postgres-unsupported': {
    fault: 'ours',
    title: 'There is no embedded PostgreSQL for this system.',
    detail: c => String(c.reason),
    fix: () => 'Set DATABASE_URL to a PostgreSQL 15 or newer; everything else works here.',
  },
  'embedded-postgres-version': {
    fault: 'ours',
    title: 'The data belongs to another PostgreSQL version.',
    detail: c => `${c.folder} was made by PostgreSQL ${c.found}; this release of Assay ships PostgreSQL ${c.shipped}.`,
    fix: c =>
      `Move the data with pg_dump from a PostgreSQL ${c.found} and set DATABASE_URL, or go back to the release of Assay that made it. Nothing was changed.`,
  },
  'connection-parameter-missing': {
    fault: 'yours',
    title: 'The connection lacks a value.',
    detail: c => `The connector signs in with \`${c.name}\`, and the connection has no value for it.`,
    fix: c =>
      `Give \`{ "${c.name}": "…" }\`: in the file that \`assay test --connection\` names, or for a submission with a new revision.`,
  },
  'connection-parameter-unusable': {
    fault: 'yours',
    title: 'A value of the connection cannot be sent.',
    detail: c => `The value of \`${c.name}\` has characters that no request may carry there, such as a line break.`,
    fix: c => `Check that \`${c.name}\` was copied exactly, and send the connection again with a new revision.`,
  },
  'connection-set-unknown': {
    fault: 'yours',
    title: 'The connection names a set of parameters that the connector does not have.',
    detail: c => `\`$parameterSet\` is \`${c.asked}\`; the connector has ${c.known}.`,
    fix: () => 'Name one of the connector’s `connectionParameterSets`, or leave the member out.',
  },
  'sign-in-unsupported': {
    fault: 'yours',
    title: 'Assay cannot sign in with this identity provider by itself.',
    detail: c => `apiProperties.json names \`${c.provider}\`, and no address of a token endpoint that could be asked.`,
    fix: c => `Get an access token in another way, and give it in the connection as \`${c.member}\`.`,
  },
  'sign-in-needed': {
    fault: 'yours',
    title: 'Somebody has to sign in first.',
    detail: c => `The connector signs in with OAuth, and the connection ${c.reason}.`,
    fix: () =>
      'Run `assay connect` with the connector and the connection’s file, and hand the connection in with a new revision; or run `assay connect --submission`, and then `assay retry` or a new revision.',
  },
  'sign-in-not-interactive': {
    fault: 'yours',
    title: 'Nobody can sign in to this connector in a browser.',
    detail: c => `${c.reason}.`,
    fix: () =>
      'Write the values that it asks for into the connection yourself; docs/reference/connections.md shows how.',
  },
  'sign-in-not-begun': {
    fault: 'yours',
    title: 'This answer belongs to no sign-in that was begun.',
    detail: () =>
      'Its state is not the one of the newest sign-in of this submission and this account, or that one is too old.',
    fix: () => 'Begin again with `assay connect`; nothing was stored.',
  },
  'sign-in-declined': {
    fault: 'yours',
    title: 'The provider did not let anybody in.',
    detail: c => `It answered ${c.answer}.`,
    fix: () => 'Sign in again, with an account that may use the app, and agree to what it asks for.',
  },
  'sign-in-too-early': {
    fault: 'yours',
    title: 'There is no package to sign in to yet.',
    detail: c => `Intake has not accepted a revision of submission ${c.id} so far.`,
    fix: () => 'Wait until the submission is past intake, and begin again.',
  },
  'token-endpoint-unusable': {
    fault: 'yours',
    title: 'The connector’s identity provider cannot be asked.',
    detail: c => `${c.host}: ${c.reason}`,
    fix: () =>
      'Correct the addresses in `oAuthSettings` of apiProperties.json: https, with a public host. An administrator can allow private ones with ASSAY_EGRESS_ALLOW.',
  },
  'token-endpoint-refused': {
    fault: 'yours',
    title: 'The identity provider gives no token.',
    detail: c => `${c.host} answered with ${c.answer}. ${c.meaning}`,
    fix: c => String(c.fix),
  },
  'token-endpoint-failed': {
    fault: 'upstream',
    title: 'The identity provider does not answer as it should.',
    detail: c => `${c.host}: ${c.reason}`,
    fix: () => 'It is tried again by itself. If it stays, see whether the provider works for others.',
  },
  'cache-unusable': {
    fault: 'yours',
    title: 'The cache cannot be used.',
    detail: c => `The folder ${c.folder} cannot hold results of checks (${c.reason}).`,
    fix: () => 'Name a folder with `--cache` that you may write to, or check without it.',
  },
  'output-not-writable': {
    fault: 'yours',
    title: 'The file cannot be written.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () => 'Name a file in a folder that is there and that you may write to.',
  },
  'connection-unwritable': {
    fault: 'yours',
    title: 'The connection’s file cannot be written.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () =>
      'See that you may write there and that there is space; the tokens that were got are lost, so sign in again.',
  },
  'callback-port-unusable': {
    fault: 'yours',
    title: 'Nothing can be listened for on this port.',
    detail: c => `127.0.0.1:${c.port}: ${c.reason}.`,
    fix: () => 'Give another port with --port, and register its redirect URL with the provider.',
  },
  'callback-missing': {
    fault: 'yours',
    title: 'Nobody came back from the provider.',
    detail: c => `No answer arrived in ${c.minutes} minutes.`,
    fix: () =>
      'Begin again. If the provider showed an error, register the redirect URL that `assay connect` prints, exactly, with its app.',
  },
  'vault-key-retired': {
    fault: 'ours',
    title: 'This master key was replaced by another one.',
    detail: c => `The vault no longer takes anything sealed with master key ${c.held}.`,
    fix: () =>
      'Start Assay with the new key. If a rotation was cut short, run `assay vault rotate` again: it goes on where it ended.',
  },
  'vault-key-file-unusable': {
    fault: 'yours',
    title: 'The new master key cannot be used.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () => 'Name a file with 32 random bytes as 64 hex digits, other than the key in use: `openssl rand -hex 32`.',
  },
  'callback-not-listening': {
    fault: 'ours',
    title: 'The address for notifications of webhook triggers cannot be listened on.',
    detail: c => `${c.host} port ${c.port}: ${c.reason}.`,
    fix: () =>
      'Name a free address of this machine: ASSAY_CALLBACK_LISTEN for the service, `--callback` for `assay test`. Each process needs its own.',
  },
  'egress-allow-invalid': {
    fault: 'yours',
    title: 'An entry of ASSAY_EGRESS_ALLOW cannot be read.',
    detail: c => `\`${c.entry}\`: ${c.reason}.`,
    fix: () =>
      'Write `host:port` for a private address that may be reached, or `host=http://127.0.0.1:4010` for a route.',
  },
  'socket-folder-unusable': {
    fault: 'ours',
    title: 'There is no place for the socket of a functional run.',
    detail: c => `${c.reasons}.`,
    fix: () => 'Let the service write to /tmp, or set TMPDIR to a short path that it may write to.',
  },
  'newman-unavailable': {
    fault: 'ours',
    title: 'Newman could not be started.',
    detail: c => `${c.reason}.`,
    fix: () =>
      'Check that the installation is complete (`npm ci`, `npm run build`) and that the service may start processes.',
  },
  'stage-timeout': {
    fault: 'ours',
    title: 'The stage took too long.',
    detail: c => `${c.stage} was still running after ${c.seconds} s and was given up.`,
    fix: () => 'It is tried again by itself. If it stops every time, look at what the machine is doing and retry.',
  },
  'publication-not-certified': {
    fault: 'ours',
    title: 'This package may not be published.',
    detail: c => `${c.publisher}/${c.connector}, revision ${c.revision}: ${c.reason}.`,
    fix: () =>
      'Nothing was published. Only a package with a pass of every check and an approval of exactly its digest and ruleset is; submit it again to have both made anew.',
  },
  'publication-version-unusable': {
    fault: 'yours',
    title: 'This version cannot name a publication.',
    detail: c =>
      `\`info.version\` is ${JSON.stringify(c.version)}; a path of the catalogue takes letters, digits, \`.\`, \`+\` and \`-\`, at most 64, with a letter or digit at both ends.`,
    fix: () => 'Write the version like 1.2.0 and upload a new revision.',
  },
  'publication-path-refused': {
    fault: 'yours',
    title: 'This name may not stand in the catalogue.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () => 'Rename it. Nothing was published.',
  },
  'publication-conflict': {
    fault: 'upstream',
    title: 'The catalogue holds something that Assay did not put there.',
    detail: c => `Publishing ${c.publisher}/${c.connector} ${c.version} stopped at ${c.path}: ${c.reason}.`,
    fix: () =>
      'Nothing was overwritten. Find out who changed it, put the repository back as it was (for a branch below `publish/`: delete the branch), and run the stage again.',
  },
  'publication-waiting': {
    fault: 'upstream',
    title: 'The publication waits to be merged.',
    detail: c => `${c.url}: ${c.why}.`,
    fix: () =>
      'Do there what it waits for; Assay looks again by itself. What is not to be published is closed there without a merge.',
  },
  'publication-closed': {
    fault: 'yours',
    title: 'The publication was turned down in the repository.',
    detail: c =>
      `${c.url}, which publishes ${c.publisher}/${c.connector} ${c.version}, was closed by a person without a merge.`,
    fix: () => 'Nothing was published. Ask those who keep the repository why, and upload a new revision.',
  },
  'github-refuses': {
    fault: 'ours',
    title: 'GitHub does not let Assay do this.',
    detail: c => `${c.target}: ${c.reason}.`,
    fix: () =>
      'Check ASSAY_GITHUB_TOKEN or the settings of the GitHub App, that they have not expired, and that they may write contents and pull requests of this repository. The publication waits, and goes on by itself.',
  },
  'github-key-unusable': {
    fault: 'ours',
    title: 'The private key of the GitHub App cannot be used.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () => 'Let ASSAY_GITHUB_APP_KEY name the file that GitHub gave out for the App, readable by Assay.',
  },
  'github-unavailable': {
    fault: 'upstream',
    title: 'GitHub did not answer.',
    detail: c => `${c.target}: ${c.reason}.`,
    fix: () => 'Check ASSAY_GITHUB_API and the network. The stage is tried again, and takes up what is there already.',
  },
  'publication-mismatch': {
    fault: 'upstream',
    title: 'The catalogue does not hold what was certified.',
    detail: c => `${c.publisher}/${c.connector}: ${c.reason}.`,
    fix: () =>
      'Somebody changed the repository by hand. Restore the certified files there (each commit that Assay made has them), then run the stage again.',
  },
  'catalog-unreachable': {
    fault: 'upstream',
    title: 'The repository of the catalogue cannot be used.',
    detail: c => `git could not ${c.action} ${c.target}: ${c.reason}.`,
    fix: () =>
      'Check ASSAY_REPOSITORY, the network, and that Assay may read and write there. The work goes on by itself once the repository answers; nothing was published twice.',
  },
  'catalog-contended': {
    fault: 'upstream',
    title: 'Others kept changing the catalogue first.',
    detail: c => `${c.target}: ${c.attempts} attempts to merge were each overtaken by another push.`,
    fix: () => 'Nothing is lost; the stage is tried again. If it stays, find out what pushes to that branch so often.',
  },
  'repository-unsupported': {
    fault: 'ours',
    title: 'This address is no git repository that Assay can publish to.',
    detail: c => `${c.target}: ${c.reason}.`,
    fix: () => 'Set ASSAY_REPOSITORY to a path, or to an https:// or ssh:// URL.',
  },
  'git-missing': {
    fault: 'ours',
    title: 'git is not installed.',
    detail: c => `No program named git was found in ${c.searchPath}.`,
    fix: () =>
      'Install git 2.38 or newer on the machine that runs Assay, or put it on the PATH that Assay starts with.',
  },
  'mirror-unusable': {
    fault: 'ours',
    title: 'The kept copy of the catalogue cannot be used.',
    detail: c => `git could not ${c.action} in ${c.directory}: ${c.reason}.`,
    fix: c => `It is only a copy: delete ${c.directory} and run the stage again, and it is fetched anew.`,
  },
  'signing-key-unusable': {
    fault: 'ours',
    title: 'The key that signs certificates cannot be used.',
    detail: c => `${c.path}: ${c.reason}.`,
    fix: () =>
      'Put the Ed25519 private key (PEM, readable by Assay alone) back from its backup. Without it, remove the file: a new key is made, and whoever verifies has to be told of it.',
  },
} satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof problems;

/** An expected failure that we can explain. Thrown; every way in turns it into its own form of answer. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly fault: Fault;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly context: Context;

  constructor(code: ProblemCode, context: Context, cause?: unknown) {
    const entry: Entry = problems[code];
    const detail = entry.detail(context);
    super(`${entry.title} ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.code = code;
    this.fault = entry.fault;
    this.title = entry.title;
    this.detail = detail;
    this.fix = entry.fix(context);
    this.context = context;
  }
}

/** Makes the problem with this code; `context` holds the values that its sentences name. */
export function problem(code: ProblemCode, context: Context = {}, cause?: unknown): Problem {
  return new Problem(code, context, cause);
}
