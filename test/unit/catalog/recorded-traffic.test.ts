import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { NO_FIELDS } from '../../../src/catalog/fields.ts';
import { PROFILES } from '../../../src/catalog/profiles.ts';
import { createRecogniser } from '../../../src/catalog/recogniser.ts';
import { profileSchema } from '../../../src/config/profile-schema.ts';
import type { ProfileMatch } from '../../../src/model/activity.ts';
import type { HeaderList } from '../../../src/model/headers.ts';
import { readFields } from '../../../src/proxy/body/read-fields.ts';
import { carriesFile } from '../../../src/proxy/content/carries-file.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/traffic/profiles');

interface Message {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}
interface Entry {
  /** What must be recognised: `activity rule: name # id`. Nothing for a look-alike. */
  readonly _recognised: readonly string[];
  /** As a browser's developer tools save what went over a WebSocket. */
  readonly _webSocketMessages?: readonly { readonly type: 'send' | 'receive'; readonly data: string }[];
  readonly request: Message & {
    readonly method: string;
    readonly url: string;
    readonly postData?: { readonly text: string };
  };
  readonly response: Message & { readonly status: number; readonly content?: { readonly text: string } };
}

const headerList = ({ headers }: Message): HeaderList => headers.map(({ name, value }) => [name, value]);

function entriesOf(profile: string): readonly Entry[] {
  const { log } = JSON.parse(readFileSync(join(FOLDER, `${profile}.har`), 'utf8')) as {
    log: { entries: readonly Entry[] };
  };
  return log.entries;
}

const written = ({ activity, rule, name, id }: ProfileMatch): string =>
  `${activity} ${rule.split('/')[1]}${name === undefined ? '' : `: ${name}`}${id === undefined ? '' : ` # ${id}`}`;

describe('activities in recorded traffic', () => {
  test('there is a recording for every profile', () => {
    const there = readdirSync(FOLDER).map((file) => file.replace(/\.har$/, ''));
    assert.deepEqual(there.toSorted(), PROFILES.map(({ id }) => id).toSorted());
  });

  for (const profile of PROFILES) {
    describe(profile.name, () => {
      const recogniser = createRecogniser(profile);
      const seen = new Set<string>();
      for (const { _recognised: expected, _webSocketMessages: messages, request, response } of entriesOf(profile.id)) {
        const what = expected.length === 0 ? 'nothing' : expected.join(', ');
        test(`${request.method} ${request.url} is ${what}`, async () => {
          const { host, pathname, search } = new URL(request.url);
          // As it is written: a URL object takes dots out.
          const target = request.url.slice(request.url.indexOf(host) + host.length) || `${pathname}${search}`;
          const headers = headerList(request);
          const exchange = { method: request.method, host, target, headers };
          if (messages) {
            const found = messages.flatMap(
              ({ type, data }) => recogniser.messages(exchange, type === 'send' ? 'app' : 'browser')?.(data) ?? [],
            );
            assert.deepEqual(found.map(written).toSorted(), [...expected].toSorted());
            return;
          }
          const text = request.postData?.text;
          const fields =
            text !== undefined && recogniser.needsFields(exchange)
              ? (await readFields(Readable.from([Buffer.from(text)]), headers)).fields
              : NO_FIELDS;
          const { now, later } = recogniser.recognise(exchange, fields);
          const answer = Buffer.from(response.content?.text ?? '');
          const told = later?.(response.status, headerList(response)) ?? [];
          const found = [...now, ...told.filter(({ carries }) => !carries || carriesFile(answer, carries))];
          assert.deepEqual(found.map(written).toSorted(), [...expected].toSorted());
        });
        for (const each of expected) seen.add(/^\S+ ([^\s:]+)/.exec(each)?.[1] ?? '');
      }

      test('each rule is shown by the recording, and look-alikes of it are', () => {
        const variant = /-\d+$/;
        const rules = profile.rules.map(({ id }) => id).filter((id) => !variant.test(id));
        assert.deepEqual(
          rules.filter((id) => !seen.has(id)),
          [],
        );
        assert.ok(entriesOf(profile.id).filter(({ _recognised }) => _recognised.length === 0).length >= 4);
      });

      test('keeps the schema that profiles of one’s own are checked by', () => {
        assert.deepEqual(profileSchema.parse(profile), profile);
      });
    });
  }
});
