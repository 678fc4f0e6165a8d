import type { Match } from '../../model/content.ts';
import type { DetectorSpec } from '../detectors/detector.ts';
import { compileDetectors, type DetectorSet } from '../detectors/detector-set.ts';
import { foundBy } from '../detectors/tally.ts';
import type { Front } from './front.ts';
import { createLosslessText } from './lossless-text.ts';
import { createHtmlFront } from './mask-html.ts';
import { createJsonFront } from './mask-json.ts';
import { createPlainFront } from './mask-plain.ts';
import { MaskWindow } from './mask-window.ts';
import { createXmlFront } from './mask-xml.ts';

/** HTML Living Standard 9.2.6: an empty line ends an event. */
const EVENT_END = /(?:\r\n|\n|\r(?!\n)){2}/;

const FRONTS = {
  html: createHtmlFront,
  xml: createXmlFront,
  json: (window) => createJsonFront(window, 'shown'),
  events: (window) => createJsonFront(window, 'shown', EVENT_END),
  plain: createPlainFront,
} as const satisfies Record<string, (window: MaskWindow) => Front>;
/** Kinds of text that can be masked without breaking their form. */
export type MaskForm = keyof typeof FRONTS;

const FORMS: readonly (readonly [type: RegExp, form: MaskForm])[] = [
  [/^text\/html$/, 'html'],
  [/^(?:text|application)\/xml$|\+xml$/, 'xml'],
  [/[/+]json$|^application\/(?:x-)?(?:ndjson|jsonl|json-seq)$/, 'json'],
  [/^text\/event-stream$/, 'events'],
  [
    /^text\/(?!css$|(?:x-)?(?:java|ecma)script)|^application\/(?:yaml|toml|x-www-form-urlencoded|graphql|sql)$/,
    'plain',
  ],
];

/** How a document of a media type is masked; undefined for what is no text, and for code and style sheets. */
export function maskFormOf(type: string): MaskForm | undefined {
  return FORMS.find(([pattern]) => pattern.test(type))?.[1];
}

/** Detectors whose finds are masked; none that only tell of a whole document. */
export interface MaskSet {
  readonly detectors: DetectorSet;
  /** For each detector whether the last four letters and digits of what it finds stay. */
  readonly keepsLastFour: readonly boolean[];
}

export function compileMasks(specs: readonly DetectorSpec[]): MaskSet {
  return {
    detectors: compileDetectors(specs),
    keepsLastFour: specs.map(({ showLastFour }) => showLastFour ?? false),
  };
}

/** One document going past: what the detectors find in it comes out masked. */
export interface Masker {
  write(bytes: Uint8Array): Buffer;
  end(): Buffer;
  /** What was masked so far. */
  matches(): readonly Match[];
  /** The character set of what comes out, where it is not that of what goes in. */
  readonly charset: string | undefined;
}

/** `encoding`: a name of the Encoding Standard. `write` and `end` throw an Unmaskable. */
export function createMasker({ detectors, keepsLastFour }: MaskSet, form: MaskForm, encoding: string): Masker {
  const tallies = detectors.openTallies();
  const text = createLosslessText(encoding);
  const window = new MaskWindow(detectors, tallies, keepsLastFour);
  const front: Front = FRONTS[form](window);
  return {
    write(bytes) {
      front.write(text.read(bytes, false));
      return text.write(window.take());
    },
    end() {
      front.write(text.read(new Uint8Array(), true));
      front.end();
      return text.write(window.take());
    },
    matches: () => foundBy(tallies),
    charset: text.charset,
  };
}
