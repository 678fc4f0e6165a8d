import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDashRewriter } from '../../../../src/rewrite/playlist/dash-playlist.ts';
import { rewriteHlsPlaylist } from '../../../../src/rewrite/playlist/hls-playlist.ts';
import { fc } from '../../../support/properties.ts';
import { toOrigin, toSuffix } from '../html/sample-options.ts';
import { inPieces } from '../in-pieces.ts';

const hls = (at: string): string =>
  [
    '#EXTM3U',
    '# a note: https://cdn.corp.test/no',
    `#EXT-X-KEY:METHOD=AES-128,URI="${at}/k?a=1,2",IV=0x1`,
    `#EXT-X-MAP:URI="${at}/init.mp4",BYTERANGE="7@0"`,
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="https://cdn.corp.test/g",NAME="N",URI="${at}/a.m3u8"`,
    `#EXT-X-SESSION-DATA:DATA-ID="x",VALUE="https://cdn.corp.test/v",URI="${at}/d.json"`,
    `#EXT-X-CONTENT-STEERING:SERVER-URI="${at}/steer"`,
    `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="${at}/i.m3u8"`,
    '#EXTINF:9.0,https://cdn.corp.test/title',
    `${at}/segment 1.ts`,
    'relative.ts',
    `//${at.slice(8)}/2.ts`,
    '#EXT-X-ENDLIST',
    '',
  ].join('\r\n');

describe('HLS', () => {
  test('segments and URI attributes are mapped, names, notes and titles are not', () =>
    assert.equal(
      rewriteHlsPlaylist(hls('https://cdn.corp.test'), toSuffix),
      hls('https://cdn.corp.test.gw.test:8443'),
    ));
  test('what is no play list stays', () => {
    const text = 'https://cdn.corp.test/x\n';
    assert.equal(rewriteHlsPlaylist(text, toSuffix), text);
  });
  test('mapping back gives the text that was', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'https://cdn.corp.test/x',
        '#EXT-X-KEY:URI="https://cdn.corp.test/x"',
        '\n',
        '\r\n',
        '#EXTINF:1,',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = `#EXTM3U\n${lines.join('\n')}`;
        assert.equal(
          rewriteHlsPlaylist(text, (url) => url),
          text,
        );
        assert.equal(rewriteHlsPlaylist(rewriteHlsPlaylist(text, toSuffix), toOrigin), text);
      }),
    );
  });
});

const dash = (at: string): string => `<?xml version="1.0"?>
<!-- <BaseURL>https://cdn.corp.test/no</BaseURL> -->
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" xmlns:xlink="http://www.w3.org/1999/xlink">
 <ProgramInformation moreInformationURL="${at}/about"><Title>https://cdn.corp.test/title</Title></ProgramInformation>
 <Location> ${at}/live.mpd?a=1&amp;b=2 </Location>
 <BaseURL serviceLocation="a"><![CDATA[${at}/v/]]></BaseURL>
 <Period xlink:href="${at}/period.xml"><AdaptationSet>
  <SegmentTemplate media='${at}/$RepresentationID$/$Number$.m4s' initialization="${at}/init.mp4" startNumber="1"/>
  <SegmentList><Initialization sourceURL="${at}/i.mp4"/><SegmentURL media="${at}/1.m4s" index="${at}/1.idx"/></SegmentList>
  <BaseURL>rel/</BaseURL><UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="${at}/time"/>
 </AdaptationSet></Period>
</MPD>
`;

describe('DASH', () => {
  const run = (text: string, cuts: readonly number[], url = toSuffix): string => {
    return inPieces(createDashRewriter(url), text, cuts);
  };
  const input = dash('https://cdn.corp.test');
  test('locations, bases, templates and lists are mapped, titles and comments are not', () =>
    assert.equal(run(input, []), dash('https://cdn.corp.test.gw.test:8443')));
  test('split anywhere', () => {
    for (let at = 1; at < input.length; at++)
      assert.equal(run(input, [at]), dash('https://cdn.corp.test.gw.test:8443'));
  });
  test('nothing to map: the same text, whatever it is', () => {
    const text = fc.array(
      fc.constantFrom('<', '>', '<BaseURL>', '</BaseURL>', '&amp;', '<![CDATA[', ']]>', '"', 'x', '<!--'),
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 4 }), (parts, cuts) => {
        const whole = parts.join('');
        const sorted = cuts.filter((cut) => cut <= whole.length).sort((a, b) => a - b);
        assert.equal(
          run(whole, sorted, (url) => url),
          whole,
        );
      }),
    );
  });
});
