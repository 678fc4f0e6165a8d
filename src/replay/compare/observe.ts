import { createHash } from 'node:crypto';
import type { ActivityObject } from '../../model/activity.ts';
import type { Activity } from '../../model/activity-row.ts';
import type { Judgement } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { HeaderList } from '../../model/headers.ts';
import type { PageSetup } from '../../model/page-setup.ts';
import { refuses } from '../../model/policy-match.ts';
import type { AskedOfApp } from '../run/recorded-upstream.ts';
import type { Replayed } from '../run/replay-gateway.ts';
import type { Observation } from './observation.ts';

/** Longer values of header fields are named by their digest. */
const LONGEST_VALUE = 200;

/** What of a replayed exchange must be the same each time: nonces and other chance is taken out. */
export function observe(key: string, { finished, reply, rows, asked }: Replayed): Observation {
  const { page, text } = withoutChance(reply.body.toString('latin1'));
  return {
    key,
    seen: {
      outcome: [outcomeOf(finished.error, finished.judgements)],
      status: [String(reply.status)],
      decisions: finished.judgements.map(decisionLine),
      activities: rows.map(rowLine),
      page,
      headers: headerLines(reply.headers),
      body: bodyLines(Buffer.from(text, 'latin1')),
      asked: asked ? askedLines(asked) : [],
    },
  };
}

function outcomeOf(error: unknown, judgements: readonly Judgement[]): string {
  if (error instanceof Failure) return `failed: ${error.code}`;
  if (error !== undefined) return 'broken off';
  return judgements.some(({ decision }) => refuses(decision.action)) ? 'refused' : 'answered';
}

function decisionLine({ activity, object, decision }: Judgement): string {
  const policies = decision.matches.map(({ policyId }) => policyId).join(', ');
  const route = decision.route ? `, routed ${decision.route.outcome}` : '';
  return `${activity}${objectText(object)}: ${decision.action}${policies === '' ? '' : ` (${policies})`}${route}`;
}

function rowLine({ type, object, outcome, enforcedBy, content }: Activity): string {
  const found = content
    ? ` [${[content.status, ...content.matches.map(({ detector, count }) => `${count} ${detector}`)].join(', ')}]`
    : '';
  return `${type}${objectText(object ?? {})}: ${outcome} by ${enforcedBy}${found}`;
}

function objectText({ name, type, rule }: ActivityObject): string {
  return `${name === undefined ? '' : ` ${JSON.stringify(name)}`}${[type, rule].map((each) => (each === undefined ? '' : ` ${each}`)).join('')}`;
}

function headerLines(headers: HeaderList): readonly string[] {
  return headers.map(([name, value]) => {
    const { text } = withoutChance(value);
    return `${name}: ${text.length > LONGEST_VALUE ? `${text.slice(0, 60)}… ${digest(text)}` : text}`;
  });
}

/** By size and digest: a baseline holds no byte of a body. */
function bodyLines(body: Buffer): readonly string[] {
  return [`${body.length} bytes, sha256 ${digest(body)}`];
}

function askedLines({ method, url, headers, sha256 }: AskedOfApp): readonly string[] {
  return [`${method} ${url}`, ...headerLines(headers), ...(sha256 === undefined ? [] : [`body, sha256 ${sha256}`])];
}

function digest(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 32);
}

const SETUP = /(data-sallyport=")([\w-]*)(")/g;

/** What is made anew each time: nonces, and the secrets of a way to sign-in or of a question. */
const CHANCE: readonly (readonly [found: RegExp, instead: string])[] = [
  [/\bsallyport-[\w-]{22}(?![\w-])/g, 'sallyport-nonce'],
  [/(__Host-sallyport-\w+-)[\w-]{8}=[\w-]+/g, '$1x=x'],
  [/(\/\.well-known\/sallyport\/\w[\w-]*\?\w+=)[\w-]{20,}/g, '$1x'],
];

/** Takes chance out, and what the page runtime is told, which is compared by itself. */
function withoutChance(text: string): { readonly text: string; readonly page: readonly string[] } {
  const page: string[] = [];
  const told = text.replace(SETUP, (_whole, before: string, encoded: string, after: string) => {
    const { rules, mark } = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as PageSetup;
    for (const { activity, action, message } of rules)
      page.push(`${activity}: ${action}${message === undefined ? '' : ` ${JSON.stringify(message)}`}`);
    if (mark !== undefined) page.push(`mark: ${mark}`);
    return before + after;
  });
  return { text: CHANCE.reduce((text, [found, instead]) => text.replace(found, instead), told), page };
}
