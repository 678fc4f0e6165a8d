import { RISK_LEVELS } from '../../model/decision.ts';
import { setKind } from './contract.ts';
import { foldCase, lowerAll } from './glob.ts';

export const user = setKind({
  form: 'texts',
  about: 'the name of the signed-in user',
  unknown: 'nobody is signed in',
  facts: ({ user: name }) => (name === undefined ? undefined : [foldCase(name)]),
});

export const group = setKind({
  form: 'texts',
  about: 'the groups the identity provider names',
  unknown: 'the identity provider said nothing of groups',
  facts: ({ groups }) => groups && lowerAll(groups),
});

export const risk = setKind({
  form: RISK_LEVELS,
  about: 'the risk the identity provider sees in the sign-in or the user',
  unknown: 'the identity provider said nothing of risk, or a word that is none of these',
  facts: ({ risk: level }) => (level === undefined ? undefined : [level]),
});

export const authentication = setKind({
  form: 'texts',
  about: 'how the user signed in: values of `acr`, `acrs` and `amr` (OpenID Connect Core 2, RFC 8176)',
  unknown: 'the identity provider said nothing of it',
  facts: ({ authentication: done }) => done?.strengths?.map(({ name }) => foldCase(name)),
});

/** The id of the protected app. */
export const app = setKind({
  form: 'texts',
  about: 'the id of the app',
  unknown: 'never',
  facts: ({ appId }) => [foldCase(appId)],
});
