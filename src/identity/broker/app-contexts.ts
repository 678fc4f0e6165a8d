import type { StepUpDemand } from '../../model/decision.ts';
import type { Session } from '../../model/identity.ts';
import type { AppRequest } from './app-request.ts';
import { JUST_NOW } from './just-now.ts';

const CLASSES = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
export const UNSPECIFIED_CONTEXT = `${CLASSES}unspecified`;
/** Methods that say no more than that somebody signed in: libraries ask for them by habit. */
const ANY = new Set(['unspecified', 'Password', 'PasswordProtectedTransport'].map((name) => CLASSES + name));

/** What a request asks of the sign-in, beyond that there was one. */
export function demandOf({ forceAuthn, contexts }: AppRequest): StepUpDemand | undefined {
  const strengths = contexts.some((each) => ANY.has(each)) ? [] : contexts;
  if (strengths.length === 0 && !forceAuthn) return undefined;
  return { strengths, ...(forceAuthn ? { maxAge: JUST_NOW } : {}) };
}

/** The method that an app is told: the one it asked for where that is so, else one that the identity provider named. */
export function contextOf({ contexts }: AppRequest, { authentication }: Session): string {
  const held = (authentication?.strengths ?? []).map(({ name }) => name);
  const asked = contexts.find((each) => ANY.has(each) || held.includes(each));
  return asked ?? held.find((name) => name.startsWith(CLASSES)) ?? UNSPECIFIED_CONTEXT;
}
