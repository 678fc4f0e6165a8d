import { Transform } from 'node:stream';
import { fileNameOfUrl } from '../../policy/recognise/file-name.ts';
import type { AloneKind } from './shown-alone.ts';

/** The markup around what a page shows alone. Around text it is ASCII, so that it stands in any encoding that keeps that. */
export interface AlonePage {
  readonly before: string;
  readonly after: string;
}

const VIEWPORT = '<meta name="viewport" content="width=device-width, minimum-scale=0.1">';
const SHEET = 'position:absolute;top:0;right:0;bottom:0;left:0;margin:auto;max-width:100%;max-height:100%';

/** Character -> reference. A control character in text is shown as what stands for it (HTML 13.2.5.5, PLAINTEXT state). */
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\0': '&#xFFFD;',
};
const referenced = (char: string): string => REFERENCES[char] ?? '';

/**
 * Like the document that the browser makes by itself (HTML 7.5.3 and 7.5.5). `source`: where a picture, a film or a sound is asked for;
 * undefined where its own bytes stand between the two halves, in base64.
 */
export function alonePage(kind: AloneKind, type: string, source: string | undefined): AlonePage {
  // A line break behind the tag is no part of its text, so that the first of the text itself is (HTML 13.2.6.4.7).
  if (kind === 'text')
    return {
      before:
        '<!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"></head><body><pre style="word-wrap: break-word; white-space: pre-wrap;">\n',
      after: '</pre></body></html>',
    };
  const url = source === undefined ? `data:${attribute(type)};base64,` : attribute(source.replace(/[^!-~]/g, percent));
  const title = source === undefined ? '' : `<title>${attribute(fileNameOfUrl(source) ?? '')}</title>`;
  const head = `<!DOCTYPE html><html><head>${VIEWPORT}${title}</head>`;
  if (kind === 'image')
    return {
      before: `${head}<body style="margin: 0px; background-color: rgb(14, 14, 14);"><img style="${SHEET};background-color:hsl(0, 0%, 90%)" src="${url}`,
      after: '"></body></html>',
    };
  return {
    before: `${head}<body style="margin: 0px; background-color: rgb(0, 0, 0);"><${kind} controls="" autoplay="" name="media" style="${SHEET}"><source type="${attribute(type)}" src="${url}`,
    after: `"></${kind}></body></html>`,
  };
}

const attribute = (text: string): string => text.replace(/[&<"\0]/g, referenced);

/** What stands in a request target is a byte each. */
const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Puts `before` first and `after` last, and what is between through `change`, which may keep the rest of a group back. */
function between({ before, after }: AlonePage, change: (bytes: Buffer) => Buffer, rest: () => Buffer): Transform {
  let isBegun = false;
  const begun = (): string => {
    if (isBegun) return '';
    isBegun = true;
    return before;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      callback(null, Buffer.concat([Buffer.from(begun()), change(chunk)]));
    },
    flush(callback) {
      callback(null, Buffer.concat([Buffer.from(begun()), rest(), Buffer.from(after)]));
    },
  });
}

const NOTHING = Buffer.alloc(0);

/** Text in an encoding that keeps ASCII bytes, shown as it is written. */
export function inPre(page: AlonePage): Transform {
  return between(
    page,
    (bytes) => Buffer.from(bytes.toString('latin1').replace(/[&<\0]/g, referenced), 'latin1'),
    () => NOTHING,
  );
}

/** Bytes in base64, as they come. */
export function inAttribute(page: AlonePage): Transform {
  let kept: Buffer = NOTHING;
  return between(
    page,
    (bytes) => {
      const all = Buffer.concat([kept, bytes]);
      const whole = all.length - (all.length % 3);
      kept = all.subarray(whole);
      return Buffer.from(all.toString('base64', 0, whole), 'latin1');
    },
    () => Buffer.from(kept.toString('base64'), 'latin1'),
  );
}
