import { DOCUMENT_TYPE } from '../rewrite/data-text.ts';
import { isFramed } from '../rewrite/html/sandbox.ts';
import { seldom } from './code.ts';
import { sandbox } from './setup.ts';
import { type BlobKind, type MapText, shownBlob } from './shown-blob.ts';

/** In a sandbox it is another one. */
const [DOCUMENT, BOXED] = [0, 1].map((): BlobKind => ({ types: DOCUMENT_TYPE, made: new Map() })) as [
  BlobKind,
  BlobKind,
];
const DATA = /^[\0-\x20]*data:\s*(?:text\/html|[^;,]*[/+]xml)\s*[;,]/i;

/** Where a document is found that script has put together as a Blob or a `data:` URL, as it must be here. */
export function shownDocument(value: string, documentOf: MapText): string | undefined {
  return DATA.test(value)
    ? boxed(() => seldom()?.data(value, documentOf))
    : shownBlob(value, sandbox.on ? BOXED : DOCUMENT, documentOf);
}

/** The same for the attributes that load a document into a frame. */
export function framedDocument(element: string, name: string, value: string, documentOf: MapText): string | undefined {
  return isFramed(element, name) ? shownDocument(value, documentOf) : undefined;
}

/** What is mapped by `work` is in a sandbox; with `is` false only where it is already. */
export function boxed<Result>(work: () => Result, is = true): Result {
  const { on } = sandbox;
  sandbox.on ||= is;
  try {
    return work();
  } finally {
    sandbox.on = on;
  }
}
