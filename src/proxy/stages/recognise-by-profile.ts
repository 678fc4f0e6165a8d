import { Readable } from 'node:stream';
import { NO_FIELDS } from '../../catalog/fields.ts';
import type { ActivityProfile } from '../../catalog/profile.ts';
import { DEFAULT_PROFILE, PROFILES } from '../../catalog/profiles.ts';
import { createRecogniser, type Recogniser, type Recognition, type RequestSeen } from '../../catalog/recogniser.ts';
import type { ActivityObject, ProfileMatch } from '../../model/activity.ts';
import type { ProtectedApp } from '../../model/app.ts';
import type { Identified, Routed } from '../../model/exchange.ts';
import { readFields } from '../body/read-fields.ts';

/** The recogniser of each app's profile. */
export type Recognisers = (app: ProtectedApp) => Recogniser;

/** Throws for an app whose profile there is not. */
export function createRecognisers(apps: readonly ProtectedApp[], own: readonly ActivityProfile[] = []): Recognisers {
  const made = new Map<string, Recogniser>();
  const named = ({ profile = DEFAULT_PROFILE }: ProtectedApp): Recogniser => {
    const known = made.get(profile);
    if (known) return known;
    const found = [...own, ...PROFILES].find(({ id }) => id === profile);
    if (!found) throw new Error(`there is no activity profile ${profile}`);
    const recogniser = createRecogniser(found);
    made.set(profile, recogniser);
    return recogniser;
  };
  for (const app of apps) named(app);
  return named;
}

/** What a request is by the profile of its app, and the exchange with its body whole. */
export async function recogniseByProfile(
  exchange: Identified,
  recognisers: Recognisers,
): Promise<{ readonly exchange: Identified; readonly recognition: Recognition }> {
  const recogniser = recognisers(exchange.app);
  const seen = requestSeen(exchange);
  if (exchange.body === undefined || !recogniser.needsFields(seen))
    return { exchange, recognition: recogniser.recognise(seen, NO_FIELDS) };
  const source = exchange.body instanceof Readable ? exchange.body : Readable.from(exchange.body);
  const { fields, body } = await readFields(source, exchange.headers);
  return { exchange: { ...exchange, body }, recognition: recogniser.recognise(seen, fields) };
}

/** What a profile may look at of a request without its body. */
export function requestSeen({ method, host, target, headers }: Routed): RequestSeen {
  return { method, host: host.origin.host, target, headers };
}

/** The object of an activity that a profile recognised; what the exchange itself tells of it comes from `seen`. */
export function objectOf({ rule, name, id }: ProfileMatch, seen: ActivityObject): ActivityObject {
  return { ...seen, ...(name === undefined ? {} : { name }), ...(id === undefined ? {} : { id }), rule };
}
