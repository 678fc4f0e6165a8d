import type { PolicyDocument } from './policy-document.ts';
import type { Tree } from './tree.ts';

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  /** None: the policy always holds. */
  readonly when: Tree | undefined;
}
