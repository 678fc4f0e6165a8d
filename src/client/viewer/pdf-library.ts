/** What the viewer uses of pdf.js, which it loads as a module of its own. */
export interface PdfLibrary {
  readonly GlobalWorkerOptions: { workerSrc: string };
  readonly TextLayer: new (options: {
    readonly textContentSource: TextContent;
    readonly container: HTMLElement;
    readonly viewport: Viewport;
  }) => TextLayer;
  getDocument(source: DocumentSource): { readonly promise: Promise<PdfDocument> };
}

export interface DocumentSource {
  readonly data: Uint8Array;
  readonly cMapUrl: string;
  readonly iccUrl: string;
  readonly standardFontDataUrl: string;
  readonly wasmUrl: string;
  /** Forms of XFA are programs of their own. */
  readonly enableXfa: false;
  /** Of builds that may make functions of what is in a document; others never do. */
  readonly isEvalSupported: false;
  /** Pixels of a picture that is drawn at most. */
  readonly maxImageSize: number;
  readonly verbosity: number;
}

export interface PdfDocument {
  readonly numPages: number;
  /** `number` begins with 1. */
  getPage(number: number): Promise<PdfPage>;
}

export interface PdfPage {
  getViewport(options: { readonly scale: number }): Viewport;
  render(options: {
    readonly canvas: HTMLCanvasElement;
    readonly viewport: Viewport;
    readonly intent?: 'print';
  }): RenderTask;
  getTextContent(): Promise<TextContent>;
}

export interface RenderTask {
  readonly promise: Promise<void>;
  cancel(): void;
}

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface TextContent {
  readonly items: readonly ({ readonly str: string; readonly hasEOL: boolean } | { readonly type: string })[];
}

export interface TextLayer {
  render(): Promise<void>;
  readonly textDivs: readonly HTMLElement[];
}
