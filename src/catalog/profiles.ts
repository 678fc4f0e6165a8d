import type { ActivityProfile } from './profile.ts';
import { generic } from './profiles/generic.ts';
import { mediawiki } from './profiles/mediawiki.ts';
import { messaging } from './profiles/messaging.ts';

/** The profiles that come with the product: a new one is one file and one line here. */
export const PROFILES: readonly ActivityProfile[] = [generic, mediawiki, messaging];

export const DEFAULT_PROFILE = 'generic';
