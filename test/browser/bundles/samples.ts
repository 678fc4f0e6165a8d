import type { CaseFile } from '../../support/page-case.ts';

/** A PDF of one page with one word on it; readers rebuild the missing table of objects. */
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 41>>stream
BT /F1 24 Tf 20 40 Td (Sallyport) Tj ET  
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF`;

const PLAY_LIST = `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=1280000,CODECS="avc1.4d401e"
https://wiki.corp.test/sample/low.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2560000,CODECS="avc1.4d401e"
high.m3u8
`;

/** A Flash film of one red picture. */
const FILM = [
  70, 87, 83, 6, 30, 0, 0, 0, 112, 0, 11, 184, 0, 0, 187, 128, 0, 0, 12, 1, 0, 67, 2, 255, 0, 0, 64, 0, 0, 0,
];

/** What the bundles are given to work on, on every host. */
export const SAMPLES: Readonly<Record<string, CaseFile>> = {
  '/sample/page.pdf': { type: 'application/pdf', body: PDF },
  '/sample/list.m3u8': { type: 'application/vnd.apple.mpegurl', body: PLAY_LIST },
  '/sample/film.swf': { type: 'application/x-shockwave-flash', body: Uint8Array.from(FILM) },
  '/sample/rows.csv': { type: 'text/csv', body: 'name,value\na,1\nb,2\n' },
  '/sample/list.json': { type: 'application/json', body: '[{"self":"https://wiki.corp.test/1"},{"self":"/2"}]' },
  '/sample/callback.js': {
    type: 'text/javascript',
    body: 'called({ host: location.host, src: document.currentScript.src });',
  },
};
