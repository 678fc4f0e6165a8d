import type { ActivityProfile } from '../../catalog/profile.ts';

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Words that paths, parameters and members of JSON of any app may have, and that name nobody. */
const PLACES = list(`
  http https www com net org test example localhost api rest rpc graphql v1 v2 v3 app apps assets static public dist build lib
  libs vendor css js img image images icon icons font fonts media file files folder folders document documents download downloads upload uploads
  export import search query list all new create edit update delete remove save move copy rename share unshare view show get
  set add open close login logout signin signout sign in out auth oauth oauth2 authorize callback sso session sessions user users group
  groups account accounts profile profiles settings config admin index home main page pages item items id ids name names type types
  format status state error errors ok true false null content contents title text html json xml yaml csv pdf png jpg jpeg gif
  svg webp ico bmp avif mp3 mp4 webm ogg wav zip gz tar bz2 xz rar 7z doc docx xls xlsx ppt pptx odt ods odp rtf txt md log map mjs cjs
  ts tsx jsx wasm woff woff2 ttf otf eot eml ics vcf ipynb py rb go rs java php asp aspx jsp cgi bin exe msi dmg iso data db sql
  wiki doc docs help about blog news feed rss atom message messages mail inbox chat channel channels thread threads post posts comment
  comments project projects repo repos issue issues merge pull request requests branch branches commit commits tree blob raw
  archive release releases package packages site sites lists web dav remote event events calendar task tasks report reports
  chart charts dashboard version versions history revision revisions tag tags category categories label labels size sort order
  limit offset cursor start end from to next prev previous first last count total url uri path href src link links self
  key value values token tokens csrf xsrf code action method params param field fields input output result results response
  date time created updated modified deleted enabled disabled visible public private internal external utf8 utf 8 base64 sha256 sha384
  sha512 en de fr es ja nonce cookie header headers body charset boundary form multipart urlencoded attachment inline filename name
`);

/** Media types, directives and tokens of header fields. */
const HTTP = list(`
  application audio font image message model multipart text video octet stream xml xhtml plain javascript ecmascript css html svg ico
  microsoft vnd openxmlformats officedocument wordprocessingml spreadsheetml presentationml document sheet presentation msword ms excel powerpoint oasis
  opendocument spreadsheet pdf zip gzip x www form urlencoded data mixed alternative related manifest ld problem patch merge ndjson event
  csv markdown calendar vcard mpeg ogg opus flac wav webm mp4 webp avif png jpeg gif bmp tiff woff woff2 ttf otf collection wasm
  q level charset utf 8 iso 8859 windows us ascii gzip br zstd deflate identity compress
  no cache store transform only if cached max age s maxage public private must revalidate proxy immutable stale while error
  bytes none nosniff sameorigin deny allow origin same cross site strict when downgrade unsafe url referrer require corp credentialless
  accept encoding language user agent cookie authorization content type length disposition etag vary range dpr width viewport save sec fetch
  dest mode navigate cors websocket empty document script style iframe worker serviceworker sharedworker track embed object manifest
  get head post put patch delete options propfind proppatch mkcol copy move lock unlock report search x requested with xmlhttprequest
  csrf requestverificationtoken depth destination overwrite timeout infinity true false include subdomains preload
  rel stylesheet preconnect prefetch modulepreload next prev canonical alternate icon as crossorigin anonymous use credentials nopush
  default src script attr elem style img font connect media frame child prefetch base uri form action ancestors sandbox
  upgrade insecure requests block all mixed report to violation trusted types for self eval hashes inline dynamic sample
  blob filesystem wss ws https http nonce sha256 sha384 sha512 popups modals scripts forms downloads pointer lock top navigation by user activation
  accelerometer camera geolocation gyroscope magnetometer microphone payment usb fullscreen autoplay clipboard read write
  path domain secure httponly samesite lax expires partitioned attachment inline filename name
`);

const HTML = list(`
  a abbr address applet area article aside audio b base bdi bdo blockquote body br button canvas caption center cite code col colgroup
  data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5
  h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noframes
  noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small
  source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var video wbr
  circle clippath defs desc ellipse fegaussianblur fecolormatrix filter foreignobject g image line lineargradient marker mask
  metadata path pattern polygon polyline radialgradient rect stop switch symbol text textpath tspan use animate set
  accept charset accesskey action align allow allowfullscreen alt aria async autocapitalize autocomplete autofocus autoplay background bgcolor border
  cellpadding cellspacing checked cite class classid color cols colspan content contenteditable controls coords crossorigin datetime
  decoding default defer dir dirname disabled download draggable enctype enterkeyhint fetchpriority formaction formenctype formmethod
  formnovalidate formtarget headers height hidden high href hreflang http equiv id imagesizes imagesrcset inert inputmode integrity is itemid
  itemprop itemref itemscope itemtype kind lang language list loading loop low max maxlength media method min minlength multiple
  muted name nomodule nonce novalidate open optimum pattern ping placeholder playsinline popover poster preload property readonly referrerpolicy
  rel required reversed role rows rowspan sandbox scope scrolling selected shape size sizes slot spellcheck src srcdoc srclang srcset
  start step style tabindex target title translate type usemap value version viewbox width wrap x y cx cy r rx ry d fill stroke transform xmlns xlink xml
  on onclick onload onerror onsubmit onchange oninput onkeydown onkeyup onmouseover onfocus onblur
  blank self parent top button checkbox color date datetime local email file hidden image month number password radio range reset
  submit tel text time url week ltr rtl auto lazy eager high low anonymous use credentials stylesheet icon shortcut module importmap
  alternate canonical noopener noreferrer nofollow preconnect dns prefetch viewport description initial scale device all screen print
  doctype cdata version encoding standalone w3 org 1999 2000 dtd transitional strict en
  refresh x ua compatible security policy get post dialog multipart form data plain urlencoded application www
`);

const SCRIPT = list(`
  abstract arguments as async await boolean break byte case catch char class const continue debugger default delete do double else
  enum eval export extends false final finally float for from function get goto if implements import in instanceof int interface let long native
  new null of package private protected public return set short static super switch synchronized this throw throws transient true
  try typeof undefined using var void volatile while with yield constructor prototype __proto__ length name value
  window document location self top parent frames opener globalthis history navigator origin href host hostname protocol port pathname search hash
  assign replace reload postmessage open close fetch xmlhttprequest websocket eventsource worker sharedworker serviceworker register importscripts
  sendbeacon cookie domain url urlsearchparams baseuri documenturi referrer write writeln innerhtml outerhtml insertadjacenthtml
  createelement setattribute getattribute appendchild insertbefore src srcset action formaction integrity nonce settimeout setinterval
  addeventlistener dispatchevent onmessage localstorage sessionstorage indexeddb caches storage function object array string number
  math json promise proxy reflect symbol map weakmap weakset regexp date error require module exports define use strict
  meta resolve then prompt console log querySelector queryselectorall getelementbyid body head
  gi gm gu gs gy ig im iu is mg mi mu gim gmi giu gmu za z0 9_ a0 a1 f0 nan infinity
`);

const STYLE = list(`
  import charset namespace media font face supports layer keyframes page container property url src format local image set webkit moz ms o
  var calc env attr counter counters min max clamp rgb rgba hsl hsla translate rotate scale linear radial gradient steps cubic bezier
  woff woff2 truetype opentype svg embedded not and or only screen print all root host before after hover focus active
  is where has nth child of type slotted part px em rem vh vw vmin vmax ch ex deg rad turn s ms fr pt cm mm in pc important
`);

/** Words that may stay, in lower case, by where they stand. */
export interface Vocabulary {
  /** URLs, header fields, names of parameters and members. */
  readonly places: ReadonlySet<string>;
  readonly html: ReadonlySet<string>;
  readonly script: ReadonlySet<string>;
  readonly style: ReadonlySet<string>;
  /** Values of forms and JSON that profiles of apps look for. */
  readonly values: ReadonlySet<string>;
  readonly any: ReadonlySet<string>;
}

/**
 * What of a recording may stay as it is: words of the standards, words of which profiles recognise activities, and `kept` ones, but
 * none that is in `names`. Everything else is replaced.
 */
export function createVocabulary(
  profiles: readonly ActivityProfile[],
  kept: readonly string[],
  names: ReadonlySet<string>,
): Vocabulary {
  const values = profiles.flatMap(({ rules }) =>
    rules.flatMap(({ query, field, param }) =>
      [query, field, param].flatMap((tests) => wordsOf(Object.values(tests ?? {}).flat())),
    ),
  );
  const named = profiles.flatMap(({ rules }) =>
    rules.flatMap(({ path, query, field, param, header }) => [
      ...wordsOf(path.map((each) => each.replace(/\{\w+\**\}/g, ''))),
      ...[query, field, param, header].flatMap((tests) => wordsOf(Object.keys(tests ?? {}))),
    ]),
  );
  const places = [...PLACES, ...HTTP, ...named, ...values, ...wordsOf(kept)];
  const words = (...all: readonly (readonly string[])[]): ReadonlySet<string> =>
    new Set(
      all
        .flat()
        .map((word) => word.toLowerCase())
        .filter((word) => !names.has(word)),
    );
  return {
    places: words(places),
    html: words(places, HTML),
    script: words(places, SCRIPT),
    style: words(places, STYLE),
    values: words(values, ['true', 'false', 'null']),
    any: words(places, HTML, SCRIPT, STYLE),
  };
}

/** Words of texts, as `runs` finds them. */
export function wordsOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}\p{M}_$]+/gu) ?? []);
}
