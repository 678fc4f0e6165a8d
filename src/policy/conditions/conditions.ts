import type { FactCondition } from '../policy-document.ts';
import { app } from './app.ts';
import { content } from './content.ts';
import type { ConditionKind } from './contract.ts';
import { device } from './device.ts';
import { group } from './group.ts';
import { ip } from './ip.ts';
import { user } from './user.ts';

/** Every kind of condition: a new one is one file and one line here. */
export const CONDITIONS: {
  readonly [Kind in Exclude<keyof FactCondition, 'unknown'>]-?: ConditionKind<NonNullable<FactCondition[Kind]>>;
} = {
  user,
  group,
  app,
  device,
  ip,
  content,
};
