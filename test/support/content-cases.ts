import type { ContentCase } from './content-cases/case.js';
import { definitionCases } from './content-cases/definition.js';
import { iconCases } from './content-cases/icon.js';
import { jsonCases } from './content-cases/json.js';
import { descriptionCases } from './content-cases/markup.js';
import { propertiesCases } from './content-cases/properties.js';
import { referenceCases } from './content-cases/references.js';
import { textCases } from './content-cases/texts.js';

/** Everything that the whole local check is shown, in the order of the security reviews' numbers as far as topics allow. */
export const contentCases: readonly ContentCase[] = [
  ...jsonCases,
  ...referenceCases,
  ...definitionCases,
  ...descriptionCases,
  ...propertiesCases,
  ...iconCases,
  ...textCases,
];
