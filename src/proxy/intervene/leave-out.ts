import { Readable } from 'node:stream';
import type { ActivityObject } from '../../model/activity.ts';
import type { Identified, Judgement } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { type PolicyMatch, refuses } from '../../model/policy-match.ts';
import type { FormFile } from '../../policy/recognise/form-files.ts';
import { contentRecord } from '../content/content-record.ts';
import { type PartDesk, withoutParts } from '../content/part-desk.ts';
import type { Known, PolicyDesk } from '../stages/policy-desk.ts';

/** A form that was refused, and what may go of it. */
export interface RestOfForm {
  /** The files that may not go. */
  readonly left: readonly Judgement[];
  readonly exchange: Identified;
  /** The body of the exchange; destroy it where it is not sent. */
  readonly body: Readable;
  readonly files: readonly FormFile[];
}

/** Files of a form that are judged by themselves: each is looked into. */
const MOST_FILES = 100;
/** Fields that speak of the bytes as they were sent, or of the form as a part of something: nothing can be cut from what they are about. */
const OF_THE_BYTES: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-md5',
  'content-range',
  'digest',
  'content-digest',
  'repr-digest',
  'transfer-encoding',
]);

/**
 * What remains of a form that was refused, without the files that are blocked by themselves, so that the others may go. It is judged again, as a
 * form that was sent so. Undefined, and the form is refused whole, where its page could not tell its user, where a policy wants it whole, where its
 * parts cannot be told apart with certainty, and where all of its files or none would be left out.
 */
export async function leaveOut(
  exchange: Identified,
  refused: Judgement,
  form: Readable,
  policies: Pick<PolicyDesk, 'judgeApart' | 'contentNeeds'>,
  desk: PartDesk,
): Promise<RestOfForm | undefined> {
  let body = form;
  const rest = await divided();
  // Of what was not read the answer is the end, not a broken connection.
  if (rest === undefined && body !== form) body.destroy();
  return rest;

  async function divided(): Promise<RestOfForm | undefined> {
    if (refused.decision.action !== 'block' || wantsWhole(refused.decision.matches)) return undefined;
    const type = soleValue(exchange.headers, 'content-type');
    if (!(isToldByPage(exchange) || isToldByNextPage(exchange)) || type === undefined) return undefined;
    if (exchange.headers.some(([name]) => OF_THE_BYTES.has(name))) return undefined;
    const held = await desk.partsOf(body, type);
    body = held.body;
    const files = held.parts?.filter(({ file }) => file !== undefined) ?? [];
    if (held.parts === undefined || files.length < 2 || files.length > MOST_FILES) return undefined;
    const { url } = refused.object;
    const objects = files.map(
      ({ file, contentStart, contentEnd }): ActivityObject => ({
        ...(url === undefined ? {} : { url }),
        ...file,
        size: contentEnd - contentStart,
      }),
    );
    const needs = policies.contentNeeds(
      exchange,
      'upload',
      { ...(url === undefined ? {} : { url }) },
      files.map(({ file }) => file!),
    );
    const looked = needs && (await desk.lookAtFiles(body, held.parts, needs));
    body = looked?.body ?? body;
    const judgements = files.map((part, index) => {
      const findings = looked?.found.get(part);
      const content: Known['content'] = needs && { findings, record: contentRecord(findings, needs) };
      return policies.judgeApart(exchange, 'upload', objects[index]!, content === undefined ? {} : { content });
    });
    const isLeft = ({ decision }: Judgement): boolean => refuses(decision.action);
    const left = judgements.filter(isLeft);
    if (left.length === 0 || left.length === files.length) return undefined;
    if (left.some(({ decision }) => wantsWhole(decision.matches))) return undefined;
    const cut = files.filter((_, index) => isLeft(judgements[index]!));
    const length = cut.reduce((sum, { start, end }) => sum + end - start, 0);
    const without = cutFrom(body, cut);
    return {
      left,
      body: without,
      exchange: {
        ...exchange,
        headers: exchange.headers.map(([name, value]) =>
          name === 'content-length' ? ([name, String(Number(value) - length)] as const) : ([name, value] as const),
        ),
        body: without,
      },
      files: files.filter((part) => !cut.includes(part)).map(({ file }) => file!),
    };
  }
}

function cutFrom(form: Readable, cut: Parameters<typeof withoutParts>[1]): Readable {
  const body = Readable.from(withoutParts(form, cut), { objectMode: false, highWaterMark: 64 * 1024 });
  // A generator that was never begun ends nothing.
  body.once('close', () => form.destroy());
  return body;
}

/** Whether script of a page of this very host reads the answer, whose runtime tells what did not go. */
export function isToldByPage({ headers, session }: Identified): boolean {
  const mode = headerValue(headers, 'sec-fetch-mode');
  return (
    !session.byToken &&
    (mode === 'cors' || mode === 'same-origin') &&
    headerValue(headers, 'sec-fetch-dest') === 'empty' &&
    headerValue(headers, 'sec-fetch-site') === 'same-origin'
  );
}

/** Whether a page comes to the window that the user looks at: its runtime tells. In a frame nobody may see it. */
export function isToldByNextPage({ headers, session }: Identified): boolean {
  return (
    !session.byToken &&
    headerValue(headers, 'sec-fetch-mode') === 'navigate' &&
    headerValue(headers, 'sec-fetch-dest') === 'document' &&
    headerValue(headers, 'sec-purpose') === undefined
  );
}

function wantsWhole(matches: readonly PolicyMatch[]): boolean {
  return matches.some(({ action, together }) => refuses(action) && together === true);
}

function soleValue(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter(([each]) => each === name);
  return values.length === 1 ? values[0]![1] : undefined;
}
