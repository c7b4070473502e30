import type { PolicyParameters } from './parameters.js';
import type { Policy, PolicySection } from './policy.js';

/** One kind of policy that connectors can have (`templateId`). */
export interface PolicyTemplate {
  /** In small letters. */
  readonly id: string;
  /** Where it may be put. The first is meant where none is named. */
  readonly sections: readonly [PolicySection, ...PolicySection[]];
  /** The policies that an instance stands for. Throws `UnsupportedPolicy` for what cannot be applied here. */
  read(parameters: PolicyParameters, section: PolicySection): readonly Policy[];
}
