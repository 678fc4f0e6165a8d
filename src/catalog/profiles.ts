import type { ActivityProfile } from './profile.ts';
import { drive } from './profiles/drive.ts';
import { forge } from './profiles/forge.ts';
import { generic } from './profiles/generic.ts';
import { jupyter } from './profiles/jupyter.ts';
import { mail } from './profiles/mail.ts';
import { mediawiki } from './profiles/mediawiki.ts';
import { messaging } from './profiles/messaging.ts';
import { roundcube } from './profiles/roundcube.ts';
import { webdav } from './profiles/webdav.ts';

/** The profiles that come with the product: a new one is one file and one line here. */
export const PROFILES: readonly ActivityProfile[] = [
  generic,
  mediawiki,
  jupyter,
  roundcube,
  webdav,
  forge,
  messaging,
  drive,
  mail,
];

export const DEFAULT_PROFILE = 'generic';
