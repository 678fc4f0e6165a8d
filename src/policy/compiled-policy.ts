import type { ContentCondition } from './content-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Screen } from './screen.ts';
import type { Tree } from './tree.ts';

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  /** Tests of content anywhere in its conditions. */
  readonly content: readonly ContentCondition[];
  /** None: the policy always holds. */
  readonly when: Tree | undefined;
  /** What rules most policies out before their conditions are gone through. */
  readonly screen: Screen | undefined;
}
