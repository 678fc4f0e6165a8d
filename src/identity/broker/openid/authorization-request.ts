import type { StepUpDemand } from '../../../model/decision.ts';
import { Failure } from '../../../model/failure.ts';
import { JUST_NOW } from '../just-now.ts';
import { knowsMode } from './authorization-answer.ts';

/** An app's request, with what the gateway sees to itself taken out of it. */
export interface AuthorizationRequest {
  /** For the provider, which is to ask nobody anything. */
  readonly query: string;
  readonly responseMode: string;
  /** How recent the sign-in has to be. */
  readonly demand: StepUpDemand | undefined;
  /** Whether nobody may be asked. */
  readonly silent: boolean;
}

/** Throws Failure `bad-request` for a parameter that comes twice and a mode nobody knows. */
export function readAuthorizationRequest(rawQuery: string): AuthorizationRequest {
  const query = new URLSearchParams(rawQuery);
  const take = (name: string): string | undefined => {
    const [value, ...more] = query.getAll(name);
    if (more.length > 0) throw new Failure('bad-request', `${name} twice`);
    query.delete(name);
    return value;
  };
  const prompts = (take('prompt') ?? '').split(' ');
  const maxAge = take('max_age');
  const responseMode = take('response_mode') ?? 'query';
  if (!knowsMode(responseMode)) throw new Failure('bad-request', `response_mode ${responseMode}`);
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw new Failure('bad-request', `max_age ${maxAge}`);
  query.set('prompt', 'none');
  const asked = prompts.includes('login') ? 0 : maxAge === undefined ? undefined : Number(maxAge) * 1000;
  return {
    query: query.toString(),
    responseMode,
    demand: asked === undefined ? undefined : { strengths: [], maxAge: Math.max(asked, JUST_NOW) },
    silent: prompts.includes('none'),
  };
}
