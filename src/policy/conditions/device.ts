import type { Fact } from '../../model/decision.ts';
import { claimsNative, clientOf } from '../client-app.ts';
import { byEach, byWords } from '../sieve.ts';
import { anyOf, FALSE, type Level, levelOf, TRUE, UNKNOWN } from '../truth.ts';
import { readUserAgent } from '../user-agent.ts';
import { isBefore, PRODUCTS, type Product, parseVersion, type Version, versionsIn } from '../user-agent-versions.ts';
import { byGlobs } from './by-patterns.ts';
import { setKind, testKind, type Versions } from './contract.ts';
import { foldCase, globs, lowerAll } from './glob.ts';

/**
 * `[]` is a device known to carry no tag; undefined is a device nobody vouched for either way. The tag of client certificates is
 * known or not by itself: what an identity provider says of a device says nothing of it.
 */
export const device = testKind({
  form: 'texts',
  about: 'the tags of the device, such as `compliant`, or that of a client certificate',
  unknown: 'no claim in the token speaks of the device, or it was not asked for its certificate',
  compile(values) {
    const wanted = new Set(lowerAll(values));
    return ({ deviceTags, certificateTag }) => {
      const key = certificateTag && foldCase(certificateTag.tag);
      if (certificateTag === undefined || key === undefined || !wanted.has(key)) return carries(deviceTags, wanted);
      const others = new Set([...wanted].filter((each) => each !== key));
      return anyOf([levelOf(certificateTag.held), others.size === 0 ? FALSE : carries(deviceTags, others)]);
    };
  },
  shown({ deviceTags, certificateTag }) {
    const tags = certificateTag?.held ? [...(deviceTags ?? []), certificateTag.tag] : deviceTags;
    return tags && (tags.join(', ') || 'none');
  },
  sieve: byWords(lowerAll, ({ deviceTags, certificateTag }) =>
    deviceTags && certificateTag?.held !== false && certificateTag
      ? lowerAll([...deviceTags, certificateTag.tag])
      : deviceTags && lowerAll(deviceTags),
  ),
});

function carries(tags: Fact<readonly string[]>, wanted: ReadonlySet<string>): Level {
  return levelOf(tags?.some((tag) => wanted.has(foldCase(tag))));
}

export const deviceType = setKind({
  form: ['pc', 'mobile', 'tablet'],
  about: 'the kind of device that the user agent names; what a client says of itself can be false',
  unknown: 'the user agent does not tell',
  facts: ({ userAgent }) => oneOrUnknown(readUserAgent(userAgent)?.deviceType),
});

export const client = setKind({
  form: ['browser', 'native'],
  about:
    'what kind of client asks: a browser, or a mobile or desktop app, which comes with an access token or names itself in its user agent',
  unknown:
    'there is no user agent, or one that fits neither; and a client with a session that calls itself an app may be a browser all the same',
  facts: (facts) => oneOrUnknown(clientOf(facts)),
  claimed: claimsNative,
});

export const robot = setKind({
  form: ['yes', 'no'],
  about: 'whether the user agent calls itself a crawler or a script',
  unknown: 'there is no user agent',
  facts: ({ userAgent }) => {
    const read = readUserAgent(userAgent);
    return read && [read.robot ? 'yes' : 'no'];
  },
});

export const outdated = testKind({
  form: 'versions',
  about: `whether the user agent names an older version of a browser or system than the one written: ${PRODUCTS.map((name) => `\`${name}\``).join(', ')}`,
  unknown: 'the user agent names none of those written',
  compile(written) {
    const test = namesOlder(written);
    return ({ userAgent: text }) => test(versionsIn(text ?? ''));
  },
  shown: (facts) => facts.userAgent,
  sieve: byEach(
    ({ userAgent: text }) => versionsIn(text ?? ''),
    (written: Versions) => {
      const test = namesOlder(written);
      return (versions) => test(versions) !== FALSE;
    },
  ),
});

function namesOlder(written: Versions): (versions: ReadonlyMap<Product, Version>) => Level {
  const oldest = Object.entries(written).map(([product, text]) => [product as Product, parseVersion(text)] as const);
  return (versions) => {
    let level: Level = UNKNOWN;
    for (const [product, version] of oldest) {
      const own = versions.get(product);
      if (own === undefined) continue;
      if (isBefore(own, version)) return TRUE;
      level = FALSE;
    }
    return level;
  };
}

export const userAgent = testKind({
  form: 'globs',
  about: 'the User-Agent header',
  unknown: 'the request had none',
  compile: (patterns) => globs(patterns, (facts) => facts.userAgent),
  shown: (facts) => facts.userAgent,
  sieve: byGlobs((facts) => facts.userAgent),
});

function oneOrUnknown(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}

export const firstSeen = testKind({
  form: ['device', 'country'],
  about: 'whether this sign-in came with a browser, or from a country, not seen before with this user',
  unknown: 'it was not compared: a sign-in before this was kept, or a country that nobody can tell',
  compile:
    (values) =>
    ({ firstSeen: seen }) =>
      anyOf(values.map((value) => levelOf(seen?.[value]))),
  shown: ({ firstSeen: seen }) => seen && JSON.stringify(seen),
});
