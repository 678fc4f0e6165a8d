import { content } from './content.ts';
import type { ValuesOf } from './contract.ts';
import { client, device, deviceType, firstSeen, outdated, robot, userAgent } from './device.ts';
import { fileExtension, fileName, fileNameWords, fileSize, fileType } from './file.ts';
import { known } from './known.ts';
import { app, authentication, group, risk, user } from './people.ts';
import { country, ip, isp, network } from './place.ts';
import { rate } from './rate.ts';
import { method, path, rule } from './request.ts';
import { time } from './time.ts';

/** Every kind of condition, by the key it is written under: a new one is one constant and one line here. */
export const CONDITIONS = {
  user,
  group,
  risk,
  authentication,
  app,
  device,
  deviceType,
  client,
  robot,
  userAgent,
  outdated,
  firstSeen,
  ip,
  network,
  country,
  isp,
  method,
  path,
  rule,
  fileName,
  fileNameWords,
  fileExtension,
  fileType,
  fileSize,
  content,
  time,
  rate,
  known,
} as const;
export type ConditionName = keyof typeof CONDITIONS;

/** The values of each kind as a policy holds them. */
export type ConditionValues = {
  readonly [Name in ConditionName]?: ValuesOf<(typeof CONDITIONS)[Name]['form']>;
};
