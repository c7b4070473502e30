/** The first file of an empty catalogue: says to people what the repository is, and how to check it. */
export const readme = `# Certified connectors

Every connector in this repository was tested and approved before it was put here, and each has a signed certificate that says so.
The repository is written by Assay, the certification pipeline; changes by hand are noticed and stop the next publication.

| path | what it is |
|---|---|
| \`certified-connectors/<publisher>/<connector>/\` | the public version of a connector, byte for byte as it was certified |
| \`certificates/<publisher>/<connector>/<version>.dsse.json\` | the certificate of a version: DSSE envelope, Ed25519, in-toto statement |
| \`index/<publisher>/<connector>.json\` | all public versions of a connector with digest, date and certificate; \`.dsse.json\` beside it is its signature |
| \`keys/<keyid>.json\` | the public keys that signed |

## Verify a connector

\`\`\`
assay verify certified-connectors/<publisher>/<connector>
\`\`\`

It works offline. It hashes the files again and checks signature, digest, file list, verdicts, approval and expiry.

A key that lies beside what it signed proves only that both came from the same place. Ask whoever runs this catalogue for the id of
their key by another way, and compare it with the file name below \`keys/\`: it is the SHA-256 of the key itself.

The digest of a package is the SHA-256 over one line for each of its files, sorted by path: \`100644 <path>\`, a zero byte, the
SHA-256 of the file in hex, and a line feed.
`;
