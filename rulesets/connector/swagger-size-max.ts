import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';

export default defineRule({
  on: 'package',
  id: 'swagger-size-max',
  severity: 'error',
  description: 'The definition is smaller than 1 MiB.',
  file: packageFileNames.definition,
  docs: {
    why: 'The platform refuses larger definitions at import.',
    fix: 'Remove operations, examples and schemas that no visible operation uses, or split the connector in two.',
    source: 'Prepare connector files for certification, step 3; connector FAQ, "must be less than 1 MB".',
  },
  limits: { bytes: 1_048_576 },
  *check({ files }, { bytes }) {
    const size = files.find(({ path }) => path === packageFileNames.definition)?.size ?? 0;
    if (size >= bytes) {
      yield {
        message: `The definition has ${size.toLocaleString('en')} bytes; it has to stay below ${bytes.toLocaleString('en')}.`,
      };
    }
  },
  examples: {
    of: ({ bytes }: { bytes: number }) => packageWith({ [packageFileNames.definition]: new Uint8Array(bytes) }),
    good: [{ bytes: 1_048_575 }],
    bad: [{ part: { bytes: 1_048_576 }, at: [{ file: packageFileNames.definition }] }],
  },
});
