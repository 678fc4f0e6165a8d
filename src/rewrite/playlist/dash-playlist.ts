import { applySplices, type Rewriter, type Splice } from '../../model/rewriter.ts';
import { scanAttributes } from '../html/attribute-scanner.ts';
import {
  decodeAttribute,
  decodeForeignText,
  encodeAttribute,
  encodeForeignText,
} from '../html/character-references.ts';
import { xmlToken } from '../html/xml-tokens.ts';
import { encodeSplices } from '../splice/decoded.ts';
import { difference, moved } from '../splice/difference.ts';
import type { MapUrl } from '../url.ts';

/** Attributes that are URLs or templates of URLs (ISO/IEC 23009-1, and XLink); elsewhere such a name means something else. */
const URL_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  '*': ['xlink:href', 'href'],
  SegmentTemplate: ['media', 'initialization', 'index', 'bitstreamSwitching'],
  SegmentURL: ['media', 'index'],
  Initialization: ['sourceURL'],
  RepresentationIndex: ['sourceURL'],
  BitstreamSwitching: ['sourceURL'],
  ProgramInformation: ['moreInformationURL'],
  UTCTiming: ['value'],
  ContentSteering: ['proxyServerURL'],
};
/** Elements whose text is a URL. */
const URL_ELEMENTS: ReadonlySet<string> = new Set(['BaseURL', 'Location', 'PatchLocation', 'ContentSteering', 'Laurl']);

/** Play lists are in UTF-8: bytes of a character written as a reference are never wanted, URLs are ASCII. */
const encode = (text: string): string => text;

/** A DASH play list (media presentation description) as a stream, with its URLs mapped. A binary string. Total. */
export function createDashRewriter(url: MapUrl): Rewriter {
  let held = '';
  let gathered: string | undefined;

  /** Blanks round the URL of an element's text are no part of it. */
  function content(source: string): string {
    const text = decodeForeignText(source, encode);
    if (text === undefined) return source;
    const lead = /^[\t\n\r ]*/.exec(text.text)![0].length;
    let end = text.text.length;
    while (end > lead && /[\t\n\r ]/.test(text.text.charAt(end - 1))) end--;
    const address = text.text.slice(lead, end);
    const splices = moved(difference(address, url(address)), lead);
    return applySplices(source, encodeSplices(text, splices, encodeForeignText(source)));
  }

  function startTag(text: string): string {
    const name = elementName(text, 1);
    const names = [
      ...(URL_ATTRIBUTES['*'] ?? []),
      ...(Object.hasOwn(URL_ATTRIBUTES, name) ? URL_ATTRIBUTES[name]! : []),
    ];
    const splices: Splice[] = [];
    for (const attribute of scanAttributes(text, false)) {
      if (!names.includes(attribute.name)) continue;
      const value = decodeAttribute(text.slice(attribute.valueStart, attribute.valueEnd), encode);
      const changes = encodeSplices(value, difference(value.text, url(value.text)), encodeAttribute(attribute.quote));
      splices.push(...moved(changes, attribute.valueStart));
    }
    if (URL_ELEMENTS.has(name) && !text.endsWith('/>')) gathered = '';
    return applySplices(text, splices);
  }

  function flush(isWhole: boolean): string {
    const text = gathered ?? '';
    gathered = undefined;
    return isWhole ? content(text) : text;
  }

  return {
    write(chunk) {
      held += chunk;
      let out = '';
      let at = 0;
      while (at < held.length) {
        const token = xmlToken(held, at);
        if (token === undefined) break;
        const text = held.slice(at, token.end);
        at = token.end;
        if (token.kind === 'start') out += flush(false) + startTag(text);
        else if (token.kind === 'end') out += flush(true) + text;
        else if (gathered === undefined) out += text;
        else gathered += text;
      }
      held = held.slice(at);
      return out;
    },
    end: () => flush(false) + held,
  };
}

/** The local name of the tag whose name begins at `start`. */
function elementName(tag: string, start: number): string {
  const [name = ''] = /^[^\t\n\r />]+/.exec(tag.slice(start)) ?? [];
  return name.slice(name.indexOf(':') + 1);
}
