/** How a request looks. Groups of the expressions tell what it says: `upload`, `part`, `start`, `last`, `total`, `ends`, `list`. */
export interface RequestShape {
  readonly method?: RegExp;
  /** The path, decoded once. */
  readonly path?: RegExp;
  /** Parameters of the address by their names in lower case, and fields of the header: each is there once, and fits. */
  readonly query?: Readonly<Record<string, RegExp>>;
  readonly fields?: Readonly<Record<string, RegExp>>;
  /** Fields that are not there, and parameters of the address. */
  readonly without?: readonly string[];
  readonly withoutParameters?: readonly string[];
  /** The path that the field `Destination` names (RFC 4918 section 10.3), decoded once. */
  readonly to?: RegExp;
}

/** Where the app's answer says which upload it has made: in a field, a member of its JSON, an element of its XML, or by being good. */
export type MadeBy =
  | { readonly field: string; readonly like?: RegExp }
  | { readonly member: string }
  | { readonly element: string }
  | 'itself';

/**
 * The order of the parts: that of the addresses of uploads that `list` has, with blanks between them; or as a body lists them, that has nothing else in it; or by their numbers, all
 * there are, without a gap.
 */
export type PartOrder =
  | { readonly open: RegExp; readonly item: RegExp; readonly close: RegExp; readonly ascending: boolean }
  | 'by number'
  | 'by address';

/** How one kind of app takes files in pieces. What a request says by halves or twice fits no shape, and its content is unknown. */
export interface UploadProtocol {
  readonly id: string;
  readonly about: string;
  /** What names an upload among those of an app: its address, a path (and what `upload` says), or what `upload` says alone. */
  readonly key: 'address' | 'path' | 'upload';
  /** How an upload is made; `brings`: what comes along is its first piece; `isPart`: it becomes a part of another one. */
  readonly makes?: readonly (RequestShape & {
    readonly made: MadeBy;
    readonly brings?: true;
    readonly isPart?: true;
  })[];
  /** A piece with its place, after all that come before it. */
  readonly pieces?: readonly RequestShape[];
  /** How an answer to a piece says that the app waits for more; of what waits from the beginning none has to. */
  readonly waits?:
    | 'always'
    | { readonly status: readonly number[] }
    | { readonly field: string; readonly like: RegExp };
  /** A part with its name; they come in any order, and beside each other. */
  readonly part?: RequestShape;
  /** What makes a file of the parts. */
  readonly finish?: RequestShape & { readonly order: PartOrder };
  readonly abort?: RequestShape;
  /** How any other request would name an upload: what that does to it nobody knows. */
  readonly names?: readonly RequestShape[];
  /** Whether parts may come without an upload made before: their names are all that matters to what finishes it. */
  readonly unmade?: true;
}
