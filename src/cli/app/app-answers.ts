import type { WrittenApp } from '../../config/add-app.ts';

/** What is asked of an administrator; texts as they were typed. */
export interface AppAnswers {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** Where to connect for the first host, when not at its own name. */
  readonly upstream?: string;
  readonly provider: string;
  readonly signIn: string;
  readonly entityId?: string;
  readonly acs?: readonly string[];
  readonly nameId?: string;
  readonly certificates?: readonly string[];
  readonly allowPrivate: boolean;
}

/** A mistake in one answer: which, what is wrong with it, and what to write. */
export interface Mistake {
  readonly field: keyof AppAnswers;
  readonly message: string;
  readonly fix: string;
}

/** The answers as the configuration writes them. */
export function writtenApp(answers: AppAnswers): WrittenApp {
  const {
    id,
    name,
    provider,
    hosts,
    upstream,
    signIn,
    entityId,
    acs,
    nameId,
    certificates = [],
    allowPrivate,
  } = answers;
  const [first = '', ...others] = hosts;
  return {
    id,
    name,
    provider,
    hosts: [upstream === undefined ? first : { url: first, connect: upstream }, ...others],
    ...(signIn === 'saml'
      ? {
          saml: {
            entityId,
            acs,
            ...(nameId === undefined ? {} : { nameId }),
            ...(certificates.length > 0 ? { certificates } : {}),
          },
        }
      : {}),
    ...(allowPrivate ? { allowPrivate } : {}),
  };
}
