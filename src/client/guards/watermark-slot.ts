/** The mark over pages. It comes with the larger bundle, where policies may ask for one. */
export interface Watermark {
  /** Takes what is to stand over everything in this document. */
  readonly adopt: (text: string | undefined) => void;
  /** Shows it, also once more. */
  readonly renew: () => void;
}

let watermark: Watermark | undefined;

export function provideWatermark(provided: Watermark): void {
  watermark = provided;
}

export function adoptWatermark(text: string | undefined): void {
  if (watermark) watermark.adopt(text);
  else if (text !== undefined) showNothing();
}

export function renewWatermark(): void {
  watermark?.renew();
}

/** What cannot be marked is not shown: the parser ends here. */
export function showNothing(): void {
  window.stop();
  document.documentElement.replaceChildren();
}
